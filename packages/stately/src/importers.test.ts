import { readFileSync } from 'node:fs'
import * as xstate from 'xstate-5'
import blankTypes from 'ts-blank-space'
import { describe, expect, it } from 'vitest'
import { describeFlow } from '@shoro/dialog/diagram'
import { machineJson, statelyModule } from '@shoro/dialog/export'
import { orderFlow } from '@shoro/dialog/order'
import { extractedConfigs } from './extractor.ts'
import { outlineOf } from './outline.ts'
import { loadSketch, type SketchMachine } from './sketch.ts'
import { fetchSketch, sketchParser } from './sketch-source.ts'

const flow = orderFlow()
const code = statelyModule(flow)
const source = readFileSync(new URL('../../dialog/src/order/machine.ts', import.meta.url), 'utf8')
const declared = outlineOf(flow.machine.config)

describe("Stately's static extractor", () => {
  it.each([
    ['the exported code', code],
    ['the source itself', source],
  ])('finds in %s what the machine declares at run time, no more and no less', (_, text) => {
    const configs = extractedConfigs(text)
    expect(configs).toHaveLength(1)
    expect(outlineOf(configs[0] ?? {})).toEqual(declared)
  })

  it('loses a state that is written by a call, which is why a flow is one literal', () => {
    const written = code.replace('placed: {', 'placed: same({')
    expect(written).not.toBe(code)
    const config = extractedConfigs(`const same = (it) => it\n${closed(written)}`)[0] ?? {}
    expect(outlineOf(config)).not.toEqual(declared)
  })
})

describe('the exported code, with its types taken away', () => {
  it('runs with nothing but XState and is the same machine', () => {
    const script = blankTypes(code)
      .replace(/import \{ setup \} from 'xstate'/, '')
      .replace('export const orderMachine =', 'return')
    // oxlint-disable-next-line typescript/no-implied-eval -- our own text, and it must need nothing else
    const machine = new Function('setup', script)(xstate.setup) as xstate.AnyStateMachine
    expect(outlineOf(machine.config)).toEqual(declared)
    expect(xstate.initialTransition(machine)[0].value).toBe('greeting')
  })
})

const parser = sketchParser() ?? fetched()

/** Sketch cannot be installed from a registry; where it is not at hand, this says so. */
function fetched(): string | undefined {
  try {
    if (process.env['REQUIRE_SERVERS'] === '1') fetchSketch()
  } catch {
    // Said below.
  }
  if (!sketchParser()) console.warn('\n!!! SKIPPED: the exports in Sketch (pnpm sketch fetches it) !!!\n')
  return sketchParser()
}

describe.skipIf(parser === undefined)("Sketch's parser", () => {
  const parsed = async (read: 'parseXStateMachineCode' | 'parseJSONCode', text: string) => {
    const sketch = await loadSketch(parser ?? '')
    const { machines, error } = sketch[read](text)
    expect(error).toBeNull()
    expect(machines).toHaveLength(1)
    return { sketch, machine: machines[0] as SketchMachine }
  }

  it.each([
    ['code', 'parseXStateMachineCode', code],
    ['JSON', 'parseJSONCode', machineJson(flow)],
  ] as const)('opens the exported %s and draws every state and transition', async (_, how, text) => {
    const { sketch, machine } = await parsed(how, text)
    expect(outlineOf(machine.config)).toEqual(declared)
    const graph = sketch.machineToGraph(machine)
    const states = describeFlow(flow)
    const idOf = (path: string) => (path === '' ? 'order' : `order.${path}`)
    expect(graph.nodes.map(({ id }) => id).sort()).toEqual(states.map(({ path }) => idOf(path)).sort())
    const drawn = graph.edges.map(({ sourceId, targetId, data: { eventType, guard } }) =>
      [sourceId, eventType, guard ?? '', targetId].join(' '),
    )
    const ours = states.flatMap(({ path, events }) =>
      events.map(({ event, guard, to }) =>
        [idOf(path), sketchEvent(event, idOf(path)), guard ?? '', idOf(to ?? path)].join(' '),
      ),
    )
    expect(drawn.sort()).toEqual(ours.sort())
  })
})

function sketchEvent(event: string, id: string): string {
  if (event === 'always') return '(always)'
  return event.startsWith('after ') ? `xstate.after.${event.slice(6)}.${id}` : event
}

/** Closes the call that was opened before `placed`'s literal. */
function closed(text: string): string {
  const start = text.indexOf('same({')
  const end = text.indexOf('\n    },', start)
  return `${text.slice(0, end)}\n    }),${text.slice(end + '\n    },'.length)}`
}
