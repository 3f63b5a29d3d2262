import type { AnyStateNode } from 'xstate'
import { nodesOf } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'
import { edgesOf } from './edges.ts'
import { arrowsOf } from './picture.ts'
import { labelLines, stateWords } from './words.ts'

/** A flow as the text of a Mermaid state diagram. What holds in any state starts at `any`. */
export function mermaidOf(flow: Flow): string {
  const paths = nodesOf(flow.machine.root).map(({ path }) => path.join('.'))
  const arrows = arrowsOf(edgesOf(flow), paths)
  const lines = [
    'stateDiagram-v2',
    '  direction LR',
    '  state "from any state" as any',
    ...states(flow, flow.machine.root),
  ]
  for (const { from, to, edges } of arrows) {
    const start = from === '' ? 'any' : to.startsWith(`${from}.`) ? `${idOf(from)}__any` : idOf(from)
    lines.push(`  ${start} --> ${idOf(to)}: ${labelLines(flow, edges).join('<br/>').replaceAll(/[;:]/g, ',')}`)
  }
  return `${lines.join('\n')}\n`
}

function states(flow: Flow, parent: AnyStateNode, indent = '  '): string[] {
  const first = parent.initial?.target?.[0]
  const lines = Object.values(parent.states).flatMap((node) => {
    const path = node.path.join('.')
    const named = `${indent}state "${stateWords(flow, path)}" as ${idOf(path)}`
    if (Object.keys(node.states).length === 0)
      return node.type === 'final' ? [named, `${indent}${idOf(path)} --> [*]`] : [named]
    const inside = [`${indent}  state "from any of these" as ${idOf(path)}__any`, ...states(flow, node, `${indent}  `)]
    return [`${named} {`, ...inside, `${indent}}`]
  })
  return first ? [...lines, `${indent}[*] --> ${idOf(first.path.join('.'))}`] : lines
}

function idOf(path: string): string {
  return path.replaceAll('.', '_')
}
