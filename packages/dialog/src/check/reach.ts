import { nodesOf } from '../flow/check.ts'
import { wayTo, within, type Edge, type Explored, type Situation } from './explore.ts'
import type { Finding, Rule } from './rule.ts'

/** Every state in which a conversation can rest is come to, save for those that the flow says it does not use. */
export const everyState: Rule = {
  title: 'every state is come to',
  find({ flow, situations }) {
    const { unused = [] } = flow.promises
    const found: Finding[] = []
    for (const state of restingStates(flow.machine.root)) {
      const come = situations.find((situation) => situation.state === state)
      const isUnused = unused.some((name) => within(state, name))
      if (!come && !isUnused) found.push({ problem: `${state} is never come to${tried(flow.machine.root, state)}` })
      if (come && isUnused)
        found.push({ problem: `${state} is come to, though it is called unused`, steps: wayTo(come) })
    }
    return found
  },
}

/** Whatever happened, some messages of the customer, with answers of the world, lead to each of these states. */
export const reachable: Rule = {
  title: 'a customer can always get where the flow promises',
  find({ flow, situations, edges }) {
    const { reach } = flow.promises
    if (!reach) return undefined
    const own = edges.filter(({ step }) => step.by === 'customer' || step.by === 'world')
    return reach.flatMap((goal): Finding[] => {
      const near = situations.filter(({ state }) => within(state, goal))
      if (near.length === 0) return [{ problem: `nothing ever leads to ${goal}` }]
      const able = closure(own, near)
      const stuck = situations.filter(({ id }) => !able.has(id))
      // The first of each state is the one with the shortest way.
      return [...new Map(stuck.toReversed().map((situation) => [situation.state, situation])).values()]
        .toReversed()
        .map((situation) => ({
          problem: `from ${situation.state || 'the beginning'} no message leads to ${goal}`,
          steps: wayTo(situation),
        }))
    })
  },
}

/** The names of all situations from which some of the edges lead to one of the goals. */
function closure(edges: readonly Edge[], goals: readonly Situation[]): Set<string> {
  const sources = new Map<string, string[]>()
  for (const { before, after } of edges) sources.set(after.id, [...(sources.get(after.id) ?? []), before.id])
  const able = new Set(goals.map(({ id }) => id))
  for (const id of able) for (const source of sources.get(id) ?? []) able.add(source)
  return able
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
function tried(root: Root, state: string): string {
  const ways = nodesOf(root)
    .flatMap((node) => [...node.transitions.values(), node.always ?? []].flat())
    .filter(({ target }) => target?.some(({ path }) => within(state, path.join('.'))))
    .map(({ source, eventType, guard }) => {
      const name = typeof guard === 'string' ? guard : (guard as { type?: string } | undefined)?.type
      return `${source.path.join('.') || 'the root'} on ${eventType || 'always'}${name === undefined ? '' : ` if ${name}`}`
    })
  return ways.length === 0 ? ': no transition leads there' : `: only ${ways.join(', ')} would lead there`
}
