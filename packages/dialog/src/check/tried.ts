import { edgesOf, type Edge as Transition } from '../diagram/edges.ts'
import { restore } from '../flow/restore.ts'
import type { Explored } from './explore.ts'
import type { Move } from './situation.ts'

export interface Tried {
  transitions: number
  /** Those that no step took: `state on event if guard`. */
  untried: readonly string[]
}

/** Which transitions of the machine a rehearsal comes to take: what it does not try, nothing is proved of. */
export function triedBy({ flow, edges }: Pick<Explored, 'flow' | 'edges'>): Tried {
  const taken = new Set(edges.flatMap(({ moves }) => moves.flatMap((move) => takenBy(flow, move))))
  const declared = edgesOf(flow).filter(({ event }) => event !== 'always')
  return {
    transitions: declared.length,
    untried: declared.filter(({ definition }) => !taken.has(definition)).map(nameOf),
  }
}

function takenBy(flow: Explored['flow'], { snapshot, cause }: Move): Transition['definition'][] {
  const restored = restore(flow, snapshot)
  return restored.ok ? (flow.machine.getTransitionData(restored.state as never, cause as never) ?? []) : []
}

/** `state on event if guard` */
export function nameOf({ from, event, guard }: Pick<Transition, 'from' | 'event' | 'guard'>): string {
  const on = event.startsWith('after ') ? event : `on ${event}`
  return `${from || 'the root'} ${on}${guard === undefined ? '' : ` if ${guard}`}`
}
