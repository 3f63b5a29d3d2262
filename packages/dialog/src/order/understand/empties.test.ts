import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../flow/snapshot.ts'
import { converse } from '../../testing/converse.ts'
import type { OrderContext } from '../context.ts'
import { orderFlow } from '../flow.ts'

const flow = orderFlow({ rules: { askEmpties: true } })

function asked() {
  const talk = converse(flow)
  talk.say('Токтогула 125 кв 4, 0555 123 456, 3 бутыли')
  expect(talk.state).toBe('waitingEmpties')
  return talk
}

function answer(text: string) {
  const talk = asked()
  talk.say(text)
  const { empties, bottles, note } = (talk.snapshot as Snapshot<OrderContext>).context
  return { state: talk.state, empties, bottles, note }
}

const summary = { state: 'waitingConfirmation', bottles: 3, note: null }

describe('how many empties', () => {
  it.each([
    ['2', 2],
    ['две', 2],
    ['2 пустых', 2],
    ['2 бутылки', 2],
    ['две отдам', 2],
    ['одну верну', 1],
    ['одна пустая есть', 1],
    ['столько же', 3],
    ['все 3', 3],
    ['нет', 0],
    ['нету', 0],
    ['пустых нет', 0],
    ['тары нет', 0],
    ['нет, без обмена', 0],
    ['0', 0],
    ['жок', 0],
    ['бош жок', 0],
    ['эки', 2],
    ['эки бош бар', 2],
    ['бирди кайтарам', 1],
    ['no', 0],
    ['none', 0],
    ['2 empties', 2],
    ['one', 1],
    ['2 pustyh', 2],
    ['net', 0],
  ])('"%s" is %i', (text, empties) => {
    expect(answer(text)).toEqual({ ...summary, empties })
  })

  it.each(['да', 'не знаю', 'сколько стоит?', 'а зачем?', 'много', '2-3'])('"%s" is no number', (text) => {
    expect(answer(text)).toMatchObject({ state: 'waitingEmpties', empties: null, bottles: 3 })
  })

  it('hears a correction of the order too', () => {
    expect(answer('2 пустых, и давайте 4 бутыли')).toMatchObject({ empties: 2, bottles: 4 })
    expect(answer('ой, лучше 4 бутыли')).toMatchObject({ state: 'waitingEmpties', empties: null, bottles: 4 })
    expect(answer('отмена').state).toBe('cancelled')
    expect(answer('оператор').state).toBe('withOperator')
  })

  it('does not ask what was said already, and can be told otherwise at the summary', () => {
    const talk = converse(flow)
    talk.say('3 бутыли на Токтогула 125 кв 4, 0555 123 456, 2 пустых заберите')
    expect(talk.state).toBe('waitingConfirmation')
    expect(talk.snapshot?.context).toMatchObject({ bottles: 3, empties: 2 })
    talk.say('пустых 3')
    expect(talk.snapshot?.context).toMatchObject({ bottles: 3, empties: 3 })
    expect(talk.state).toBe('waitingConfirmation')
  })
})
