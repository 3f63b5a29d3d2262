import type { TestProject } from 'vitest/node'
import { runningBot, startBot } from './bot.ts'
import { findChromium } from './chromium.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Empty without a browser: then the suites are skipped. */
    chromium: string
    playground: string
  }
}

/**
 * Finds a browser and starts one bot for all suites, or takes the one of PLAYGROUND_URL. A browser that is missing is
 * said, or a failure if REQUIRE_BROWSER=1.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium()
  if (chromium === undefined) {
    const missing = 'no Chromium on PATH (apt-get install chromium, or set CHROMIUM)'
    if (process.env['REQUIRE_BROWSER'] === '1') throw new Error(`Cannot run the browser suites: ${missing}`)
    process.stderr.write(`\n!!! SKIPPED: the browser suites: ${missing} !!!\n\n`)
    project.provide('chromium', '')
    project.provide('playground', '')
    return async () => {}
  }
  const running = process.env['PLAYGROUND_URL']
  const bot = running ? runningBot(running) : await startBot()
  project.provide('chromium', chromium)
  project.provide('playground', bot.url)
  return bot.stop
}
