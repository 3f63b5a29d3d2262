import { Graphviz } from '@hpcc-js/wasm-graphviz'
import { render } from 'state-machine-cat'
import type { Flow } from '../flow/define.ts'
import type { Difference } from './difference.ts'
import { pictureOf, type Arrow, type Drawn } from './picture.ts'
import { dressed } from './svg.ts'
import type { Walked } from './walked.ts'

export interface DrawOptions {
  /** Transitions that were taken; arrows that none of them took are drawn pale. */
  coverage?: readonly Walked[]
  /** The dotted path of the state to light up. */
  current?: string
  direction?: 'top-down' | 'left-right'
}

/**
 * A flow as one SVG element, for a page or a file. Each state is a `g` with `data-state` (its dotted path), each arrow a
 * `g` with `data-from`, `data-to` and `data-event` (event names with a space between, a timer as `after-remind`; the machine itself is `*`).
 * The classes `current`, `walked` and `unwalked` light up what carries them. Colours are custom properties:
 * `--flow-ink`, `--flow-paper`, `--flow-soft`, `--flow-accent`.
 */
export async function drawDiagram(flow: Flow, options: DrawOptions = {}): Promise<string> {
  return draw(flow, options)
}

/** A flow and an earlier config of it in one picture: added green, removed red, changed amber. */
export async function drawDifference(flow: Flow, difference: Difference): Promise<string> {
  return draw({ ...flow, machine: difference.both }, {}, difference)
}

async function draw(flow: Drawn, options: DrawOptions, difference?: Difference): Promise<string> {
  const { states, transitions, ...picture } = pictureOf(flow)
  const dot = await render(
    { states, transitions },
    {
      inputType: 'json',
      outputType: 'dot',
      direction: options.direction ?? 'left-right',
      dotGraphAttrs: [
        { name: 'ranksep', value: '0.3' },
        { name: 'nodesep', value: '0.3' },
      ],
    },
  )
  const graphviz = await Graphviz.load()
  return dressed(graphviz.dot(backwards(dot, picture.arrows, picture.paths)), flow, picture, { ...options, difference })
}

/** Arrows that lead back do not say what comes first: the order of the states in the file does. */
function backwards(dot: string, arrows: readonly Arrow[], paths: readonly string[]): string {
  return dot.replaceAll(/ class="transition arrow_(\d+)"/g, (attribute, index: string) => {
    const { from = '', to = '' } = arrows[Number(index)] ?? {}
    const isWithin = to.startsWith(`${parentOf(from)}.`) || from === ''
    const leadsBack = !isWithin && paths.indexOf(to) < paths.indexOf(from)
    return leadsBack ? `${attribute} constraint=false` : attribute
  })
}

function parentOf(path: string): string {
  return path.split('.').slice(0, -1).join('.')
}
