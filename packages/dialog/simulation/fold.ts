import { isDeepStrictEqual } from 'node:util'
import type { Effect } from '../src/flow/effect.ts'
import type { Input } from '../src/flow/message.ts'
import { nextTimer, type Snapshot } from '../src/flow/snapshot.ts'
import { start } from '../src/flow/step.ts'
import { takeTurn, timerInput } from '../src/flow/turn.ts'
import { breakable } from './bot.ts'
import type { Accepted, Committed } from './record.ts'

export interface Folded {
  snapshot: Snapshot | undefined
  /** By commit. */
  effects: Effect[][]
  /** Ids of inputs that the flow cannot take. */
  rejected: string[]
  /** Of each effect the input that it came of. */
  causes: Map<string, string>
}

const flow = breakable(() => {})
const batch = 16
const json = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T

/** A conversation again, from its committed inputs alone, on the pure flow: no store, no queue, no process. */
export function fold(
  conversation: string,
  commits: readonly Committed[],
  inputs: ReadonlyMap<string, Accepted>,
): Folded {
  const folded: Folded = { snapshot: undefined, effects: [], rejected: [], causes: new Map() }
  let lastOrder = 0
  for (const { inputs: taken, now, snapshot } of commits) {
    const written = JSON.parse(snapshot) as Snapshot
    const effects: Effect[] = []
    const take = (input: Parameters<typeof takeTurn>[1]['input'], late: boolean) => {
      const turn = takeTurn(flow, { conversation, snapshot: folded.snapshot, input, now, late })
      folded.snapshot = json(turn.snapshot)
      effects.push(...turn.effects)
      for (const { id } of turn.effects) folded.causes.set(id, input.id)
    }
    const before = lastOrder
    for (const id of taken) {
      const accepted = inputs.get(id)
      if (!accepted) continue
      try {
        take({ ...(JSON.parse(accepted.body) as Input), id }, accepted.order < before)
      } catch {
        folded.rejected.push(id)
        const event = { type: 'input.rejected' }
        take({ id: `rejected:${id}`, kind: 'event', at: now, event }, false)
      }
      lastOrder = Math.max(lastOrder, accepted.order)
    }
    folded.snapshot ??= start(flow, now).snapshot
    for (let fired = 0; taken.length < batch && fired < 10; fired++) {
      const timer = nextTimer(folded.snapshot)
      // An input that went alone, after a start that never finished, left due timers to the next batch.
      if (!timer || timer.at > now || (taken.length === 1 && isDeepStrictEqual(folded.snapshot, written))) break
      take(timerInput(timer), false)
    }
    folded.effects.push(effects)
  }
  return folded
}
