import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/{src,test,examples,simulation}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts'],
    globalSetup: ['./vitest.servers.ts'],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
