import { writeSync } from 'node:fs'
import type { Migrating } from '@shoro/dialog'
import { orderContext } from '@shoro/dialog/order'
import * as v from 'valibot'
import type { BotFlow } from '../src/hooks.ts'

export type Build = keyof typeof builds

/** Words that a fragile build cannot bear, each in its own way. */
export const poisons = {
  throws: 'Яд: бросает',
  blocks: 'Яд: думает десять секунд',
  exits: 'Яд: выходит',
  devours: 'Яд: ест память',
} as const

/** It is understood twice: first to see whether it is a fragment. */
const thinksMs = 5_000

/** What a process may be made of. */
export const builds = {
  usual: (flow: BotFlow): BotFlow => flow,
  /** A later version, which keeps something that the usual one refuses. */
  next: (flow: BotFlow): BotFlow => ({
    ...flow,
    version: '2',
    context: v.strictObject({ ...orderContext.entries, build: v.optional(v.number(), 2) }),
    migrations: { ...flow.migrations, '1': (old: Migrating) => ({ ...old, version: '2' }) },
  }),
  fragile: (flow: BotFlow): BotFlow => ({
    ...flow,
    understand(message, situation) {
      swallow(message.text ?? '')
      return flow.understand(message, situation)
    },
  }),
}

function swallow(text: string): void {
  const [how] = Object.entries(poisons).find(([, poison]) => poison === text) ?? []
  if (how) writeSync(2, `swallowed ${how}\n`)
  if (text === poisons.throws) throw new Error('Cannot bear it')
  if (text === poisons.exits) process.exit(1)
  if (text === poisons.blocks) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, thinksMs)
  for (const eaten: number[][] = []; text === poisons.devours;)
    eaten.push(Array.from({ length: 1_000_000 }, Math.random))
}
