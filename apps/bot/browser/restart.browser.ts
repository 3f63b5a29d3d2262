import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startBot, type StartedBot } from './bot.ts'
import { launch, visit } from './visitor.ts'

const executable = inject('chromium')

describe.skipIf(!executable)('a bot that is killed', { timeout: 180_000 }, () => {
  let browser: Browser
  let bot: StartedBot
  beforeAll(async () => {
    bot = await startBot()
    browser = await launch(executable)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await bot?.stop()
  })

  it('goes on with the conversation of an open page when it is back', async () => {
    const visitor = await visit(browser, bot.url)
    visitor.page.setDefaultTimeout(60_000)
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await bot.restart()
    await visitor.page.getByText('Connecting again').waitFor({ state: 'detached' })
    // The stand-in forgets its messages with the process; the conversation is kept.
    await visitor.page.locator('.log .aside').waitFor()
    await visitor.isIn('ordering.waitingPhone')
    expect(await visitor.say('0555 123 456')).toContain('Токтогула 125, кв 4')
    await visitor.say('да')
    await visitor.isIn('placed')
    expect(await visitor.counter('orders')).toBe(1)
    await visitor.leave()
  })
})
