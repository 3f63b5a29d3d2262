import { edgesOf } from '../diagram/edges.ts'
import { nodesOf } from '../flow/check.ts'
import { statePath } from '../flow/snapshot.ts'
import { start } from '../flow/step.ts'
import { startAt } from '../testing/clock.ts'
import type { Explored } from './explore.ts'
import { wayTo, within, type Edge, type Situation } from './situation.ts'
import { nameOf } from './tried.ts'
import { firstOfEach, type Finding, type Rule } from './rule.ts'

/** Every state in which a conversation can rest is come to, save for those that the flow says it does not use. */
export const everyState: Rule = {
  title: 'every state is come to',
  find({ flow, situations }) {
    const { unused = [] } = flow.promises
    const found: Finding[] = []
    const first = statePath(start(flow, startAt).snapshot.value)
    for (const state of restingStates(flow.machine.root)) {
      const come = situations.find((situation) => (situation.state || first) === state)
      const isUnused = unused.some((name) => within(state, name))
      if (!come && !isUnused) found.push({ problem: `${state} is never come to${tried(flow, state)}` })
      if (come && isUnused)
        found.push({ problem: `${state} is come to, though it is called unused`, steps: wayTo(come) })
    }
    return found
  },
}

/** Whatever happened, so many messages of the customer, with answers of the world, lead to each of these states. */
export const reachable: Rule = {
  title: 'a customer can always get where the flow promises',
  find({ flow, situations, edges }) {
    const { reach } = flow.promises
    if (!reach) return undefined
    return Object.entries(reach).flatMap(([goal, { messages, by }]): Finding[] => {
      const near = situations.filter(({ state }) => within(state, goal))
      if (near.length === 0) return [{ problem: `nothing ever leads to ${goal}` }]
      const able = edges.filter(
        ({ step, event }) =>
          step.by === 'world' || (step.by === 'customer' && (by?.includes(event?.type ?? '') ?? true)),
      )
      const distances = distancesTo(near, able)
      const far = situations.filter(({ id }) => (distances.get(id) ?? Infinity) > messages)
      return firstOfEach(far, ({ state }) => state).map((situation) => {
        const distance = distances.get(situation.id)
        const none = by ? `no ${by.join(' or ')} leads` : 'no message leads'
        const takes = distance === undefined ? none : `it takes ${distance} messages, not ${messages},`
        return { problem: `from ${situation.state || 'the beginning'} ${takes} to ${goal}`, steps: wayTo(situation) }
      })
    })
  },
}

/** By situation: how many messages of the customer lead to the nearest goal at least; answers of the world count nothing. */
function distancesTo(goals: readonly Situation[], edges: readonly Edge[]): Map<string, number> {
  const sources = new Map<string, { id: string; cost: number }[]>()
  for (const { before, step, after } of edges) {
    const known = sources.get(after.id) ?? []
    sources.set(after.id, known)
    known.push({ id: before.id, cost: step.by === 'customer' ? 1 : 0 })
  }
  const distances = new Map<string, number>()
  let ring = goals.map(({ id }) => id)
  for (let distance = 0; ring.length > 0; distance++) {
    const next: string[] = []
    for (const id of ring) {
      if (distances.has(id)) continue
      distances.set(id, distance)
      for (const source of sources.get(id) ?? []) (source.cost === 0 ? ring : next).push(source.id)
    }
    ring = next
  }
  return distances
}

type Root = Explored['flow']['machine']['root']

/** Dotted paths of the states that are not passed through at once. */
function restingStates(root: Root): string[] {
  return nodesOf(root)
    .filter(({ type, parent, always = [] }) => {
      const passes = always.some(({ guard }) => guard === undefined)
      return parent !== undefined && (type === 'atomic' || type === 'final') && !passes
    })
    .map(({ path }) => path.join('.'))
}

/** Where a state that is not come to is the target of something. */
function tried(flow: Explored['flow'], state: string): string {
  const ways = edgesOf(flow)
    .filter(({ inner, to }) => !inner && within(state, to))
    .map(nameOf)
  return ways.length === 0 ? ': no transition leads there' : `: only ${ways.join(', ')} would lead there`
}
