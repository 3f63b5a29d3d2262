import * as fc from 'fast-check'
import { createMachine } from 'xstate'
import { describe, expect, it } from 'vitest'
import { orderFlow } from '../order/flow.ts'
import { differenceOf, type Config } from './difference.ts'
import { edgesOf } from './edges.ts'
import { drawDifference } from './draw.ts'
import { tellDifference } from './tell-difference.ts'

const flow = orderFlow()

describe('differenceOf', () => {
  const earlier = (change: (config: any) => void): Config => {
    const config = JSON.parse(JSON.stringify(flow.machine.config)) as Config
    change(config)
    return config
  }

  it('finds nothing where only descriptions differ', () => {
    const difference = differenceOf(
      flow.machine,
      earlier((config) => (config.states.placed.description = 'Otherwise')),
    )
    expect(tellDifference(flow, difference)).toEqual([])
  })

  it('tells states and transitions that are new, gone, lead elsewhere or do something else, and draws them', async () => {
    const difference = differenceOf(
      flow.machine,
      earlier(({ states }) => {
        delete states.ordering.states.waitingEmpties
        states.ordering.states.routing.always.splice(3, 1)
        states.paused = { description: 'Resting', on: { 'user.yes': { target: 'ordering' } } }
        states.placed.on['user.cancel'] = { target: 'cancelled' }
        states.placing.on['user.no'] = { target: 'paused' }
        states.changing.on['order.changed'].actions = []
      }),
    )
    expect(tellDifference(flow, difference)).toEqual([
      '+ waiting for the empties',
      '- paused',
      '+ what is missing?: empties are asked for → waiting for the empties',
      '+ waiting for the empties: no → what is missing?',
      '+ waiting for the empties: yes, if first or second time stays',
      '+ waiting for the empties: not understood, if first or second time stays',
      '+ waiting for the empties: silence of 30 min, by day, if once stays',
      '~ order placed: cancel → taking the order back, was → called off',
      '~ changing the order: changed: does something else',
      '- placing the order: no → paused',
      '- paused: yes → ordering',
    ])
    const svg = await drawDifference(flow, difference)
    expect(svg).toMatch(/class="state atomic added" data-state="ordering.waitingEmpties"/)
    expect(svg).toMatch(/class="state atomic removed" data-state="paused"/)
    expect(svg).toContain('class="edge removed" data-from="placing" data-to="paused"')
    expect(svg).toContain('class="edge changed" data-from="placed" data-to="cancelling"')
    expect(svg).toContain('class="edge" data-from="placing" data-to="placed"')
  })

  it('tells what a state did when it was done, and does not any more', async () => {
    const difference = differenceOf(
      flow.machine,
      earlier(({ states }) => (states.ordering.onDone = { target: 'placed' })),
    )
    expect(tellDifference(flow, difference)).toEqual(['- ordering: done → order placed'])
    expect(await drawDifference(flow, difference)).toContain('class="edge removed" data-from="ordering"')
  })

  it('tells what is gone as what is new the other way round, and has all of both', () => {
    const events = fc.constantFrom('a', 'b', 'c')
    const names = ['one', 'two', 'three', 'four']
    const config = fc
      .record({
        names: fc.subarray(names, { minLength: 1 }),
        moves: fc.array(fc.tuple(fc.nat(3), events, fc.nat(3)), { maxLength: 8 }),
      })
      .map(({ names, moves }): Config => {
        const states = Object.fromEntries(
          names.map((name) => [name, { on: {} as Record<string, { target: string }[]> }]),
        )
        const at = (index: number) => names[index % names.length] ?? ''
        for (const [from, event, to] of moves)
          ((states[at(from)] ?? { on: {} }).on[event] ??= []).push({ target: at(to) })
        return { id: 'any', initial: at(0), states }
      })
    fc.assert(
      fc.property(config, config, (before, after) => {
        const [old, now] = [before, after].map((one) => createMachine(one as never))
        if (!old || !now) return
        const [there, back] = [differenceOf(now, before), differenceOf(old, after)]
        const told = (marks: typeof there, mark: string) =>
          marks.edges.flatMap(({ mark: found, edge }) => (found === mark ? `${edge.from} ${edge.event}` : [])).sort()
        expect(told(there, 'added')).toEqual(told(back, 'removed'))
        expect(told(there, 'removed')).toEqual(told(back, 'added'))
        expect(told(there, 'changed')).toEqual(told(back, 'changed'))
        const all = edgesOf({ machine: there.both })
        expect(all.length).toBe(edgesOf({ machine: now }).length + told(there, 'removed').length)
        expect(all.filter((edge) => there.markOf(edge) === 'removed').length).toBe(told(there, 'removed').length)
      }),
      { numRuns: 60 },
    )
  })
})
