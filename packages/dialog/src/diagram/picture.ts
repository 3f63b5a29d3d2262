import type { AnyStateNode } from 'xstate'
import type { IState, ITransition } from 'state-machine-cat'
import { nodesOf } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'
import { edgesOf, type Edge } from './edges.ts'
import { labelLines, stateWords } from './words.ts'

/** What is drawn of a flow. */
export type Drawn = Pick<Flow, 'id' | 'machine' | 'legend'>

/** One arrow of the picture: all transitions between the same two states. */
export interface Arrow {
  from: string
  to: string
  edges: readonly Edge[]
}

/** The states and arrows to draw. Each carries the class `state_<n>` or `arrow_<n>`, n its place in `paths` or `arrows`. */
export interface Picture {
  states: IState[]
  transitions: ITransition[]
  paths: readonly string[]
  arrows: readonly Arrow[]
}

/** All transitions between different states, those between the same two as one arrow, in the given order of states. */
export function arrowsOf(edges: readonly Edge[], paths: readonly string[]): Arrow[] {
  const arrows = new Map<string, Arrow>()
  for (const edge of edges) {
    if (edge.inner || edge.from === edge.to) continue
    const key = `${edge.from} ${edge.to}`
    const { from, to } = edge
    arrows.set(key, { from, to, edges: [...(arrows.get(key)?.edges ?? []), edge] })
  }
  // Graphviz takes arrows that lead back to what it saw before for the way back: forward ones have to come first.
  return [...arrows.values()].sort(
    (a, b) => paths.indexOf(a.from) - paths.indexOf(b.from) || paths.indexOf(a.to) - paths.indexOf(b.to),
  )
}

/** What a diagram shows of a flow, in state-machine-cat's terms. */
export function pictureOf(flow: Drawn): Picture {
  const { root } = flow.machine
  const paths = nodesOf(root).map(({ path }) => path.join('.'))
  const arrows = arrowsOf(edgesOf(flow), paths)
  let id = 0
  const transitions = arrows.map((arrow, index) => ({
    id: (id += 1),
    from: isAround(arrow) ? outside(arrow.from) : arrow.from,
    to: arrow.to,
    label: labelLines(flow, arrow.edges).join('\n'),
    class: `arrow_${index}`,
  }))
  const starts: ITransition[] = []
  const draw = (node: AnyStateNode): IState[] => {
    const inner = Object.values(node.states)
    const path = node.path.join('.')
    const first = node.initial?.target?.[0]
    const states: IState[] = inner.map((child) => stateOf(flow, child, paths, draw))
    if (first) {
      const start = `${path}.initial`
      starts.push({ id: (id += 1), from: start, to: first.path.join('.'), class: 'start' })
      states.unshift({ name: start, type: 'initial' })
    }
    if (arrows.some((arrow) => arrow.from === path && isAround(arrow)))
      states.push({
        name: outside(path),
        type: 'regular',
        label: path === '' ? 'from any state' : 'from any of these',
        class: 'around',
      })
    return states
  }
  const states = draw(root)
  return { states, transitions: [...starts, ...transitions], paths, arrows }
}

/** Whether an arrow leads from a state to one inside it: it cannot start at its border. */
function isAround({ from, to }: Arrow): boolean {
  return from === '' || to.startsWith(`${from}.`)
}

function outside(path: string): string {
  return `${path}.*`
}

function stateOf(
  flow: Drawn,
  node: AnyStateNode,
  paths: readonly string[],
  draw: (node: AnyStateNode) => IState[],
): IState {
  const path = node.path.join('.')
  const hasStates = Object.keys(node.states).length > 0
  const isFork = !hasStates && node.always !== undefined
  return {
    name: path,
    type: 'regular',
    label: escaped(stateWords(flow, path)),
    class: [`state_${paths.indexOf(path)}`, node.type, isFork && 'fork'].filter(Boolean).join(' '),
    ...(hasStates && { statemachine: { states: draw(node) } }),
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
