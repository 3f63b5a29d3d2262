import { readSettings, type Settings } from '../src/env.ts'
import type { Hooks } from '../src/hooks.ts'
import { between } from './between.ts'
import { builds, type Build } from './builds.ts'
import { recorded } from './history.ts'
import { loseNames } from './names.ts'
import { striking, type Strike } from './strike.ts'

/** What the runner tells a process that it starts, as JSON in CHAOS. */
export interface Orders {
  folder: string
  build: Build
  seed: number
  strikes: Strike[]
  /** Over those of its environment. */
  settings: Partial<Settings>
  journalTimeoutMs: number | undefined
}

/** The hooks of a process under test. It also ends when the runner that started it is gone. */
export function underTest(): { settings: Settings; hooks: Hooks } {
  const { folder, build, seed, strikes, settings, journalTimeoutMs } = JSON.parse(process.env['CHAOS'] ?? '') as Orders
  process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL')).resume()
  loseNames(folder)
  const at = striking(strikes, folder, seed)
  return {
    settings: { ...readSettings(['CHAT2DESK_API_TOKEN']), ...settings },
    hooks: {
      at,
      journalTimeoutMs,
      flow: builds[build],
      redisStore: (store) => between(store, at),
      store: (store) => recorded(store, folder),
    },
  }
}
