import { chromium, type Browser, type Page } from 'playwright-core'

/** Somebody at the playground's page. */
export interface Visitor {
  page: Page
  /** What the browser complained about. */
  complaints: string[]
  /** Writes as the open customer and waits for one more reply. */
  say(text: string): Promise<string>
  /** Does something and waits for one more reply; gives its text. */
  replyTo(act: () => Promise<void>): Promise<string>
  replies(): Promise<string[]>
  /** The dotted path that is lit. */
  state(): Promise<string>
  isIn(path: string): Promise<void>
  counter(name: 'received' | 'duplicates' | 'answered' | 'orders' | 'buried'): Promise<number>
  addCustomer(choice: { transport?: string; locale?: string; phone?: string }): Promise<void>
  openTab(name: 'happened' | 'snapshot' | 'queues' | 'orders'): Promise<void>
  trouble(label: string): Promise<void>
  leave(): Promise<void>
}

/** Where the visitor writes as the chosen customer. */
export const words = '.chosen textarea'

export interface VisitOptions {
  width?: number
  height?: number
  colorScheme?: 'light' | 'dark'
  reducedMotion?: 'reduce' | 'no-preference'
}

export function launch(executablePath: string): Promise<Browser> {
  // A container's root may not use Chromium's sandbox; the only page that it opens is our own.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
}

/** Opens the page with nothing in the browser's memory, and waits until it lives. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visitor> {
  const { width = 1280, height = 800, colorScheme = 'light', reducedMotion = 'no-preference' } = options
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion, locale: 'en-GB' })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => complaints.push(message))
  await page.goto(url)
  await page.locator('#canvas svg').waitFor({ state: 'attached' })
  await page.locator('.app:not([aria-busy]) .who').waitFor({ state: 'attached' })

  const said = page.locator('.chosen .said.bot')
  const replies = () => said.locator('.bubble > p:not(.meta)').allInnerTexts()
  const replyTo: Visitor['replyTo'] = async (act) => {
    const before = await said.count()
    await act()
    await said.nth(before).waitFor({ state: 'attached' })
    return (await said.nth(before).locator('.bubble > p:not(.meta)').textContent()) ?? ''
  }
  const current = page.locator('[data-state].current')

  return {
    page,
    complaints,
    replies,
    replyTo,
    say: (text) =>
      replyTo(async () => {
        await page.locator(words).fill(text)
        await page.locator(words).press('Enter')
      }),
    state: async () => (await current.getAttribute('data-state')) ?? '',
    isIn: (path) => page.locator(`[data-state="${path}"].current`).waitFor({ state: 'attached' }),
    counter: async (name) => Number(await page.locator(`[data-counter="${name}"] dd`).first().textContent()),
    async addCustomer({ transport, locale, phone }) {
      const before = await page.locator('[data-customer]').count()
      await page.getByRole('button', { name: 'New customer' }).click()
      if (transport) await page.locator('select[name=transport]').selectOption(transport)
      if (locale) await page.locator('select[name=locale]').selectOption(locale)
      if (phone) await page.locator('input[name=phone]').fill(phone)
      await page.locator('#newcomer button[type=submit]').click()
      await page.locator('[data-customer]').nth(before).waitFor()
      await page.locator('#newcomer').waitFor({ state: 'hidden' })
      await page.locator('.chosen .log .aside').waitFor()
    },
    openTab: (name) => page.locator(`#tab-${name}`).click(),
    trouble: (label) => page.getByRole('button', { name: label }).click(),
    leave: () => context.close(),
  }
}
