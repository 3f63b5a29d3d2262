import type { AnyStateNode } from 'xstate'
import { nodesOf } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'
import { renderSay, type SayParams } from '../flow/phrases.ts'
import { edgesOfNode, nameOf, type Edge } from './edges.ts'
import { eventWords, guardWords, stateWords } from './words.ts'

/** What may happen in a state. */
export interface DescribedEvent {
  /** `user.yes`, `after remind` or `always`. */
  event: string
  words: string
  guard?: string
  guardWords?: string
  /** The dotted path of the state that it leads to; missing where it leads nowhere. */
  to?: string
  description?: string
  /** What the bot says to it, by locale; with the flow's example values. Empty where it says nothing. */
  says: Readonly<Record<string, string>>
  /** What is done besides, in plain words; what the legend has no words for is left out, but for effects. */
  does: readonly string[]
}

export interface DescribedState {
  /** Dotted; the machine itself is ''. */
  path: string
  words: string
  description: string
  awaits: string
  /** It holds other states, it is one, it decides at once where to go, or a conversation ends in it. */
  kind: 'group' | 'state' | 'fork' | 'end'
  /** What the bot says when a conversation comes here, by locale; with the flow's example values. */
  says: Readonly<Record<string, string>>
  /** What is done then besides, as of an event. */
  does: readonly string[]
  /** What this state itself declares; what its group and the machine declare holds as well, where it does not. */
  events: readonly DescribedEvent[]
}

/** A fixed Monday noon in Bishkek: texts must not depend on when they are rendered. */
const now = Date.UTC(2026, 0, 5, 6)

/** Every state of a flow in plain words, the machine itself first. */
export function describeFlow(flow: Flow): DescribedState[] {
  return nodesOf(flow.machine.root).map((node) => {
    const path = node.path.join('.')
    return {
      path,
      words: stateWords(flow, path),
      description: node.description ?? '',
      awaits: flow.awaits.get(path) ?? 'nothing',
      kind: kindOf(node),
      says: saidBy(flow, [node.config['entry']].flat(), 'start'),
      does: doneBy(flow, [node.config['entry']].flat()),
      events: edgesOfNode(node).map((edge) => describeEdge(flow, edge)),
    }
  })
}

function kindOf(node: AnyStateNode): DescribedState['kind'] {
  if (Object.keys(node.states).length > 0) return 'group'
  if (node.type === 'final') return 'end'
  return node.always ? 'fork' : 'state'
}

function describeEdge(flow: Flow, edge: Edge): DescribedEvent {
  const { event, guard, inner, to, definition } = edge
  const description = (definition as { description?: string }).description
  const actions = definition.actions as unknown[]
  return {
    event,
    words: eventWords(flow, event),
    ...(guard !== undefined && { guard, guardWords: guardWords(flow, guard) }),
    ...(!inner && { to }),
    ...(description !== undefined && { description }),
    says: saidBy(flow, actions, event, guard),
    does: doneBy(flow, actions),
  }
}

function doneBy(flow: Flow, actions: readonly unknown[]): string[] {
  return actions.flatMap((action) => {
    const name = nameOf(action) ?? ''
    return flow.legend.words?.[name] ?? (name in flow.effects ? name : [])
  })
}

/** What actions say, in each locale; a phrase that the example has nothing for is left out. */
function saidBy(flow: Flow, actions: readonly unknown[], type: string, guard?: string): Record<string, string> {
  const sayings = actions.flatMap((action) =>
    nameOf(action) === 'say' ? [(action as { params: SayParams }).params] : [],
  )
  if (sayings.length === 0) return {}
  const context = { ...(flow.machine.config.context as object | undefined), ...flow.legend.context }
  const { events = {} } = flow.legend
  const event = { ...events[type], ...events[`${type} ${guard ?? ''}`], type }
  const said = flow.locales.map((locale) => {
    const texts = sayings.map((params) => textOf(flow, locale, { params, context, event }))
    return [locale, texts.filter(Boolean).join('\n\n')] as const
  })
  return Object.fromEntries(said.filter(([, text]) => text !== ''))
}

function textOf(flow: Flow, locale: string, saying: Parameters<typeof renderSay>[2][number]): string {
  try {
    return renderSay(flow.phrases, locale, [saying], now).text
  } catch {
    return ''
  }
}
