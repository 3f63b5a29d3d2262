import { defineConfig } from 'vitest/config'

/** `pnpm test:browser`: the playground's page in a real browser, on a really started bot. */
export default defineConfig({
  test: {
    include: ['apps/bot/browser/**/*.browser.ts'],
    globalSetup: ['./apps/bot/browser/setup.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
