import { nodesOf } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'
import { edgesOf, nameOf } from '../diagram/edges.ts'

/** The names that a flow's machine uses, each once, sorted. */
export interface References {
  actions: string[]
  guards: string[]
  delays: string[]
  events: string[]
}

export function referencesOf(flow: Flow): References {
  const edges = edgesOf(flow)
  const nodes = nodesOf(flow.machine.root)
  const around = nodes.flatMap(({ config }) => [config['entry'], config['exit']].flat() as unknown[])
  const actions = [...around, ...edges.flatMap(({ definition }) => definition.actions as unknown[])]
  return {
    actions: sorted(actions.map(nameOf)),
    guards: sorted(edges.map(({ guard }) => guard)),
    delays: sorted(nodes.flatMap(({ config }) => Object.keys((config['after'] as object | undefined) ?? {}))),
    events: sorted(edges.map(({ event }) => (event === 'always' || event.startsWith('after ') ? undefined : event))),
  }
}

function sorted(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.flatMap((name) => name ?? []))].sort()
}
