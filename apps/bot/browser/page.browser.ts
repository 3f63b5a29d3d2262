import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { launch, visit, words, type VisitOptions, type Visitor } from './visitor.ts'

const executable = inject('chromium')
const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

describe.skipIf(!executable)('the page', () => {
  let browser: Browser
  let visitor: Visitor
  const open = async (options?: VisitOptions) => (visitor = await visit(browser, inject('playground'), options))
  beforeAll(async () => {
    browser = await launch(executable)
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    expect(visitor.complaints).toEqual([])
    await visitor.leave()
  })

  /** What axe finds, each with its places. */
  const faults = async () => {
    await visitor.page.evaluate(axeSource)
    const { violations } = await visitor.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
    return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html).join('\n')}`)
  }

  it.each(['light', 'dark'] as const)(
    'has nothing that axe-core objects to, in %s',
    { timeout: 120_000 },
    async (colorScheme) => {
      await open({ colorScheme, reducedMotion: 'reduce' })
      expect(await faults()).toEqual([])
      await visitor.say('2 бутыли на Токтогула 125, кв 4')
      await visitor.say('0555 123 456')
      for (const tab of ['happened', 'snapshot', 'queues'] as const) {
        await visitor.openTab(tab)
        expect(await faults()).toEqual([])
      }
      await visitor.say('да')
      await visitor.openTab('orders')
      await visitor.page.locator('[data-order]').waitFor()
      expect(await faults()).toEqual([])
      await visitor.page.getByRole('button', { name: 'New customer' }).click()
      expect(await faults()).toEqual([])
    },
  )

  it('can be used to order by keyboard alone', async () => {
    await open()
    const { page } = visitor
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 60; presses++) {
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`Cannot reach ${selector} by Tab`)
    }
    await tabTo(words)
    const write = (text: string) =>
      visitor.replyTo(async () => {
        await page.keyboard.type(text)
        await page.keyboard.press('Enter')
      })
    await write('2 бутыли на Токтогула 125, кв 4')
    await write('0555 123 456')
    await page.locator('h1').evaluate(() => (document.activeElement as HTMLElement).blur())
    await tabTo('.said .choices button')
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
    expect(outline).not.toBe('none')
    await visitor.replyTo(() => page.keyboard.press('Enter'))
    await tabTo('#tab-happened')
    await page.keyboard.press('End')
    await page.locator('[data-order]').waitFor()
    expect(await page.locator('#tab-orders').getAttribute('aria-selected')).toBe('true')
  })

  it('keeps customers and conversations over a reload', async () => {
    await open()
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    await visitor.addCustomer({ transport: 'viber', locale: 'en' })
    await visitor.say('Hello')
    const replies = await visitor.replies()
    await visitor.page.reload()
    await visitor.page.locator('.said.bot').first().waitFor()
    expect(await visitor.replies()).toEqual(replies)
    expect(await visitor.page.locator('[data-customer]').count()).toBe(2)
    await visitor.page.locator('[data-customer]').first().click()
    await visitor.isIn('ordering.waitingPhone')
    await visitor.say('0555 123 456')
  })

  it('keeps customers apart, and counts what another one was told meanwhile', async () => {
    await open()
    const { page } = visitor
    await visitor.addCustomer({ locale: 'en' })
    const other = await page.locator('[data-customer]').first().getAttribute('data-customer')
    await page.evaluate(
      (id) =>
        fetch(`/playground/api/customers/${id}/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ text: '2 бутыли на Токтогула 125, кв 4' }),
        }),
      other,
    )
    await page.locator('[data-customer] .unread').waitFor()
    expect(await visitor.replies()).toEqual([])
    await page.locator('[data-customer]').first().click()
    await page.locator('[data-customer] .unread').waitFor({ state: 'detached' })
    expect(await visitor.replies()).toHaveLength(1)
  })

  describe('with customers side by side', () => {
    const columns = () => visitor.page.locator('[data-column]')
    const write = async (at: number, text: string) => {
      const column = columns().nth(at)
      const replies = await column.locator('.said.bot').count()
      await column.locator('textarea').fill(text)
      await column.locator('textarea').press('Enter')
      await column.locator('.said.bot').nth(replies).waitFor()
    }

    it('shows their chats at once, and the flow of the one that is used', async () => {
      await open()
      const { page } = visitor
      await visitor.addCustomer({ locale: 'en', transport: 'viber' })
      await page.getByRole('button', { name: 'Side by side' }).click()
      await expect.poll(() => columns().count()).toBe(2)
      await write(0, '2 бутыли на Токтогула 125, кв 4')
      await visitor.isIn('ordering.waitingPhone')
      await write(1, 'Hello')
      await visitor.isIn('ordering.waitingAddress')
      await write(0, '0555 123 456')
      await visitor.isIn('ordering.waitingConfirmation')
      await write(1, '95 Kievskaya street, apt 7, 3 bottles')
      await visitor.isIn('ordering.waitingPhone')
      await write(0, 'да')
      await visitor.isIn('placed')
      await visitor.openTab('orders')
      await page.locator('[data-order]').waitFor()
      expect(await page.locator('[data-order]').innerText()).toContain('Токтогула 125, кв 4')
      expect(await columns().nth(1).locator('.said').allInnerTexts()).not.toContain('Токтогула')
      expect(await faults()).toEqual([])
    })

    it('asks for a second customer where there is one', async () => {
      await open()
      const { page } = visitor
      await page.getByRole('button', { name: 'Side by side' }).click()
      await page.locator('#newcomer button[type=submit]').click()
      await expect.poll(() => columns().count()).toBe(2)
    })

    it('takes a customer off, stays so over a reload, and shows one on a phone', async () => {
      await open()
      const { page } = visitor
      for (const locale of ['ky', 'en']) await visitor.addCustomer({ locale })
      await page.getByRole('button', { name: 'Side by side' }).click()
      await columns().nth(1).getByRole('button', { name: 'Close' }).click()
      await page.reload()
      await columns().nth(1).locator('.who').waitFor()
      expect(await columns().count()).toBe(2)
      await page.setViewportSize({ width: 390, height: 844 })
      await page.locator('[role=tab][data-customer]').nth(1).waitFor()
      expect(await columns().count()).toBe(0)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    })
  })

  it('keeps the theme and the language that were chosen', async () => {
    await open()
    const { page } = visitor
    await page.locator('#theme').click()
    await page.locator('#theme').click()
    await page.locator('#language').click()
    await page.reload()
    await page.locator('.who').waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('html').getAttribute('lang')).toBe('ru')
    expect(await page.locator('#tab-happened').innerText()).toBe('Что произошло')
  })

  it('zooms by the wheel and shows all again', async () => {
    await open()
    const { page } = visitor
    const width = async () => (await page.locator('#canvas svg').boundingBox())?.width ?? 0
    const before = await width()
    await page.locator('#canvas').hover()
    await page.mouse.wheel(0, -600)
    await expect.poll(width).toBeGreaterThan(before * 1.5)
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(width).toBeLessThan(before * 1.01)
  })

  it('is one column with a bar below on a phone', async () => {
    await open({ width: 390, height: 844 })
    const { page } = visitor
    await visitor.say('2 бутыли на Токтогула 125, кв 4')
    for (const view of ['flow', 'details', 'trouble', 'chat']) {
      await page.locator(`[data-view=${view}]`).and(page.locator('button')).click()
      expect(await page.locator('.pane:visible').count()).toBe(1)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      expect(await faults()).toEqual([])
    }
  })
})
