import { describe, expect, it } from 'vitest'
import { teaFlow } from '../../test/tea-house.ts'
import { orderFlow } from '../order/flow.ts'
import { converse } from '../testing/converse.ts'
import { edgesOf } from './edges.ts'
import { coverageOf } from './watch.ts'

const flow = orderFlow()

describe('coverageOf', () => {
  it('counts what conversations of this flow take, and of the same one with other settings', () => {
    const { walked, unwalked } = coverageOf(flow, () => {
      converse(flow).say('отмена')
      converse(orderFlow({ rules: { askEmpties: true } })).say('2 бутыли на Токтогула 125, 0555 123 456')
      converse(teaFlow()).say('hello')
    })
    expect(walked.map(({ from, to, event }) => [from, event, to])).toEqual([
      ['greeting', 'user.cancel', 'cancelled'],
      ['greeting', 'user.provide', 'ordering'],
      ['ordering.routing', 'always', 'ordering.waitingEmpties'],
    ])
    expect(unwalked.length).toBe(edgesOf(flow).length - walked.length)
  })

  it('watches no longer when it is done', () => {
    const { walked } = coverageOf(flow, () => {})
    converse(flow).say('отмена')
    converse(orderFlow()).say('отмена')
    expect(walked).toEqual([])
  })
})
