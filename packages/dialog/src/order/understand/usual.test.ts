import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../flow/snapshot.ts'
import { converse, type Conversing } from '../../testing/converse.ts'
import type { OrderContext } from '../context.ts'
import { orderFlow } from '../flow.ts'

const flow = orderFlow()
const before = { address: 'Манаса 40', phone: '+996555123456', bottles: 2 }

function contextOf({ snapshot }: Conversing): OrderContext {
  return (snapshot as Snapshot<OrderContext>).context
}

function returning(text: string, greeted = false) {
  const talk = converse(flow)
  talk.tell({ type: 'customer.returned', ...before, open: null })
  if (greeted) talk.say('здравствуйте')
  talk.say(text)
  const { address, phone, bottles } = contextOf(talk)
  return { state: talk.state, address, phone, bottles }
}

describe('the usual with a change', () => {
  it.each([
    'как обычно, но 3',
    'то же самое, только 3',
    'как всегда, но 3 бутылки',
    'давайте как в прошлый раз, только три',
    'туда же 3 бутылки',
    '3 бутыли на тот же адрес',
    'кадимкидей, бирок үч',
    'мурункудай эле, 3 бөтөлкө',
    'the usual but 3',
    'same as last time, 3 bottles',
  ])('"%s" is three at the usual place, still to be confirmed', (text) => {
    const wanted = { ...before, bottles: 3, state: 'waitingConfirmation' }
    expect(returning(text)).toEqual(wanted)
    expect(returning(text, true)).toEqual(wanted)
  })

  it.each([
    'как обычно, но на Киевскую 88',
    'повторите, только по адресу Киевская 88',
    'кадимкидей, бирок Киевская 88ге',
    'the usual, but to Киевская 88',
  ])('"%s" is the usual at another place', (text) => {
    for (const greeted of [false, true]) {
      const { address, ...rest } = returning(text, greeted)
      expect(rest).toEqual({ phone: before.phone, bottles: 2, state: 'waitingConfirmation' })
      expect(address).toMatch(/^Киевск\S+ 88/)
    }
  })

  it.each([
    'повторите, но на другой адрес',
    'как обычно, только адрес другой',
    'кадимкидей, бирок дарек башка',
    'the usual but another address',
  ])('"%s" asks for the address only', (text) => {
    for (const greeted of [false, true])
      expect(returning(text, greeted)).toEqual({ ...before, address: null, state: 'waitingAddress' })
  })

  it('asks for a count that it cannot read, and does not take the old one', () => {
    expect(returning('то же самое, но трхи бутылки')).toEqual({ ...before, bottles: null, state: 'waitingBottles' })
  })

  it('offers no address that was refused', () => {
    const talk = converse(flow)
    talk.tell({ type: 'customer.returned', ...before, open: null })
    expect(talk.say('повторите, но на другой адрес').join('\n')).not.toContain('Манаса 40')
    talk.say('Киевская 88')
    expect(talk.state).toBe('waitingConfirmation')
  })

  it('takes the other phone', () => {
    expect(returning('как обычно, но номер 0700 112 233')).toEqual({
      ...before,
      phone: '+996700112233',
      state: 'waitingConfirmation',
    })
  })

  it('takes the place that is offered', () => {
    for (const text of ['туда же', 'на тот же адрес', 'ошол эле дарекке', 'same address'])
      expect(returning(text, true)).toMatchObject({ address: before.address })
  })

  it('orders nothing of itself, and knows nothing of a stranger', () => {
    const talk = converse(flow)
    talk.say('как обычно, но 3')
    expect(talk.state).toBe('waitingAddress')
    expect(contextOf(talk).bottles).toBe(3)
    expect(talk.effects.some(({ type }) => type === 'placeOrder')).toBe(false)
  })
})
