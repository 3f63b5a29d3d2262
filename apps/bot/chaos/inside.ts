import { readSettings } from '../src/env.ts'
import type { Hooks } from '../src/hooks.ts'
import { between } from './between.ts'
import { recorded } from './history.ts'
import { striking, type Strike } from './strike.ts'

/** What the runner tells a process that it starts, as JSON in CHAOS. */
export interface Orders {
  folder: string
  seed: number
  strikes: Strike[]
}

/** The hooks of a process under test. It also ends when the runner that started it is gone. */
export function underTest(): { settings: ReturnType<typeof readSettings>; hooks: Hooks } {
  const { folder, seed, strikes } = JSON.parse(process.env['CHAOS'] ?? '') as Orders
  process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL')).resume()
  const at = striking(strikes, folder, seed)
  return {
    settings: readSettings(['CHAT2DESK_API_TOKEN']),
    hooks: { at, redisStore: (store) => between(store, at), store: (store) => recorded(store, folder) },
  }
}
