import { isDeepStrictEqual } from 'node:util'
import type { Effect } from '../src/flow/effect.ts'
import { joinMessages, type Input, type MessageInput } from '../src/flow/message.ts'
import { nextTimer, type Snapshot } from '../src/flow/snapshot.ts'
import { start } from '../src/flow/step.ts'
import { takeTurn, timerInput, type TurnInput } from '../src/flow/turn.ts'
import { breakable } from './bot.ts'
import type { Plan } from './plan.ts'
import type { Accepted, Committed } from './record.ts'

export interface Folded {
  snapshot: Snapshot | undefined
  effects: Effect[]
  /** Ids of inputs that the flow cannot take. */
  rejected: string[]
  /** Of each effect the input that it came of. */
  causes: Map<string, string>
  /** The first commit that is not what its inputs come to, if any: the fold ends before it. */
  broken: Committed | undefined
}

/** A conversation in the middle of a commit. */
interface Partway {
  snapshot: Snapshot | undefined
  effects: { effect: Effect; cause: string }[]
  rejected: string[]
}

const batch = 16
const timersAtMost = 10

/** A conversation again, from its committed inputs alone, on the pure flow: no store, no queue, no process. */
export function fold(
  plan: Plan,
  conversation: string,
  commits: readonly Committed[],
  inputs: ReadonlyMap<string, Accepted>,
): Folded {
  const flow = breakable(plan, () => {})
  const folded: Folded = { snapshot: undefined, effects: [], rejected: [], causes: new Map(), broken: undefined }
  let lastOrder = 0

  const foldCommit = (commit: Committed): Partway | undefined => {
    const { inputs: ids, now, effects: committed, snapshot } = commit
    const written = JSON.parse(snapshot) as Snapshot
    const orderOf = (id: string) => inputs.get(id)?.order ?? NaN
    const parsed = ids.map((id) => ({ ...(JSON.parse(inputs.get(id)?.body ?? 'null') as Input), id }))
    const late = ids.map((id) => orderOf(id) < lastOrder)

    const take = (before: Partway, input: TurnInput, isLate = false): Partway => {
      const turn = takeTurn(flow, { conversation, snapshot: before.snapshot, input, now, late: isLate })
      const effects = turn.effects.map((effect) => ({ effect, cause: input.id }))
      return { ...before, snapshot: turn.snapshot, effects: [...before.effects, ...effects] }
    }
    const takeOrReject = (before: Partway, from: number, size: number): Partway => {
      const group = parsed.slice(from, from + size)
      const last = group.at(-1) as Input
      try {
        if (size === 1) return take(before, last, late[from])
        const all = group as MessageInput[]
        const message = joinMessages(all.map((one) => one.message))
        return take(before, { ...(last as MessageInput), at: Math.max(...all.map(({ at }) => at)), message })
      } catch {
        const { id } = parsed[from] as Input
        const refused = { ...before, rejected: [...before.rejected, id] }
        return take(refused, { id: `rejected:${id}`, kind: 'event', at: now, event: { type: 'input.rejected' } })
      }
    }
    const agrees = ({ effects }: Partway) => effects.every(({ effect }, n) => effect.id === committed[n]?.id)
    const joins = (n: number) => plan.turnWindowMs > 0 && parsed[n]?.kind === 'message' && !late[n]
    // Which messages were taken as one is not written down: every way is tried.
    const from = (at: Partway, n: number): Partway | undefined => {
      if (!agrees(at)) return undefined
      if (n === ids.length) return withTimers(at)
      for (let size = 1; n + size <= ids.length && (size === 1 || (joins(n) && joins(n + size - 1))); size++) {
        const end = from(takeOrReject(at, n, size), n + size)
        if (end) return end
      }
      return undefined
    }
    // Timers that are due come after the inputs, unless the batch was cut short.
    const withTimers = (begin: Partway): Partway | undefined => {
      let at = { ...begin, snapshot: begin.snapshot ?? start(flow, now).snapshot }
      for (let fired = 0; ; fired++) {
        if (at.effects.length === committed.length && same(at.snapshot, written)) return at
        const timer = nextTimer(at.snapshot)
        if (ids.length === batch || fired === timersAtMost || !timer || timer.at > now) return undefined
        const next = take(at, timerInput(timer))
        at = { ...next, snapshot: next.snapshot as Snapshot }
        if (!agrees(at)) return undefined
      }
    }
    return from({ snapshot: folded.snapshot, effects: [], rejected: [] }, 0)
  }

  for (const commit of commits) {
    const end = foldCommit(commit)
    if (!end) return { ...folded, broken: commit }
    folded.snapshot = JSON.parse(JSON.stringify(end.snapshot)) as Snapshot
    folded.rejected.push(...end.rejected)
    for (const { effect, cause } of end.effects) {
      folded.effects.push(effect)
      folded.causes.set(effect.id, cause)
    }
    lastOrder = Math.max(lastOrder, ...commit.inputs.map((id) => inputs.get(id)?.order ?? 0))
  }
  return folded
}

function same(snapshot: Snapshot, written: Snapshot): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(snapshot)), written)
}
