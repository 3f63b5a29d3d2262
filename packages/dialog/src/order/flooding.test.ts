import { describe, expect, it } from 'vitest'
import { converse } from '../testing/converse.ts'
import { orderFlow } from './flow.ts'

const flooding = { type: 'client.flooding' }

describe('a customer whose messages are being dropped', () => {
  it.each([
    ['ru', ['Здравствуйте', 'Токтогула 125, кв 4'], /медленнее/],
    ['ky', ['Саламатсызбы', 'Токтогул көчөсү 125, 4-батир'], /жайыраак/],
    ['en', ['Hello', 'Toktogul street 125, apt 4'], /slowly/],
  ])('is asked to write slower, and the order stands where it stood (%s)', (_language, opening, words) => {
    const talk = converse(orderFlow())
    for (const text of opening) talk.say(text)
    const { state, snapshot } = talk
    expect(talk.tell(flooding)).toEqual([expect.stringMatching(words)])
    expect([talk.state, talk.snapshot?.context, talk.snapshot?.timers]).toEqual([
      state,
      snapshot?.context,
      snapshot?.timers,
    ])
  })

  it('hears nothing of it while a person holds the conversation', () => {
    const talk = converse(orderFlow())
    talk.say('Здравствуйте')
    talk.tell({ type: 'operator.wrote' })
    expect(talk.tell(flooding)).toEqual([])
    expect(talk.state).toBe('withOperator')
  })
})
