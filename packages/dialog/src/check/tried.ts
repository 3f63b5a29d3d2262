import { nodesOf } from '../flow/check.ts'
import { restore } from '../flow/restore.ts'
import { start } from '../flow/step.ts'
import type { Explored } from './explore.ts'
import { startAt, type Edge } from './situation.ts'

export interface Tried {
  transitions: number
  /** Those that no step took: `state on event if guard`. */
  untried: readonly string[]
}

/** Which transitions of the machine a rehearsal comes to take: what it does not try, nothing is proved of. */
export function triedBy({ flow, edges }: Pick<Explored, 'flow' | 'edges'>): Tried {
  const taken = new Set(edges.flatMap((edge) => takenBy(flow, edge)))
  const declared = nodesOf(flow.machine.root)
    .flatMap((node) => [...node.transitions.values()].flat())
    .map(nameOf)
  return { transitions: declared.length, untried: declared.filter((name) => !taken.has(name)) }
}

function takenBy(flow: Explored['flow'], { before, step, event }: Edge): string[] {
  const { snapshot } = before
  const active = snapshot?.status === 'active' ? snapshot : start(flow, startAt).snapshot
  const restored = restore(flow, active)
  if (!restored.ok) return []
  const due = Object.entries(active.timers).filter(([, { at }]) => step.by === 'time' && at <= before.now + step.ms)
  const causes = event ? [event] : due.map(([id, { at }]) => ({ type: flow.timerEvents.get(id), at }))
  return causes.flatMap((cause) => flow.machine.getTransitionData(restored.state as never, cause as never).map(nameOf))
}

interface Transition {
  source: { path: readonly string[] }
  eventType: string
  guard?: unknown
}

/** `state on event if guard` */
export function nameOf({ source, eventType, guard }: Transition): string {
  const name = typeof guard === 'string' ? guard : (guard as { type?: string } | undefined)?.type
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(eventType) ?? []
  const on = delay === undefined ? `on ${eventType || 'always'}` : `after ${delay}`
  return `${source.path.join('.') || 'the root'} ${on}${name === undefined ? '' : ` if ${name}`}`
}
