import { parseArgs } from 'node:util'
import { runningBot, startBot } from './bot.ts'
import { findChromium } from './chromium.ts'
import { launch, visit, words } from './visitor.ts'

/**
 * `pnpm bench:page`: how soon the playground is seen, and how soon an answer is. Prints JSON, in ms and bytes. `--url`
 * names a playground that runs.
 */
const loads = 9
const answers = 15

const { values } = parseArgs({ options: { url: { type: 'string' } } })
const executable = findChromium()
if (executable === undefined) {
  process.stderr.write('Cannot measure: no Chromium on PATH (apt-get install chromium, or set CHROMIUM)\n')
  process.exit(1)
}
const bot = values.url === undefined ? await startBot() : runningBot(values.url)
const browser = await launch(executable)
try {
  const paints: number[] = []
  const lives: number[] = []
  let bytes = 0
  let requests = 0
  for (let load = 0; load < loads; load++) {
    const started = performance.now()
    const visitor = await visit(browser, bot.url)
    lives.push(performance.now() - started)
    const seen = await visitor.page.evaluate(() => {
      const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      return {
        paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
        bytes: resources.reduce((sum, { transferSize }) => sum + transferSize, page?.transferSize ?? 0),
        requests: resources.length + 1,
      }
    })
    paints.push(seen.paint)
    bytes = seen.bytes
    requests = seen.requests
    await visitor.leave()
  }
  const visitor = await visit(browser, bot.url)
  const shown: number[] = []
  for (let answer = 0; answer < answers; answer++) {
    await visitor.page.locator(words).fill(answer % 2 === 0 ? 'Сколько стоит?' : 'Когда привезёте?')
    shown.push(await visitor.page.evaluate(timeOfReply))
    // Below the limit of one customer's messages.
    await visitor.page.waitForTimeout(300)
  }
  await visitor.leave()
  const told = {
    firstContentfulPaint: summary(paints),
    live: summary(lives),
    answerShown: summary(shown),
    bytes,
    requests,
  }
  process.stdout.write(`${JSON.stringify(told, null, 2)}\n`)
} finally {
  await browser.close()
  await bot.stop()
}

/** From the press of Enter until the reply is on the screen. Runs in the page. */
function timeOfReply(): Promise<number> {
  return new Promise((resolve) => {
    const list = document.querySelector('.log ol') as Element
    const count = list.querySelectorAll('.said.bot').length
    const started = performance.now()
    const watch = new MutationObserver(() => {
      if (list.querySelectorAll('.said.bot').length === count) return
      watch.disconnect()
      requestAnimationFrame(() => resolve(performance.now() - started))
    })
    watch.observe(list, { childList: true, subtree: true })
    document.querySelector('.composer')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
  })
}

function summary(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN)
  return { of: sorted.length, least: at(0), median: at(0.5), p90: at(0.9), most: at(1) }
}
