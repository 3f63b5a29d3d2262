import {
  joinMessages,
  nextTimer,
  takeTurn,
  timerInput,
  type Effect,
  type Flow,
  type Input,
  type MessageInput,
  type Snapshot,
  type TurnInput,
} from '@shoro/dialog'
import { hashOf, type Intent } from '../history.ts'

export interface Folded {
  snapshot: string | null
  effects: Effect[]
  /** What the fold found that the commits did not say, or said otherwise. */
  differences: string[]
}

/** A conversation in the middle of a commit. */
interface Partway {
  snapshot: Snapshot | undefined
  effects: Effect[]
}

const timersAtMost = 10

/** The same conversation again on the pure flow alone, from its beginning, one commit after another, each on its version. */
export function foldAgain(flowOf: (version: string) => Flow, conversation: string, chain: readonly Intent[]): Folded {
  const folded: Folded = { snapshot: null, effects: [], differences: [] }
  for (const intent of chain) {
    const begin: Partway = {
      snapshot: folded.snapshot === null ? undefined : (JSON.parse(folded.snapshot) as Snapshot),
      effects: [],
    }
    const end = foldCommit(flowOf(intent.version), conversation, intent, begin)
    if (!end) {
      const ids = intent.inputs.map(({ id }) => id).join(', ')
      folded.differences.push(`rev ${intent.rev}: ${ids || 'a timer'} comes to something else than was committed`)
      return folded
    }
    folded.snapshot = JSON.stringify(end.snapshot)
    folded.effects.push(...end.effects)
  }
  return folded
}

/**
 * What one commit comes to; null if it cannot come to what was committed. Which messages were taken as one is not
 * written down, so every way to group neighbours is tried: the effects' names and the snapshot's hash tell.
 */
function foldCommit(flow: Flow, conversation: string, intent: Intent, begin: Partway): Partway | null {
  const { inputs, effects: committed, rejected, now, to } = intent
  const expected = committed.map(({ id, body }) => {
    const { type, params } = JSON.parse(body) as Effect
    return `${id} ${JSON.stringify({ type, params })}`
  })
  const agrees = (effects: readonly Effect[]) =>
    effects.every(({ id, type, params }, n) => expected[n] === `${id} ${JSON.stringify({ type, params })}`)
  const take = ({ snapshot, effects }: Partway, input: TurnInput, late = false): Partway => {
    const turn = takeTurn(flow, { conversation, snapshot, input, now, late })
    return { snapshot: turn.snapshot, effects: [...effects, ...turn.effects] }
  }
  const parsed = inputs.map(({ id, body }) => (rejected.includes(id) ? null : { ...(JSON.parse(body) as Input), id }))
  const refuse = (before: Partway, id: string): Partway =>
    flow.whenRejected
      ? take(before, { id: `rejected:${id}`, kind: 'event', at: now, event: flow.whenRejected })
      : before

  const takeGroup = (before: Partway, from: number, size: number): Partway => {
    const input = parsed[from + size - 1]
    if (!input) return refuse(before, inputs[from]?.id ?? '')
    if (size === 1) return take(before, input, inputs[from]?.late)
    const group = parsed.slice(from, from + size) as MessageInput[]
    const message = joinMessages(group.map((one) => one.message))
    return take(before, { ...(input as MessageInput), at: Math.max(...group.map(({ at }) => at)), message })
  }
  const joins = (at: number) => parsed[at]?.kind === 'message' && !inputs[at]?.late

  const fold = (at: Partway, from: number): Partway | null => {
    if (!agrees(at.effects)) return null
    if (from === inputs.length) return fireTimers(at)
    for (let size = 1; from + size <= inputs.length; size++) {
      if (size > 1 && !(joins(from) && joins(from + size - 1))) break
      const end = fold(takeGroup(at, from, size), from + size)
      if (end) return end
    }
    return null
  }
  // Timers that were due fired after the inputs, unless the batch was cut short.
  const fireTimers = (start: Partway): Partway | null => {
    let at = start
    for (let fired = 0; ; fired++) {
      if (hashOf(JSON.stringify(at.snapshot)) === to && at.effects.length === expected.length) return at
      const timer = at.snapshot && nextTimer(at.snapshot)
      if (fired === timersAtMost || !timer || timer.at > now) return null
      at = take(at, timerInput(timer))
      if (!agrees(at.effects)) return null
    }
  }
  return fold(begin, 0)
}
