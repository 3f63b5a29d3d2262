import { readSettings } from '../src/env.ts'
import type { Hooks } from '../src/hooks.ts'
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
  return {
    settings: readSettings(['CHAT2DESK_API_TOKEN']),
    hooks: { at: striking(strikes, folder, seed), store: (store) => recorded(store, folder) },
  }
}
