import type { Flow } from '../flow/define.ts'
import type { Edge } from './edges.ts'

/** A state in plain words: the legend's, else its name with spaces. */
export function stateWords(flow: Pick<Flow, 'legend'>, path: string): string {
  return path === '' ? 'any state' : (flow.legend.words?.[path] ?? spaced(path.split('.').at(-1) ?? path))
}

/** An event or timer in plain words. */
export function eventWords(flow: Pick<Flow, 'legend'>, event: string): string {
  const name = event.replace(/^after /, '')
  if (event.startsWith('xstate.done.state.')) return 'done'
  return flow.legend.words?.[name] ?? (event === 'always' ? '' : spaced(event))
}

export function guardWords(flow: Pick<Flow, 'legend'>, guard: string): string {
  return flow.legend.words?.[guard] ?? spaced(guard)
}

/** One line for an edge, its event and its guard: `answer, if more than 50 bottles`. */
export function edgeWords(flow: Pick<Flow, 'legend'>, { event, guard }: Pick<Edge, 'event' | 'guard'>): string {
  const words = eventWords(flow, event)
  if (guard === undefined) return words || 'else'
  return words ? `${words}, if ${guardWords(flow, guard)}` : guardWords(flow, guard)
}

/** Lines for edges between the same two states: what has a guard in common is told once. */
export function labelLines(flow: Pick<Flow, 'legend'>, edges: readonly Edge[], most = 4): string[] {
  const byGuard = new Map<string, Edge[]>()
  for (const edge of edges) byGuard.set(edge.guard ?? '', [...(byGuard.get(edge.guard ?? '') ?? []), edge])
  const lines = [...byGuard.values()].flatMap((same) => {
    const [first] = same
    if (first?.guard !== undefined && new Set(same.map(({ event }) => event)).size > 1)
      return [guardWords(flow, first.guard)]
    return [...new Set(same.map((edge) => edgeWords(flow, edge)))]
  })
  const shown = lines.length > most ? [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`] : lines
  return shown.flatMap((line) => wrapped(shown.length > 1 ? `• ${line}` : line))
}

/** A label in lines of at most 26 characters. */
function wrapped(line: string): string[] {
  const lines: string[] = []
  for (const word of line.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > 26) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}

function spaced(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[._-]/g, ' ')
    .toLowerCase()
}
