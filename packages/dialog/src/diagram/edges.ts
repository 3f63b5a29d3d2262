import type { AnyStateNode, AnyTransitionDefinition } from 'xstate'
import { nodesOf } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'

/** One declared transition. Paths are dotted; the machine itself is ''. */
export interface Edge {
  from: string
  /** Where it leads; the same as `from`, unentered, where it leads nowhere. */
  to: string
  /** `user.yes`, `after remind`, or `always`. */
  event: string
  /** The guard's name, if it has one. */
  guard?: string
  /** Which of the transitions for this event of this state, from 0. */
  index: number
  /** Nothing is left and nothing entered. */
  inner: boolean
  definition: AnyTransitionDefinition
}

/** Names an edge among those of its flow, the same in every version that still has it. */
export function edgeName({ from, to, event, guard }: Pick<Edge, 'from' | 'to' | 'event' | 'guard'>): string {
  return `${from || '*'} --${event}${guard === undefined ? '' : ` [${guard}]`}--> ${to || '*'}`
}

/** Every transition that a flow's machine declares, in the order of the file. */
export function edgesOf(flow: Pick<Flow, 'machine'>): Edge[] {
  return nodesOf(flow.machine.root).flatMap(edgesOfNode)
}

export function edgesOfNode(node: AnyStateNode): Edge[] {
  const groups = [...node.transitions.entries(), ['', node.always ?? []] as const]
  return groups.flatMap(([event, definitions]) =>
    definitions.map((definition, index) => ({ ...edge(node, event, definition), index })),
  )
}

function edge(node: AnyStateNode, event: string, definition: AnyTransitionDefinition): Omit<Edge, 'index'> {
  const from = node.path.join('.')
  const target = definition.target?.[0]
  const guard = nameOf(definition.guard)
  return {
    from,
    to: target ? target.path.join('.') : from,
    event: eventName(event, node),
    ...(guard !== undefined && { guard }),
    inner: target === undefined,
    definition,
  }
}

function eventName(event: string, node: AnyStateNode): string {
  if (event === '') return 'always'
  return event.startsWith('xstate.after.') ? `after ${event.slice(13, -(node.id.length + 1))}` : event
}

/** The name of an action or a guard, written as a string or with params. */
export function nameOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference
  const type = (reference as { type?: unknown } | undefined)?.type
  return typeof type === 'string' ? type : undefined
}
