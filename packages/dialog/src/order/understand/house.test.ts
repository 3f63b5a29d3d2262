import { describe, expect, it } from 'vitest'
import { mean } from '../../../test/mean.ts'
import type { Snapshot } from '../../flow/snapshot.ts'
import { converse } from '../../testing/converse.ts'
import type { OrderContext } from '../context.ts'
import { orderFlow } from '../flow.ts'

describe('a street without a house', () => {
  it.each([
    ['на токтогула', 'токтогула'],
    ['Токтогула', 'Токтогула'],
    ['ул. Токтогула', 'ул. Токтогула'],
    ['токтогул көчөсү', 'токтогул көчөсү'],
    ['Toktogula', 'Toktogula'],
    ['ж/м Учкун', 'ж/м Учкун'],
    ['Джал', 'Джал'],
  ])('"%s" is kept, and the house is asked for', (text, street) => {
    expect(mean(text, 'address')).toEqual({ type: 'user.provide', street })
  })

  it.each([
    'угол Чуй и Манаса',
    'ЦУМ',
    'напротив ЦУМа, кафе Фаиза',
    'магазин Народный на Советской',
    'Усенбаева между Московской и Боконбаева',
    'Манас көчөсү менен Токтогул көчөсүнүн кесилиши',
    'corner of Manas and Chui',
  ])('"%s" can be found without a house', (text) => {
    expect(mean(text, 'address')).toMatchObject({ type: 'user.provide', address: text })
  })

  it.each([
    ['125', 'Токтогула 125'],
    ['2', 'Токтогула 2'],
    ['дом 125', 'Токтогула, дом 125'],
    ['125/4', 'Токтогула 125/4'],
    ['125а', 'Токтогула 125а'],
    ['125 кв 4', 'Токтогула 125 кв 4'],
    ['д. 125, кв 4, 3 этаж', 'Токтогула, д. 125, кв 4, 3 этаж'],
    ['125-үй, 4-батир', 'Токтогула 125-үй, 4-батир'],
    ['частный дом, синие ворота', 'Токтогула, частный дом, синие ворота'],
    ['рядом с ЦУМом', 'Токтогула, рядом с ЦУМом'],
    ['угол Киевской', 'Токтогула, угол Киевской'],
  ])('is completed by "%s"', (text, address) => {
    expect(mean(text, 'address', { street: 'Токтогула' })).toEqual({ type: 'user.provide', address })
  })

  it('is replaced by another address, and is not completed by a count, a phone or a flat', () => {
    const street = { street: 'Токтогула' }
    expect(mean('Киевская 96', 'address', street)).toEqual({ type: 'user.provide', address: 'Киевская 96' })
    expect(mean('125, 2 бутылки', 'address', street)).toEqual({
      type: 'user.provide',
      address: 'Токтогула 125',
      bottles: 2,
    })
    expect(mean('0555123456', 'address', street)).toEqual({ type: 'user.provide', phone: '+996555123456' })
    expect(mean('кв 4', 'address', street)).toEqual({ type: 'user.provide', street: 'Токтогула, кв 4' })
    expect(mean('2 бутылки', 'address', street)).toEqual({ type: 'user.provide', bottles: 2 })
  })

  it.each(['токтогула', 'абвг'])('is asked for again after "%s", as a miss', (text) => {
    expect(mean(text, 'address', { street: 'Токтогула' })).toEqual({
      type: 'user.unclear',
      obstacle: 'address.house',
      slot: 'address',
    })
  })

  it('replaces the address at the summary only if it is said to', () => {
    expect(mean('нет, на Манаса', 'confirmation')).toEqual({ type: 'user.change', slot: 'address', street: 'Манаса' })
    expect(mean('Манаса', 'confirmation').type).toBe('user.unclear')
  })

  it.each([
    ['ru', 'Здравствуйте', 'на Токтогула', 'дом и квартиру'],
    ['ky', 'Саламатсызбы', 'Токтогул көчөсү', 'Үйдү жана батирди'],
    ['en', 'Hello', 'Toktogul street', 'the house and the flat'],
  ])('is completed in two messages (%s)', (_language, hello, street, asked) => {
    const talk = converse(orderFlow())
    talk.say(hello)
    expect(talk.say(street).join()).toContain(asked)
    expect(talk.state).toBe('waitingAddress')
    talk.say('125')
    expect(talk.state).toBe('waitingPhone')
    const { address, street: kept } = (talk.snapshot as Snapshot<OrderContext>).context
    expect(address).toMatch(/ 125$/)
    expect(kept).toBeNull()
  })

  it('leaves a customer who never names the house to a person, who sees the street', () => {
    const talk = converse(orderFlow())
    talk.say('Здравствуйте')
    for (const text of ['Токтогула', 'токтогула', 'токтогула', 'токтогула']) talk.say(text)
    expect(talk.state).toBe('withOperator')
    const transfer = talk.effects.find(({ type }) => type === 'transferToOperator')
    expect(transfer?.params).toMatchObject({ comment: expect.stringContaining('Адрес: Токтогула') as string })
  })

  it('leads from the summary to a new address', () => {
    const talk = converse(orderFlow())
    talk.say('Киевская 96, 2 бутыли, 0555 123 456')
    expect(talk.say('нет, на Манаса').join()).toContain('Манаса')
    expect(talk.state).toBe('waitingAddress')
    expect(talk.say('40 кв 12').join()).toContain('Манаса 40 кв 12')
    expect(talk.state).toBe('waitingConfirmation')
  })
})
