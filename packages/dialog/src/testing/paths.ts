import type { Flow } from '../flow/define.ts'
import type { FlowEvent } from '../flow/message.ts'
import { statePath, type Snapshot } from '../flow/snapshot.ts'
import { start, step, type TimerFired } from '../flow/step.ts'
import { startAt } from './clock.ts'

export interface PathsOptions {
  /** Events to try in every state: one for each way through a guard. */
  events: readonly FlowEvent[]
  /** What else besides the state makes a difference: the parts of the context that guards read. */
  key?: (context: any) => unknown
  /** States explored at most; more is an error, for then `key` tells too much apart. Default 5,000. */
  limit?: number
}

/** One edge of a flow: the shortest way to its source, then the event. */
export interface Path {
  from: string
  to: string
  /** The event's or timer's name. */
  event: string
  handled: boolean
  /** The snapshot that the event comes to. */
  before: Snapshot
  steps: readonly (FlowEvent | TimerFired)[]
}

/** Every edge of a flow under the given events and its own timers, self-loops included. Throws past the limit. */
export function paths(flow: Flow, { events, key = () => '', limit = 5_000 }: PathsOptions): Path[] {
  const first = start(flow, startAt).snapshot
  const identify = (snapshot: Snapshot) => `${statePath(snapshot.value)} ${JSON.stringify(key(snapshot.context))}`
  const seen = new Set([identify(first)])
  const queue: { snapshot: Snapshot; steps: (FlowEvent | TimerFired)[] }[] = [{ snapshot: first, steps: [] }]
  const found: Path[] = []
  for (let node = queue.shift(); node; node = queue.shift()) {
    if (node.snapshot.status !== 'active') continue
    const timers: TimerFired[] = Object.entries(node.snapshot.timers).map(([timer, { rev }]) => ({ timer, rev }))
    for (const event of [...events, ...timers]) {
      const { snapshot, handled } = step(flow, node.snapshot, event, startAt)
      const steps = [...node.steps, event]
      found.push({
        from: statePath(node.snapshot.value),
        to: statePath(snapshot.value),
        event: event.type ?? event.timer,
        handled,
        before: node.snapshot,
        steps,
      })
      const id = identify(snapshot)
      if (seen.has(id)) continue
      seen.add(id)
      if (seen.size > limit)
        throw new Error(`Cannot list paths of flow "${flow.id}": more than ${limit} states; let key tell fewer apart`)
      queue.push({ snapshot, steps })
    }
  }
  return found
}
