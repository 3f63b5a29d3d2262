import { defineConfig } from 'vitest/config'

/** Whole bots, most of them as processes that are watched, killed and started again: `pnpm test:processes`. */
const processes = [
  'attack',
  'canary',
  'clock',
  'embedded',
  'outage',
  'playground',
  'playground-beside',
  'playground-embedded',
  'production',
  'sending',
].map((name) => `apps/bot/test/${name}.test.ts`)

const all = ['packages/*/{src,test,examples,simulation}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts']

export default defineConfig({
  test: {
    globalSetup: ['./vitest.servers.ts'],
    setupFiles: ['./vitest.properties.ts'],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'quick', include: all, exclude: processes } },
      { extends: true, test: { name: 'processes', include: processes } },
    ],
  },
})
