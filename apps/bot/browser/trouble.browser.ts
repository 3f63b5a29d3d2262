import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { until } from '../test/processes.ts'
import { launch, visit, words, type Visitor } from './visitor.ts'

const executable = inject('chromium')

/** Longer than a dead worker's lease. */
const patience = 40_000

describe.skipIf(!executable)('one right order in spite of trouble', { timeout: 120_000 }, () => {
  let browser: Browser
  let visitor: Visitor
  beforeAll(async () => {
    browser = await launch(executable)
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    visitor = await visit(browser, inject('playground'))
    visitor.page.setDefaultTimeout(patience)
  })
  afterEach(async () => {
    expect(visitor.complaints).toEqual([])
    await visitor.leave()
  })

  const counted = (name: Parameters<Visitor['counter']>[0], count: number) =>
    until(`${count} ${name}`, async () => (await visitor.counter(name)) === count)

  /** Everything was answered by now, and nothing twice. */
  const placedOnce = async (bottles = '2', address = 'Токтогула 125, кв 4') => {
    await visitor.isIn('placed')
    await counted('orders', 1)
    await visitor.openTab('orders')
    await visitor.page.locator('[data-order]').first().waitFor()
    expect(await visitor.page.locator('[data-order] dd').allInnerTexts()).toEqual(
      expect.arrayContaining([address, bottles, '+996555123456']),
    )
    expect(await visitor.page.locator('[data-order]').count()).toBe(1)
    expect((await visitor.replies()).filter((text) => /Заказ №/.test(text))).toHaveLength(1)
    expect(await visitor.counter('buried')).toBe(0)
  }

  it('a webhook that comes twice is taken once', async () => {
    await visitor.page.locator(words).fill('2 бутыли на Токтогула 125, кв 4')
    await visitor.replyTo(() => visitor.trouble('Webhook twice'))
    await counted('duplicates', 1)
    expect(await visitor.counter('received')).toBe(1)
    expect(await visitor.replies()).toHaveLength(1)
    await visitor.say('0555 123 456')
    await visitor.replyTo(() => visitor.trouble('Webhook twice'))
    await placedOnce()
  })

  it.each(['Out of order', 'Two at once'])('two messages: %s', async (label) => {
    await visitor.trouble(label)
    await visitor.isIn('ordering.waitingPhone')
    await counted('received', 2)
    await visitor.say('0555 123 456')
    await visitor.say('да')
    await placedOnce()
  })

  it('an API that is down is waited for', async () => {
    await visitor.trouble('API down 30 s')
    const lamp = visitor.page.getByText('Chat2Desk is down').first()
    await lamp.waitFor()
    await visitor.page.locator(words).fill('2 бутыли на Токтогула 125, кв 4')
    await visitor.page.locator(words).press('Enter')
    await visitor.isIn('ordering.waitingPhone')
    expect(await visitor.page.locator('.troubles .countdown').innerText()).toMatch(/^\d+ s$/)
    expect(await visitor.replies()).toEqual([])
    await visitor.replyTo(() => visitor.trouble('API up again'))
    await lamp.waitFor({ state: 'detached' })
    await visitor.say('0555 123 456')
    await visitor.say('да')
    await placedOnce()
    expect(await visitor.replies()).toHaveLength(3)
  })

  it('the bot is silent while an operator writes, and comes back', async () => {
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.trouble('Writes:')
    await visitor.page.locator('.said.operator').waitFor()
    await visitor.isIn('withOperator')
    await visitor.page.locator(words).fill('Спасибо, жду')
    await visitor.page.locator(words).press('Enter')
    await counted('received', 2)
    await visitor.trouble('Leaves:')
    await visitor.isIn('greeting')
    expect(await visitor.replies()).toHaveLength(1)
    await visitor.say('Здравствуйте')
    await visitor.say('0555 123 456')
    await visitor.say('да')
    await placedOnce()
  })

  it('a killed worker loses nothing', async () => {
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.trouble('Kill the worker')
    await visitor.page.getByText('Worker is dead').first().waitFor()
    await visitor.say('0555 123 456')
    await visitor.say('да')
    await placedOnce()
  })

  it('a worker that dies between an order and the note of it orders once', async () => {
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.say('0555 123 456')
    await visitor.trouble('Kill in the middle')
    await visitor.say('да')
    await placedOnce()
  })

  it('time goes forward: half an hour fires the reminder, a day ends the conversation', async () => {
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.trouble('+30 min')
    await visitor.page.getByText('Clock +30 min').first().waitFor()
    await visitor.page.getByText('Timer fired').first().waitFor()
    await visitor.trouble('+24 h')
    await visitor.isIn('expired')
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.say('0555 123 456')
    await visitor.say('да')
    await placedOnce()
  })
})
