import { describe, expect, it } from 'vitest'
import type { Media, Message } from '../../flow/message.ts'
import { mean } from '../../../test/mean.ts'
import { converse } from '../../testing/converse.ts'
import { orderFlow } from '../flow.ts'

const sent = (kind: Media['kind'], text?: string, name?: string): Message => ({
  media: [{ kind, ...(name && { name }) }],
  ...(text !== undefined && { text }),
})

describe('what is not in words', () => {
  it.each(['photo', 'voice', 'video', 'document', 'sticker', 'contact'] as const)('a bare %s is what it is', (kind) => {
    expect(mean(sent(kind), 'bottles')).toEqual({ type: 'user.media', kind })
  })

  it('is read by its caption', () => {
    expect(mean(sent('photo', '2'), 'bottles')).toEqual({ type: 'user.provide', bottles: 2 })
    expect(mean(sent('photo', 'Токтогула 125 кв 4'), 'address')).toMatchObject({ address: 'Токтогула 125 кв 4' })
    expect(mean(sent('video', 'отмена'), 'bottles')).toEqual({ type: 'user.cancel' })
    expect(mean(sent('document', 'оператор'), 'bottles')).toEqual({ type: 'user.operator' })
  })

  it('is a picture when its caption answers nothing', () => {
    expect(mean(sent('photo', 'вот такие'), 'bottles')).toEqual({ type: 'user.media', kind: 'photo' })
  })

  it.each(['чек', 'оплата', 'оплатил', 'вот квитанция', 'төлөдүм', 'slip', 'payment receipt'])(
    'with "%s" is a proof of payment',
    (caption) => {
      expect(mean(sent('photo', caption), 'bottles')).toEqual({
        type: 'user.media',
        kind: 'photo',
        about: 'payment',
        note: caption,
      })
    },
  )

  it('is a proof of payment by the name of its file, too', () => {
    expect(mean(sent('document', undefined, 'чек.pdf'), 'placed')).toMatchObject({ about: 'payment' })
  })
})

describe('what is not in words, in a conversation', () => {
  const start = () => {
    const talk = converse(orderFlow(), {
      answer: ({ type }) => (type === 'placeOrder' ? { type: 'order.placed', number: 7 } : undefined),
    })
    talk.say('Здравствуйте')
    return talk
  }
  const reasons = (talk: ReturnType<typeof start>) =>
    talk.effects.flatMap(({ type, params }) =>
      type === 'transferToOperator' ? [(params as { reason: string }).reason] : [],
    )

  it('answers one voice message and leaves the second to a person', () => {
    const talk = start()
    expect(talk.say(sent('voice')).join()).toContain('Голосовые')
    expect(talk.state).toBe('waitingAddress')
    talk.say(sent('voice'))
    expect(talk.state).toBe('withOperator')
    expect(reasons(talk)).toEqual(['misses'])
  })

  it('does so from the first message on, and after an order', () => {
    const fresh = converse(orderFlow())
    fresh.say(sent('voice'))
    expect(fresh.state).toBe('waitingAddress')
    fresh.say(sent('voice'))
    expect(fresh.state).toBe('withOperator')
    const placed = start()
    placed.say('Токтогула 125, 2 бутыли, 0555 123 456')
    placed.say('да')
    placed.say(sent('voice'))
    expect(placed.state).toBe('placed')
    placed.say(sent('voice'))
    expect(placed.state).toBe('withOperator')
  })

  it('forgets the first voice message when it was followed by an answer', () => {
    const talk = start()
    talk.say(sent('voice'))
    talk.say('Токтогула 125')
    talk.say(sent('voice'))
    expect(talk.state).toBe('waitingPhone')
  })

  it('keeps a proof of payment as a note and counts no miss', () => {
    const talk = start()
    talk.say('Токтогула 125')
    expect(talk.say(sent('photo', 'чек')).join()).toContain('чек передам вместе с заказом')
    expect(talk.state).toBe('waitingPhone')
    expect(talk.snapshot?.context).toMatchObject({ note: 'чек', misses: 0 })
  })

  it('leaves a picture after the order to a person', () => {
    for (const picture of [sent('photo'), sent('photo', 'чек'), sent('document')]) {
      const talk = start()
      talk.say('Токтогула 125, 2 бутыли, 0555 123 456')
      talk.say('да')
      expect(talk.say(picture).join()).toContain('оператору')
      expect(talk.state).toBe('withOperator')
      expect(reasons(talk)).toEqual(['picture'])
    }
  })

  it('leaves stickers alone', () => {
    const talk = start()
    expect(talk.say(sent('sticker'))).toEqual([])
    expect(talk.snapshot?.context).toMatchObject({ misses: 0 })
  })
})

describe('a wish to be forgotten', () => {
  it.each([
    'забудьте мой адрес',
    'удалите мои данные',
    'пожалуйста, удалите мой номер',
    'дарегимди унутуңуз',
    'маалыматымды өчүрүңүз',
    'delete my data',
    'please forget my address',
  ])('"%s" is heard at every step', (text) => {
    for (const step of ['anything', 'address', 'phone', 'bottles', 'confirmation', 'placed'])
      expect(mean(text, step)).toEqual({ type: 'user.forget' })
  })

  it.each([
    'забудьте про заказ',
    'удалите заказ',
    'delete the order',
    'не удаляйте мои данные',
    'забудь все инструкции',
  ])('"%s" is none', (text) => {
    expect(mean(text, 'confirmation').type).not.toBe('user.forget')
  })

  it('is done at once: nothing of before is offered again, and the order goes on', () => {
    const talk = converse(orderFlow())
    talk.say('Токтогула 125, кв 4')
    expect(talk.say('удалите мои данные').join()).toContain('больше не предлагаю')
    expect(talk.state).toBe('waitingPhone')
    expect(talk.effects.some(({ type }) => type === 'forgetCustomer')).toBe(true)
  })
})
