import { describe, expect, it } from 'vitest'
import type { Effect, Say } from '../flow/effect.ts'
import type { FlowEvent, Message } from '../flow/message.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import { converse, type ConverseOptions } from '../testing/converse.ts'
import { playTranscript } from '../testing/transcript.ts'
import type { OrderContext } from './context.ts'
import { orderFlow } from './flow.ts'

const flow = orderFlow()

/** A database that takes orders, from number 7 on, and gives them back. */
function database(): (effect: Effect) => FlowEvent | undefined {
  let number = 6
  return ({ type, params }) => {
    if (type === 'placeOrder') return { type: 'order.placed', number: ++number }
    if (type === 'cancelOrder') return { type: 'order.cancelled', ...(params as { number: number }) }
    return undefined
  }
}

function play(text: string, options: ConverseOptions = {}) {
  const { ok, diff, conversation } = playTranscript(flow, text, { answer: database(), ...options })
  if (!ok) expect.fail(`the transcript went otherwise:\n${diff}`)
  const of = (type: string) =>
    conversation.effects
      .filter((effect) => effect.type === type)
      .map(({ params }) => {
        const { addressParts: _, ...rest } = params as { addressParts?: unknown }
        return rest
      })
  return {
    conversation,
    orders: of('placeOrder'),
    transfers: of('transferToOperator') as { reason: string; comment: string }[],
  }
}

const order = { address: 'Токтогула 125, кв 4', phone: '+996555123456', bottles: 3 }

/** A customer who has said everything but yes. */
const filled = `
  #me Здравствуйте
  #me Токтогула 125, кв 4
  #me 0555 123 456
  #me 3
  #state waitingConfirmation
`

describe('orderFlow', () => {
  it('takes a simple order in Russian', () => {
    const { orders } = play(`
      #me Здравствуйте
      #bot Куда привезти воду?
      #state waitingAddress
      #me Токтогула 125, кв 4
      #bot На какой номер
      #state waitingPhone
      #me 0555 123 456
      #bot Сколько бутылей
      #state waitingBottles
      #me 3
      #bot 💧 3 бутыли
      #state waitingConfirmation
      #me да
      #bot Заказ № 7 принят
      #state placed
    `)
    expect(orders).toEqual([order])
  })

  it('takes a simple order in Kyrgyz', () => {
    const { orders, conversation } = play(`
      #me Саламатсызбы
      #bot
      #state waitingAddress
      #me Токтогул 125, кв 4
      #state waitingPhone
      #me 0555 123 456
      #state waitingBottles
      #me 3
      #state waitingConfirmation
      #me ооба
      #bot 7
      #state placed
    `)
    expect(orders).toMatchObject([{ phone: order.phone, bottles: 3 }])
    expect(conversation.snapshot?.locale).toBe('ky')
  })

  it('takes a simple order in English', () => {
    const { orders, conversation } = play(`
      #me Hello
      #bot
      #state waitingAddress
      #me Toktogul street 125, apt 4
      #state waitingPhone
      #me +996 555 123 456
      #state waitingBottles
      #me 3
      #state waitingConfirmation
      #me yes
      #bot 7
      #state placed
    `)
    expect(orders).toMatchObject([{ phone: order.phone, bottles: 3 }])
    expect(conversation.snapshot?.locale).toBe('en')
  })

  it('takes everything from one message', () => {
    const { orders } = play(`
      #me Здравствуйте, 3 бутыли на Токтогула 125, кв 4, тел 0555 123 456
      #bot Проверьте заказ
      #state waitingConfirmation
      #me да
      #state placed
    `)
    expect(orders).toMatchObject([
      { phone: order.phone, bottles: 3, address: expect.stringContaining('Токтогула 125') as string },
    ])
  })

  it('orders nothing without a yes', () => {
    for (const answer of ['нет', 'а когда привезёте?', 'спасибо', 'хм']) {
      expect(play(`${filled} #me ${answer}`.replace(' #me', '\n#me')).orders).toEqual([])
    }
  })

  it('corrects any slot before the yes, and shows the order anew', () => {
    const { orders } = play(`
      ${filled}
      #me не 3, а 5 бутылей
      #bot 5 бутылей
      #state waitingConfirmation
      #me другой телефон 0700 111 222
      #bot 700 111 222
      #state waitingConfirmation
      #me да
      #state placed
    `)
    expect(orders).toEqual([{ ...order, phone: '+996700111222', bottles: 5 }])
  })

  it('corrects an earlier answer while it asks for the next', () => {
    const changes: [state: string, lines: string][] = [
      ['waitingPhone', '#me Токтогула 125, кв 4'],
      ['waitingBottles', '#me Токтогула 125, кв 4\n#me 0555 123 456'],
    ]
    for (const [state, lines] of changes) {
      const { conversation } = play(`#me Здравствуйте\n${lines}\n#state ${state}`)
      conversation.tell({ type: 'user.change', address: 'Манаса 40' })
      expect(conversation.state).toBe(state)
      expect((conversation.snapshot as Snapshot<OrderContext>).context.address).toBe('Манаса 40')
    }
  })

  it('asks again for what the customer says is wrong', () => {
    for (const [slot, state] of [
      ['address', 'waitingAddress'],
      ['phone', 'waitingPhone'],
      ['bottles', 'waitingBottles'],
    ]) {
      const { conversation } = play(filled)
      const [reply] = conversation.tell({ type: 'user.change', slot })
      expect(conversation.state).toBe(state)
      expect(reply).not.toBe('')
    }
  })

  it('is called off at any time before the yes, and takes a new order afterwards', () => {
    const { orders } = play(`
      ${filled}
      #me отмена
      #bot отменён
      #state cancelled
      #me да
      #bot
      #state cancelled
      #me 2 бутыли на Манаса 40, тел 0700 111 222
      #state waitingConfirmation
      #me да
      #state placed
    `)
    expect(orders).toEqual([
      { address: expect.stringContaining('Манаса 40') as string, phone: '+996700111222', bottles: 2 },
    ])
  })

  it('starts again with nothing kept', () => {
    const { conversation } = play(`${filled}\n#me начать заново\n#bot начнём заново\n#state waitingAddress`)
    expect(conversation.snapshot?.context).toMatchObject({ address: null, phone: null, bottles: null })
  })

  it('hands over to a person with what is known, is silent, and goes on where it was', () => {
    const { transfers } = play(`
      #me Токтогула 125, кв 4
      #state waitingPhone
      #me оператор
      #bot Передаю вас оператору
      #state withOperator
      #me вы тут?
      #silence
      #event operator.wrote
      #silence
      #me 0555 123 456
      #silence
      #event operator.left
      #silence
      #me 0555 123 456
      #state waitingBottles
    `)
    expect(transfers).toMatchObject([{ reason: 'asked' }])
    expect(transfers[0]?.comment).toContain('Адрес: Токтогула 125, кв 4')
    expect(transfers[0]?.comment).toContain('Телефон: —')
  })

  it('leaves the customer to a person who writes, until that person was silent for 12 hours', () => {
    play(`
      #me Токтогула 125, кв 4
      #event operator.wrote
      #state withOperator
      #wait 11h
      #event operator.wrote
      #wait 11h
      #state withOperator
      #wait 1h
      #state greeting
      #me 0555 123 456
      #bot
      #state waitingBottles
    `)
  })

  it('leaves answers to a survey alone', () => {
    const { conversation } = play('#me Здравствуйте\n#state waitingAddress\n#event survey.opened {"thread":"r1"}')
    const before = conversation.snapshot
    expect(conversation.say({ text: '5', thread: 'r1' })).toEqual([])
    expect(conversation.snapshot?.context).toEqual(before?.context)
    expect(conversation.state).toBe('waitingAddress')
    conversation.say({ text: 'Токтогула 125, кв 4', thread: 'r2' })
    expect(conversation.state).toBe('waitingPhone')
  })

  it('offers the number that the transport knows, and takes it at a yes only', () => {
    const { orders } = play(
      `
      #me Токтогула 125, кв 4
      #bot +996 555 123 456
      #state waitingPhone
      #me да
      #state waitingBottles
      #me 3
      #me да
      #state placed
      `,
      { sender: { phone: order.phone } },
    )
    expect(orders).toEqual([order])
  })

  it('asks for another number when the known one is refused, and does not offer it again', () => {
    const { orders } = play(
      `
      #me Токтогула 125, кв 4
      #state waitingPhone
      #me нет
      #bot Напишите, пожалуйста, номер телефона
      #state waitingPhone
      #me да
      #bot Напишите, пожалуйста, номер телефона
      #state waitingPhone
      #me 0700 111 222
      #me 3
      #me да
      #state placed
      `,
      { sender: { phone: order.phone } },
    )
    expect(orders).toEqual([{ ...order, phone: '+996700111222' }])
  })

  it('hands over to a person after three misses in a row, not after three in all', () => {
    const { transfers } = play(`
      #me Здравствуйте
      #me ыва
      #bot Напишите, пожалуйста, улицу
      #me ыва
      #bot Не могу понять адрес
      #me Токтогула 125, кв 4
      #state waitingPhone
      #me ыва
      #me ыва
      #state waitingPhone
      #me ыва
      #bot Передаю оператору
      #state withOperator
    `)
    expect(transfers).toMatchObject([{ reason: 'misses' }])
  })

  it('hands more than 50 bottles to a person', () => {
    const { transfers, orders } = play(`
      #me Здравствуйте
      #me Токтогула 125, кв 4
      #me 0555 123 456
      #me 60 бутылей
      #bot менеджер
      #state withOperator
    `)
    expect(transfers).toMatchObject([{ reason: 'too-many' }])
    expect(orders).toEqual([])
  })

  it('takes 50 bottles itself', () => {
    expect(play(filled.replace('#me 3', '#me 50') + '\n#me да').orders).toEqual([{ ...order, bottles: 50 }])
  })

  it('reminds of an unfinished order once, by day', () => {
    play(`
      #me Здравствуйте
      #wait 29m
      #silence
      #wait 1m
      #bot Вы не закончили заказ
      #wait 5h
      #silence
      #me Токтогула 125, кв 4
      #wait 2h
      #silence
    `)
  })

  it('neither reminds nor takes leave where the messenger takes no first word, and closes the order all the same', () => {
    const asked: unknown[] = []
    const shy = orderFlow({ mayWriteFirst: (heard, now) => (asked.push({ heard, now }), false) })
    const startAt = Date.UTC(2026, 0, 5, 4)
    const talk = converse(shy, { startAt })
    expect(talk.say({ text: 'Здравствуйте', transport: 'wa_dialog' })).toHaveLength(1)
    expect(talk.wait(24 * 3_600_000)).toEqual([])
    expect(talk.state).toBe('expired')
    expect(asked).toEqual(
      [0.5, 24].map((hours) => ({ heard: { at: startAt, transport: 'wa_dialog' }, now: startAt + hours * 3_600_000 })),
    )
  })

  it('reminds in the morning of what was left at night', () => {
    for (const [hour, minutesLater] of [
      [21, 0],
      [22, 10 * 60],
      [26, 6 * 60],
      [31, 60],
      [32, 0],
    ] as const) {
      const startAt = Date.UTC(2026, 0, 5, hour - 6) - 30 * 60_000
      const talk = converse(flow, { startAt })
      talk.say('Здравствуйте')
      const heard = [talk.wait(30 * 60_000 + minutesLater * 60_000 - 1), talk.wait(1)]
      expect(
        heard.map(({ length }) => length),
        `due at ${hour} o’clock`,
      ).toEqual([0, 1])
    }
  })

  it('reminds at any hour where none is quiet', () => {
    const talk = converse(orderFlow({ quietHours: { from: 0, to: 0 } }), { startAt: Date.UTC(2026, 0, 5, 20) })
    talk.say('Здравствуйте')
    expect(talk.wait(30 * 60_000)).toHaveLength(1)
  })

  it('closes an unfinished order after 24 hours, and greets whoever comes back', () => {
    play(`
      #me Здравствуйте
      #wait 23h
      #state waitingAddress
      #wait 1h
      #bot я его закрыл
      #state expired
      #me Токтогула 125, кв 4
      #bot Здравствуйте
      #state waitingPhone
    `)
  })

  it('orders once, however often the customer says yes', () => {
    const { orders } = play(`
      ${filled}
      #me да
      #bot Заказ № 7 принят
      #me да
      #bot уже принят
      #me да
      #state placed
    `)
    expect(orders).toHaveLength(1)
  })

  it('orders once when the second yes comes before the database has answered', () => {
    const { orders } = play(
      `${filled}\n#me да\n#state placing\n#me да\n#silence\n#event order.placed {"number":9}\n#bot № 9`,
      {
        answer: () => undefined,
      },
    )
    expect(orders).toEqual([order])
  })

  it('hands over to a person when the order cannot be kept', () => {
    const { transfers } = play(`${filled}\n#me да\n#bot Что-то пошло не так\n#state withOperator`, {
      answer: ({ type }) => (type === 'placeOrder' ? { type: 'order.rejected', reason: 'no database' } : undefined),
    })
    expect(transfers).toMatchObject([{ reason: 'rejected' }])
    expect(transfers[0]?.comment).toContain('Бутылей: 3')
  })

  it('takes a placed order back', () => {
    const { conversation } = play(
      `${filled}\n#me да\n#state placed\n#me отмена\n#bot Заказ № 7 отменён\n#state cancelled`,
    )
    expect(conversation.effects.filter(({ type }) => type === 'cancelOrder').map(({ params }) => params)).toEqual([
      { number: 7 },
    ])
  })

  it('hands over to a person when it is too late to take the order back', () => {
    const { transfers } = play(
      `${filled}\n#me да\n#me отмена\n#bot Передаю вас оператору, он поможет\n#state withOperator`,
      {
        answer: ({ type, params }) =>
          type === 'placeOrder'
            ? { type: 'order.placed', number: 7 }
            : type === 'cancelOrder'
              ? { type: 'order.locked', ...(params as object) }
              : undefined,
      },
    )
    expect(transfers).toMatchObject([{ reason: 'locked' }])
    expect(transfers[0]?.comment).toContain('Заказ № 7')
  })

  it('offers what one can do with the summary, in the language of the customer, without numbers: they are counts', () => {
    const { conversation } = play(filled)
    const said = conversation.effects.filter(({ type }) => type === 'say').at(-1)?.params as Say
    expect(said.choices).toEqual([
      { id: 'yes', label: 'Да, заказываю' },
      { id: 'change', label: 'Изменить' },
      { id: 'cancel', label: 'Отменить заказ' },
    ])
  })

  it('parks a conversation it cannot go on with, hands it over with what is known, and begins anew after the person', () => {
    const { conversation: talk } = play(filled)
    const stored: Snapshot = { ...(talk.snapshot as Snapshot), version: '0' }
    const { transfers, conversation } = play(
      `
      #me да
      #bot Что-то пошло не так
      #me алло
      #silence
      #wait 3d
      #silence
      #event operator.left
      #silence
      #state greeting
      #me Манаса 40
      #state waitingPhone
      `,
      { snapshot: stored },
    )
    expect(transfers).toMatchObject([{ reason: 'parked' }])
    expect(transfers[0]?.comment).toContain('Адрес: Токтогула 125, кв 4')
    expect(conversation.effects.some(({ type }) => type === 'placeOrder')).toBe(false)
  })

  it('hands over to a person what it cannot work on at all', () => {
    const { transfers } = play(`${filled}\n#event input.rejected\n#bot Что-то пошло не так\n#state withOperator`)
    expect(transfers).toMatchObject([{ reason: 'trouble' }])
  })

  it.each<[string, Message]>([
    ['a voice message', { media: [{ kind: 'voice' }] }],
    ['a photo', { media: [{ kind: 'photo' }] }],
    ['a place on the map', { location: { lat: 42.87, lon: 74.59 } }],
  ])('says something to %s', (_, message) => {
    expect(converse(flow).say(message)[0]).toContain('Shoro')
  })

  it('goes on with what is missing after a question, also when an earlier order was placed', () => {
    play(`
      ${filled}
      #me да
      #state placed
      #me начать заново
      #state waitingAddress
      #me Сколько стоит вода?
      #state waitingAddress
    `)
  })

  it.each(['waitingAddress', 'waitingPhone'])(
    'hands more than 50 to a person in %s, also when it is unclear',
    (state) => {
      const talk = converse(flow)
      talk.tell(state === 'waitingPhone' ? { type: 'user.provide', address: 'Манаса 40' } : { type: 'user.yes' })
      expect(talk.state === state).toBe(true)
      talk.tell({ type: 'user.unclear', obstacle: 'bottles.too-many' })
      expect(talk.state).toBe('withOperator')
    },
  )

  it('hands the address over taken apart too, with the streets that were added', () => {
    const talk = converse(orderFlow({ streets: [{ name: 'улица Айлуу', aliases: ['лунная'] }] }))
    talk.say('Лунная 12 кв 4, 2 бутыли, 0555 123 456')
    talk.say('да')
    expect(talk.effects.find(({ type }) => type === 'placeOrder')?.params).toEqual({
      address: 'Лунная 12 кв 4',
      addressParts: { street: 'ул. Айлуу', house: '12', flat: '4' },
      phone: '+996555123456',
      bottles: 2,
    })
  })
})
