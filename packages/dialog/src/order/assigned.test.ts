import { describe, expect, it } from 'vitest'
import { converse } from '../testing/converse.ts'
import { orderFlow } from './flow.ts'

/** Chat2Desk keeps a dialog assigned: each of the customer's messages comes with the word of it. */
function assigned() {
  const talk = converse(orderFlow({ operatorSilenceMs: 3_600_000 }))
  const say = (text: string) => {
    talk.tell({ type: 'operator.assigned' })
    return talk.say(text)
  }
  return { talk, say }
}

describe('a dialog that stays assigned to a person', () => {
  it('is the person’s, until the customer asks for the bot, which then goes on', () => {
    const { talk, say } = assigned()
    expect(say('Токтогула 125, кв 4')).toEqual([])
    expect(talk.state).toBe('withOperator')
    expect(say('начать заново')).toHaveLength(1)
    expect(say('Токтогула 125, кв 4')).toHaveLength(1)
    expect(talk.state).toBe('waitingPhone')
  })

  it('is the bot’s again after the silence that was set, however much the customer writes meanwhile', () => {
    const { talk, say } = assigned()
    say('Здравствуйте')
    talk.wait(1_800_000)
    expect(say('алло?')).toEqual([])
    talk.wait(1_800_000)
    expect(say('Токтогула 125, кв 4')).toHaveLength(1)
    expect(say('0555123456')).toHaveLength(1)
    expect(talk.state).toBe('waitingBottles')
  })

  it.each(['operator.wrote', 'operator.left'])('is taken for the person’s anew after %s', (type) => {
    const { talk, say } = assigned()
    say('Здравствуйте')
    say('начать заново')
    talk.tell({ type })
    expect(say('Токтогула 125, кв 4')).toEqual([])
    expect(talk.state).toBe('withOperator')
  })
})
