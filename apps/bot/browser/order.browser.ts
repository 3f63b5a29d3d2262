import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { launch, visit, type Visitor } from './visitor.ts'

const executable = inject('chromium')

describe.skipIf(!executable)('ordering water on the page', () => {
  let browser: Browser
  let visitor: Visitor
  beforeAll(async () => {
    browser = await launch(executable)
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    visitor = await visit(browser, inject('playground'))
  })
  afterEach(async () => {
    expect(visitor.complaints).toEqual([])
    await visitor.leave()
  })

  const order = async () => {
    await visitor.openTab('orders')
    const rows = visitor.page.locator('[data-order]')
    await rows.first().waitFor()
    expect(await rows.count()).toBe(1)
    return rows.first().locator('dd').allInnerTexts()
  }

  it.each([
    {
      locale: 'ru',
      first: 'Здравствуйте! Нужно 2 бутыли воды',
      address: 'Токтогула 125, кв 4',
      yes: 'да',
      asked: 'Проверьте заказ',
    },
    {
      locale: 'ky',
      first: 'Саламатсызбы! 2 бөтөлкө суу керек',
      address: 'Токтогул көчөсү 125, 4-батир',
      yes: 'ооба',
      asked: 'Токтогул',
    },
    {
      locale: 'en',
      first: 'Hello! I need 2 bottles of water',
      address: 'Toktogul 125, apt 4',
      yes: 'yes',
      asked: 'Please check your order',
    },
  ])('takes an order in $locale, and the lit state follows', async ({ locale, first, address, yes, asked }) => {
    await visitor.addCustomer({ locale })
    await visitor.say(first)
    await visitor.isIn('ordering.waitingAddress')
    await visitor.say(address)
    await visitor.isIn('ordering.waitingPhone')
    expect(await visitor.say('0555 123 456')).toContain(asked)
    await visitor.isIn('ordering.waitingConfirmation')
    await visitor.say(yes)
    await visitor.isIn('placed')
    const told = (await order()).join('\n')
    expect(told).toContain('125')
    expect(told).toContain('+996555123456')
    expect(told.split('\n')).toContain('2')
    expect(await visitor.counter('orders')).toBe(1)
  })

  it('takes a corrected address', async () => {
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.say('0555 123 456')
    expect(await visitor.say('нет, адрес Киевская 95, кв 7')).toContain('Киевская 95, кв 7')
    await visitor.say('да')
    expect(await order()).toContain('Киевская 95, кв 7')
  })

  it('orders by the buttons of a messenger that has them', async () => {
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.say('0555 123 456')
    const buttons = visitor.page.locator('.said.bot').last().locator('.choices button')
    expect(await buttons.count()).toBeGreaterThan(1)
    const label = await buttons.first().innerText()
    await visitor.replyTo(() => buttons.first().click())
    await visitor.isIn('placed')
    expect(await visitor.page.locator('.said.customer').last().innerText()).toContain(label)
    expect(await order()).toContain('Токтогула 125, кв 4')
  })

  it('shows the way that was walked', async () => {
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    const walked = visitor.page.locator('#canvas .walked')
    await walked.first().waitFor({ state: 'attached' })
    expect(await walked.evaluateAll((all) => all.map((arrow) => arrow.getAttribute('data-to')))).toContain(
      'ordering.waitingPhone',
    )
  })

  it('tells of a state when it is pointed at', async () => {
    await visitor.page.locator('[data-state="ordering.waitingPhone"]').focus()
    expect(await visitor.page.locator('.tip').innerText()).toContain('ordering.waitingPhone')
  })

  it('offers the phone that a messenger knows', async () => {
    await visitor.addCustomer({ transport: 'wa_dialog', locale: 'ru', phone: '+996 700 11 22 33' })
    expect(await visitor.say('2 бутыли на Токтогула 125, кв 4')).toContain('+996 700 112 233')
  })

  it.each(['location', 'voice', 'photo', 'document', 'sticker', 'contact'])('sends a %s', async (kind) => {
    await visitor.page.locator('.chosen .opener').click()
    await visitor.page.locator(`[data-media=${kind}]`).click()
    await visitor.page.locator('.said.customer .sent-thing').waitFor()
    await visitor.page.locator('#panel .turn').first().waitFor()
  })
})
