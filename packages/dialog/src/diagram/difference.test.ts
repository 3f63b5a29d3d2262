import { describe, expect, it } from 'vitest'
import { orderFlow } from '../order/flow.ts'
import { differenceOf, type Config } from './difference.ts'
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
      '+ waiting for the empties: silence of 30 min, if by day, once stays',
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
})
