import { describe, expect, it } from 'vitest'
import { mean } from '../../../test/mean.ts'
import { converse } from '../../testing/converse.ts'
import { orderFlow, type PlaceOrder } from '../flow.ts'
import { joinNotes } from '../note.ts'

describe('what is said to the courier', () => {
  it.each([
    ['к 18:00 пожалуйста', 'к 18:00'],
    ['завтра до обеда', 'завтра до обеда'],
    ['после 6', 'после 6'],
    ['не позже 18', 'не позже 18'],
    ['с 9 до 12', 'с 9 до 12'],
    ['в понедельник утром', 'в понедельник утром'],
    ['25 декабря', '25 декабря'],
    ['через 2 часа', 'через 2 часа'],
    ['срочно', 'срочно'],
    ['можно завтра к 10?', 'завтра к 10'],
    ['эртең менен', 'эртең менен'],
    ['5ке чейин', '5ке чейин'],
    ['саат 6дан кийин', 'саат 6дан кийин'],
    ['tomorrow morning', 'tomorrow morning'],
    ['after 6 pm', 'after 6 pm'],
    ['позвоните за час', 'позвоните за час'],
    ['позвоните мне за час до приезда', 'позвоните мне за час до приезда'],
    ['не звоните, ребёнок спит', 'не звоните; ребёнок спит'],
    ['келердин алдында чалып коюңуз', 'келердин алдында чалып коюңуз'],
    ['чалбаңыз', 'чалбаңыз'],
    ['не надо звонить', 'не надо звонить'],
    ['no need to call', 'no need to call'],
    ['call before coming', 'call before coming'],
    ['домофон не работает', 'домофон не работает'],
    ['оставьте у охраны', 'оставьте у охраны'],
    ['счёт-фактура нужна', 'счёт-фактура нужна'],
    ['сдача с 2000', 'сдача с 2000'],
    ['1 пустую заберите', '1 пустую заберите'],
  ])('"%s" at the summary is a note, and no yes', (text, note) => {
    expect(mean(text, 'confirmation')).toEqual({ type: 'user.provide', note })
  })

  it.each([
    ['да, только к 18:00 пожалуйста', 'к 18:00'],
    ['да, завтра', 'завтра'],
    ['ок, завтра до обеда', 'завтра до обеда'],
    ['да, срочно', 'срочно'],
    ['да, позвоните за час', 'позвоните за час'],
    ['да, 2 бутылки завтра', 'завтра'],
    ['ооба, эртең менен', 'эртең менен'],
    ['ооба, саат 6дан кийин', 'саат 6дан кийин'],
    ['yes, tomorrow morning please', 'tomorrow morning'],
  ])('"%s" is a yes with a wish', (text, note) => {
    expect(mean(text, 'confirmation')).toEqual({ type: 'user.yes', note })
  })

  it.each([
    'да, но завтра',
    'нет, завтра',
    'завтра в пять привезите',
    'да, если привезёте сегодня',
    'хорошо, завтра закажу',
    'хорошо, завтра напишу',
    'ооба, бирок эртең',
    'yes but tomorrow',
    'да, завтра?',
    'да, 3 бутылки завтра',
    'да, завтра, но адрес другой',
    'да, не завтра',
    'завтра не надо',
    'yes, not tomorrow',
  ])('"%s" is no yes', (text) => {
    expect(mean(text, 'confirmation').type).not.toBe('user.yes')
  })

  it.each([
    ['2 бутыли на завтра к 15:00', 2, 'на завтра к 15:00'],
    ['к 10 утра 4 бутылки', 4, 'к 10 утра'],
    ['3, и 1 пустая', 3, '1 пустая'],
    ['5, и пустые забеите', 5, 'пустые забеите'],
    ['3, i pustye zabrite', 3, 'pustye'],
    ['две, и сдачи с 1000', 2, 'сдачи с 1000'],
    ['2 бутылки и помпу', 2, 'помпу'],
    ['эртең 3 бөтөлкө алып келиңиз', 3, 'эртең'],
    ['2 bottles tomorrow', 2, 'tomorrow'],
    ['2 завтра в 3', 2, 'завтра в 3'],
    ['2 шт завтра к 6-7 вечера', 2, 'завтра к 6-7 вечера'],
  ])('"%s" does not change the count', (text, bottles, note) => {
    expect(mean(text, 'bottles')).toEqual({ type: 'user.provide', bottles, note })
  })

  it.each([
    ['Токтогула 125 кв 4 домофон не работает', 'Токтогула 125 кв 4', 'домофон не работает'],
    ['Киевская 96 кв 45. Позвоните за полчаса', 'Киевская 96 кв 45', 'Позвоните за полчаса'],
    ['Киевская 96 кв 45 завтра к 10', 'Киевская 96 кв 45', 'завтра к 10'],
    [
      'Горького 127, кв 5, домофона нет, в дверь не звоните, ребёнок спит',
      'Горького 127, кв 5',
      'домофона нет; в дверь не звоните; ребёнок спит',
    ],
  ])('"%s" is an address and a note', (text, address, note) => {
    expect(mean(text, 'address')).toEqual({ type: 'user.provide', address, note })
  })

  it.each([
    'когда привезёте завтра?',
    'а до 5 успеете?',
    'вы сегодня работаете?',
    'до завтра',
    '0555 12 34 56 звоните',
  ])('"%s" leaves none', (text) => {
    expect(mean(text, 'confirmation')).not.toHaveProperty('note')
  })

  it('takes a range of hours for a time, and the name of a street for a name', () => {
    expect(mean('завтра к 2-3', 'bottles')).toEqual({ type: 'user.provide', note: 'завтра к 2-3' })
    expect(mean('ул. Срочная 5', 'address')).toEqual({ type: 'user.provide', address: 'ул. Срочная 5' })
    expect(mean('2 на завтра', 'anything')).toEqual({ type: 'user.provide', bottles: 2, note: 'на завтра' })
  })

  it('still calls a person for "позвоните мне"', () => {
    expect(mean('позвоните мне', 'confirmation')).toEqual({ type: 'user.operator' })
  })

  it('is kept in few words, each once', () => {
    expect(joinNotes('завтра к 10', 'Завтра к 10; срочно')).toBe('завтра к 10; срочно')
    expect(joinNotes(null, undefined)).toBeNull()
    expect(joinNotes('а'.repeat(150), 'б'.repeat(150))).toHaveLength(200)
  })
})

describe('a note in a conversation', () => {
  const talk = (...texts: string[]) => {
    const conversation = converse(orderFlow(), {
      answer: ({ type }) => (type === 'placeOrder' ? { type: 'order.placed', number: 7 } : undefined),
    })
    const replies = texts.map((text) => conversation.say(text).join('\n'))
    const of = (type: string) =>
      conversation.effects.filter((effect) => effect.type === type).map(({ params }) => params)
    return { conversation, replies, orders: of('placeOrder') as PlaceOrder[], transfers: of('transferToOperator') }
  }

  it('is shown in the summary and goes with the order', () => {
    const { replies, orders, conversation } = talk(
      'Токтогула 125, кв 4',
      '0555 123 456 звоните после 6',
      '2 на завтра',
      'да, только к 18:00 пожалуйста',
    )
    expect(replies[2]).toContain('📝 звоните после 6; на завтра')
    expect(orders).toMatchObject([{ bottles: 2, note: 'звоните после 6; на завтра; к 18:00' }])
    expect(conversation.state).toBe('placed')
    expect(conversation.snapshot?.context).toMatchObject({ note: null })
  })

  it('is answered and asks on when it is all that was said', () => {
    const { replies, conversation } = talk('Токтогула 125, кв 4', '0555 123 456', 'завтра к 10')
    expect(replies[2]).toContain('Записал: завтра к 10.')
    expect(conversation.state).toBe('waitingBottles')
  })

  it('goes to a person after the order was placed', () => {
    const { transfers, conversation } = talk('Токтогула 125, кв 4, 2 бутыли, 0555 123 456', 'да', 'домофон не работает')
    expect(conversation.state).toBe('withOperator')
    expect(transfers).toMatchObject([
      { reason: 'note', comment: expect.stringContaining('Примечание: домофон не работает') as string },
    ])
  })

  it('does not pass to the next order', () => {
    const { orders } = talk('Токтогула 125, кв 4, 2 бутыли завтра, 0555 123 456', 'да', 'повторите заказ', 'да')
    expect(orders.map(({ note }) => note)).toEqual(['завтра', undefined])
  })

  it('is an empty one in a conversation stored before there were notes', () => {
    const { conversation } = talk('Токтогула 125, кв 4')
    const snapshot = structuredClone(conversation.snapshot) as { context: Record<string, unknown> }
    delete snapshot.context['note']
    delete snapshot.context['street']
    const later = converse(orderFlow(), { snapshot: snapshot as never })
    later.say('0555 123 456')
    expect(later.state).toBe('waitingBottles')
  })
})
