import type { Flow } from '../flow/define.ts'
import type { Rehearsal } from '../flow/promises.ts'
import { startAt } from '../testing/clock.ts'
import { advance, customerStep, reasonOf, type Edge, type Reached, type Situation, type Step } from './situation.ts'

/** A step that threw. */
export interface Failure {
  before: Situation
  step: Step
  reason: string
}

export interface Explored {
  flow: Flow
  situations: readonly Situation[]
  edges: readonly Edge[]
  failures: readonly Failure[]
}

/**
 * Every situation that a flow can come to under its rehearsal, breadth first, so that the way to each is a shortest one.
 * Throws if the flow has no rehearsal, or past `limit` situations.
 */
export function explore(flow: Flow, limit = 3_000): Explored {
  const { rehearsal } = flow
  if (!rehearsal) throw new Error(`Cannot explore flow "${flow.id}": it has no rehearsal, so there is nothing to try`)
  const samples = samplesOf(flow, rehearsal)
  const first: Situation = { id: 'new', snapshot: undefined, state: '', now: startAt, pending: [], from: undefined }
  const known = new Map([[first.id, first]])
  const answered = new Set<string>()
  const edges: Edge[] = []
  const failures: Failure[] = []
  const queue = [{ before: first, steps: samples }]
  for (const { before, steps } of queue) {
    for (const step of steps) {
      let own: Reached
      try {
        own = advance(flow, before, step)
      } catch (error) {
        failures.push({ before, step, reason: reasonOf(error) })
        continue
      }
      const edge = own.from
      edges.push(edge)
      edge.after = known.get(own.id) ?? own
      const answers = own.pending
        .flat()
        .map((event): Step => ({ by: 'world', event }))
        .filter((answer) => isNew(answered, `${own.id} ${JSON.stringify(answer)}`))
      if (answers.length > 0) queue.push({ before: own, steps: answers })
      if (edge.after !== own) continue
      known.set(own.id, own)
      if (known.size > limit)
        throw new Error(
          `Cannot explore flow "${flow.id}": more than ${limit} situations; let rehearsal.key tell fewer apart`,
        )
      queue.push({ before: own, steps: [...samples, ...timeSteps(own)] })
    }
  }
  return { flow, situations: [...known.values()], edges, failures }
}

function samplesOf(flow: Flow, { customer, host = [] }: Rehearsal): Step[] {
  return [
    ...[...customer, ...(flow.promises.misses?.by ?? [])].map(customerStep),
    ...host.map((event): Step => ({ by: 'host', event })),
  ]
}

/** Time passes until the first timer is due, and until the last. */
function timeSteps({ snapshot, now }: Situation): Step[] {
  const due = Object.values(snapshot?.timers ?? {}).map(({ at }) => wholeSeconds(at - now))
  return due.length === 0 ? [] : [...new Set([Math.min(...due), Math.max(...due)])].map((ms) => ({ by: 'time', ms }))
}

function isNew(known: Set<string>, name: string): boolean {
  return known.size < known.add(name).size
}

function wholeSeconds(ms: number): number {
  return Math.ceil(Math.max(ms, 0) / 1000) * 1000
}
