import type { Difference, Mark } from './difference.ts'
import type { DrawOptions } from './draw.ts'
import { edgeName } from './edges.ts'
import type { Arrow, Drawn, Picture } from './picture.ts'
import { edgeWords, stateWords } from './words.ts'

const style = `
.flow { --ink: var(--flow-ink, #1f2933); --paper: var(--flow-paper, transparent); --soft: var(--flow-soft, #7b8794); --accent: var(--flow-accent, #0b7285); color: var(--ink); background: var(--paper); max-width: 100%; height: auto; font-family: system-ui, sans-serif }
.flow text { fill: currentColor; font-family: Helvetica, Arial, sans-serif }
.flow .edge path { stroke: var(--soft); fill: none }
.flow .edge polygon { stroke: var(--soft); fill: var(--soft) }
.flow .state path, .flow .initial ellipse { stroke: currentColor; fill: none }
.flow .initial ellipse { fill: currentColor }
.flow .state polygon { fill: none; stroke: none }
.flow .fork path, .flow .around path { stroke-dasharray: 4 3; stroke-width: 1 }
.flow .final path { stroke-width: 4 }
.flow .around text { fill: var(--soft) }
.flow .unwalked { opacity: 0.35 }
.flow .walked path { stroke: var(--accent); stroke-width: 2 }
.flow .walked polygon { stroke: var(--accent); fill: var(--accent) }
.flow .current > path { stroke: var(--accent); stroke-width: 4 }
.flow .current > text { fill: var(--accent) }
.flow .added path { stroke: #2b8a3e; stroke-width: 3 } .flow .edge.added polygon { stroke: #2b8a3e; fill: #2b8a3e } .flow .added text { fill: #2b8a3e }
.flow .removed path { stroke: #c92a2a; stroke-width: 3; stroke-dasharray: 6 3 } .flow .edge.removed polygon { stroke: #c92a2a; fill: #c92a2a } .flow .removed text { fill: #c92a2a }
.flow .changed path { stroke: #e67700; stroke-width: 3 } .flow .edge.changed polygon { stroke: #e67700; fill: #e67700 } .flow .changed text { fill: #e67700 }
@media (prefers-color-scheme: dark) { .flow { --ink: var(--flow-ink, #e4e7eb); --soft: var(--flow-soft, #9aa5b1); --accent: var(--flow-accent, #3bc9db) } }
`

/** What graphviz drew, with data attributes instead of its own ids, and colours from custom properties. */
export function dressed(
  svg: string,
  flow: Drawn,
  { paths, arrows }: Pick<Picture, 'paths' | 'arrows'>,
  { coverage, current, difference }: DrawOptions & { difference: Difference | undefined },
): string {
  const walked = coverage && new Set(coverage.map(edgeName))
  // What changes within a state has no arrow to carry its mark.
  const within = new Set(difference?.edges.map(({ edge: { from, to } }) => (from === to ? from : '')))
  const lit = (path: string) =>
    [path === current && 'current', difference?.states.get(path) ?? (within.has(path) && 'changed')].filter(Boolean)
  const covered = ({ edges }: Arrow) =>
    walked && (edges.some((edge) => walked.has(edgeName(edge))) ? 'walked' : 'unwalked')
  const changed = ({ edges }: Arrow) => difference && markOf(edges.map((edge) => difference.markOf(edge)))
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(/<svg width="(\d+)pt" height="(\d+)pt"/, '<svg class="flow" role="img" width="$1" height="$2"')
    .replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', '')
    .replace(/>/, `>\n<style>${style}</style>`)
    .replace(/<polygon fill="white" stroke="none"[^>]*\/>\n/, '')
    .replaceAll(/<!--[^]*?-->\n/g, '')
    .replaceAll(/ (?:xml:space|font-family|fill-opacity|stroke-opacity|stroke-width|fill|stroke)="[^"]*"/g, '')
    .replaceAll(/ id="[^"]*"/g, '')
    .replaceAll(/ *(?:&#160;)+(?=<)/g, '')
    .replaceAll(/<text [^>]*>\s*<\/text>\n/g, '')
    .replaceAll(/<g class="([^"]*)">\n<title>[^<]*<\/title>/g, (group, classes: string) => {
      const state = /\bstate_(\d+)/.exec(classes)
      if (state) return stateGroup(flow, paths[Number(state[1])] ?? '', classes, lit)
      const arrow = arrows[Number(/\barrow_(\d+)/.exec(classes)?.[1])]
      return arrow
        ? arrowGroup(flow, arrow, [covered(arrow), changed(arrow)].filter(Boolean))
        : group.replace(/\n<title>.*/, '')
    })
}

/** Of transitions that share an arrow: their common mark, else changed. */
function markOf(marks: readonly (Mark | undefined)[]): Mark | undefined {
  const [first] = marks
  return marks.every((mark) => mark === first) ? first : 'changed'
}

function stateGroup(flow: Drawn, path: string, classes: string, lit: (path: string) => unknown[]): string {
  const kept = classes.replace(/ ?state_\d+/, '').replace(/node state regular|cluster state regular/, 'state')
  const description = flow.machine.getStateNodeById([flow.id, path].join('.')).description
  const title = [stateWords(flow, path), path, description].filter(Boolean).join('\n')
  return `<g class="${[kept, ...lit(path)].join(' ')}" data-state="${escaped(path)}">\n<title>${escaped(title)}</title>`
}

function arrowGroup(flow: Drawn, { from, to, edges }: Arrow, marks: readonly unknown[]): string {
  const events = [...new Set(edges.map(({ event }) => event.replaceAll(' ', '-')))].join(' ')
  const title = [
    `${stateWords(flow, from)} → ${stateWords(flow, to)}`,
    ...new Set(edges.map((edge) => edgeWords(flow, edge))),
  ].join('\n')
  return `<g class="${['edge', ...marks].join(' ')}" data-from="${escaped(from || '*')}" data-to="${escaped(to)}" data-event="${escaped(events)}">\n<title>${escaped(title)}</title>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
