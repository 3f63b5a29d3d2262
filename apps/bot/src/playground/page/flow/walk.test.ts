import { describe, expect, it } from 'vitest'
import { arrowsOf, type Arrow } from './walk.ts'

const arrows: Arrow[] = [
  { from: 'greeting', to: 'ordering', events: ['user.provide'] },
  { from: 'ordering', to: 'ordering.routing', events: ['user.provide', 'user.*'] },
  { from: 'ordering.routing', to: 'ordering.waitingPhone', events: ['always'] },
  { from: 'ordering.routing', to: 'ordering.waitingBottles', events: ['always'] },
  { from: 'ordering.waitingPhone', to: 'withOperator', events: ['user.operator'] },
  { from: '*', to: 'cancelled', events: ['user.cancel'] },
  { from: 'ordering', to: 'expired', events: ['after-expire'] },
]
const way = (from: string, event: string, to: string) => arrowsOf({ from, event, to }, arrows)

describe('the arrows that a step went along', () => {
  it('go on through states in which nothing rests', () => {
    expect(way('greeting', 'user.provide', 'ordering.waitingPhone')).toEqual([0, 2])
  })

  it('start at the state or at one around it', () => {
    expect(way('ordering.waitingPhone', 'user.provide', 'ordering.waitingBottles')).toEqual([1, 3])
    expect(way('ordering.waitingPhone', 'user.cancel', 'cancelled')).toEqual([5])
  })

  it('may be named by a prefix', () => {
    expect(way('ordering.waitingPhone', 'user.repeat', 'ordering.waitingBottles')).toEqual([1, 3])
  })

  it('are found without the event, where one leads straight there', () => {
    expect(way('ordering.waitingPhone', 'expire@order.ordering', 'expired')).toEqual([6])
  })

  it('are none where nothing moved, or nothing leads there', () => {
    expect(way('greeting', 'user.unclear', 'greeting')).toEqual([])
    expect(way('greeting', 'user.operator', 'placed')).toEqual([])
  })
})
