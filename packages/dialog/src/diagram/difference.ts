import { isDeepStrictEqual } from 'node:util'
import { createMachine, type AnyStateMachine, type AnyStateNode } from 'xstate'
import { nodesOf } from '../flow/check.ts'
import { edgesOf, type Edge } from './edges.ts'

export type Mark = 'added' | 'removed' | 'changed'

/** A machine's config as JSON, as `machineJson` writes it. */
export interface Config {
  states?: Record<string, Config>
  [key: string]: unknown
}

export interface EdgeChange {
  mark: Mark
  edge: Edge
  /** Where it led, if that changed. */
  ledTo?: string
}

/** What became of a machine. */
export interface Difference {
  /** By dotted path. */
  states: ReadonlyMap<string, Mark>
  edges: readonly EdgeChange[]
  /** A machine with all states and transitions of both. */
  both: AnyStateMachine
  markOf(edge: Edge): Mark | undefined
}

/** Compares a machine with an earlier config of it. Descriptions and meta make no difference. */
export function differenceOf(machine: AnyStateMachine, earlier: Config): Difference {
  const before = createMachine(structuredClone(earlier) as never) as AnyStateMachine
  const [old, now] = [keyed(edgesOf({ machine: before })), keyed(edgesOf({ machine }))]
  const edges: EdgeChange[] = []
  for (const [key, edge] of now) {
    const was = old.get(key)
    if (!was) edges.push({ mark: 'added', edge })
    else if (was.to !== edge.to || was.inner !== edge.inner) edges.push({ mark: 'changed', edge, ledTo: was.to })
    else if (!isDeepStrictEqual(doneBy(was), doneBy(edge))) edges.push({ mark: 'changed', edge })
  }
  for (const [key, edge] of old) if (!now.has(key)) edges.push({ mark: 'removed', edge })
  const removed = edges.filter(({ mark }) => mark === 'removed').map(({ edge }) => edge)
  const both = createMachine(union(machine, before, removed) as never) as AnyStateMachine
  const marks = new Map(
    [...keyed(edgesOf({ machine: both }))].map(([key, edge]) => [nameIn(edge), markFor(key)] as const),
  )
  function markFor(key: string): Mark | undefined {
    if (!now.has(key)) return 'removed'
    return edges.find(({ edge }) => edge === now.get(key))?.mark
  }
  return { states: statesOf(machine, before), edges, both, markOf: (edge) => marks.get(nameIn(edge)) }
}

function nameIn({ from, event, index }: Edge): string {
  return `${from} ${event} ${index}`
}

/** Edges by what makes them the same in two versions: their state, event and guard, and which of several they are. */
function keyed(edges: readonly Edge[]): Map<string, Edge> {
  const map = new Map<string, Edge>()
  for (const edge of edges) {
    const name = `${edge.from} ${edge.event} ${JSON.stringify(edge.definition.guard ?? null)}`
    let nth = 0
    while (map.has(`${name} ${nth}`)) nth += 1
    map.set(`${name} ${nth}`, edge)
  }
  return map
}

function doneBy({ definition }: Edge): unknown {
  return [definition.actions, definition.reenter]
}

function statesOf(machine: AnyStateMachine, before: AnyStateMachine): Map<string, Mark> {
  const [old, now] = [before, machine].map(({ root }) => new Map(nodesOf(root).map((node) => [pathOf(node), node])))
  const marks = new Map<string, Mark>()
  for (const [path, node] of now ?? []) {
    const was = old?.get(path)
    if (!was) marks.set(path, 'added')
    else if (!isDeepStrictEqual(madeOf(was), madeOf(node))) marks.set(path, 'changed')
  }
  for (const path of old?.keys() ?? []) if (!now?.has(path)) marks.set(path, 'removed')
  return marks
}

function madeOf({ config, type }: AnyStateNode): unknown {
  const { entry, exit, initial } = config as Record<string, unknown>
  return JSON.stringify([type, entry, exit, initial])
}

/** The new config with what is gone of the old one. */
function union(machine: AnyStateMachine, before: AnyStateMachine, removed: readonly Edge[]): Config {
  const config = structuredClone(JSON.parse(JSON.stringify(machine.config)) as Config)
  for (const node of nodesOf(before.root)) {
    const parent = configAt(config, node.path.slice(0, -1))
    if (node.path.length === 0 || parent.states?.[node.key]) continue
    const { type, entry, exit, initial, description } = node.config as Config
    parent.states = { ...parent.states, [node.key]: { type, entry, exit, initial, description } }
  }
  for (const { from, event, index } of removed) {
    const path = from === '' ? [] : from.split('.')
    const [group, name] = placeOf(event)
    const here = configAt(config, path)
    const there = configAt(before.config as Config, path)
    const gone = listOf(name === undefined ? there[group] : (there[group] as Config)[name])[index]
    if (name === undefined) here[group] = [...listOf(here[group]), gone]
    else
      here[group] = {
        ...(here[group] as object),
        [name]: [...listOf((here[group] as Config | undefined)?.[name]), gone],
      }
  }
  return config
}

function placeOf(event: string): [group: string, name?: string] {
  if (event === 'always') return ['always']
  if (event.startsWith('xstate.done.state.')) return ['onDone']
  return event.startsWith('after ') ? ['after', event.slice(6)] : ['on', event]
}

function configAt(config: Config, path: readonly string[]): Config {
  let at = config
  for (const name of path) at = at.states?.[name] ?? {}
  return at
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat()
}

function pathOf(node: AnyStateNode): string {
  return node.path.join('.')
}
