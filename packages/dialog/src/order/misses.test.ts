import { describe, expect, it } from 'vitest'
import { converse } from '../testing/converse.ts'
import { orderFlow } from './flow.ts'

describe('wrong answers in a row', () => {
  it.each([
    ['ru', ['Здравствуйте', 'Токтогула 125, кв 4'], 'абвг'],
    ['ky', ['Саламатсызбы', 'Токтогул көчөсү 125, 4-батир'], 'абвг'],
    ['en', ['Hello', 'Toktogul street 125, apt 4'], 'asdf'],
  ])('never get the same sentence twice, and the third brings a person (%s)', (_language, opening, wrong) => {
    const talk = converse(orderFlow())
    for (const text of opening) talk.say(text)
    const answers = [talk.say(wrong), talk.say(wrong), talk.say(wrong)].map(([answer]) => answer)
    expect(new Set(answers).size).toBe(3)
    expect(talk.state).toBe('withOperator')
  })
})
