import type { Flow } from '../flow/define.ts'
import type { Difference, EdgeChange } from './difference.ts'
import { edgeWords, stateWords } from './words.ts'

const signs = { added: '+', removed: '-', changed: '~' }

/** What became of a flow, a line for each state and transition: + added, - removed, ~ changed. */
export function tellDifference(flow: Pick<Flow, 'legend'>, { states, edges }: Difference): string[] {
  return [
    ...[...states].map(([path, mark]) => `${signs[mark]} ${stateWords(flow, path)}`),
    ...edges.map((change) => `${signs[change.mark]} ${tellEdge(flow, change)}`),
  ]
}

function tellEdge(flow: Pick<Flow, 'legend'>, { mark, edge, ledTo }: EdgeChange): string {
  const what = `${stateWords(flow, edge.from)}: ${edgeWords(flow, edge)}`
  const where = edge.inner ? 'stays' : `→ ${stateWords(flow, edge.to)}`
  if (ledTo !== undefined) return `${what} ${where}, was → ${stateWords(flow, ledTo)}`
  return mark === 'changed' ? `${what}: does something else` : `${what} ${where}`
}
