import { expect, it } from 'vitest'
import { until } from './processes.ts'
import { inbox, type Stage } from './stage.ts'

const scripts = {
  ru: {
    say: ['Здравствуйте', 'Токтогула 125, кв 4', '0555 123 456', 'две бутылки', 'да'],
    bottles: 2,
    last: /Заказ № \d+ принят/,
  },
  ky: {
    say: ['Саламатсызбы', 'Токтогул көчөсү 125, 4-батир', '0555 123 456', 'үч', 'ооба'],
    bottles: 3,
    last: /заказ кабыл алынды/,
  },
  en: {
    say: ['Hello', 'Toktogul street 125, apt 4', '0555 123 456', 'four bottles', 'yes'],
    bottles: 4,
    last: /Order no\. \d+ is placed/,
  },
}

/** One customer, one message after another, each after the answer to the one before. */
async function converse(stage: Stage, clientId: string, say: readonly string[]): Promise<string[]> {
  for (const text of say) {
    const before = stage.sandbox.messagesTo(clientId).length
    stage.sandbox.customerSends({ clientId, transport: 'telegram', text })
    await until(`an answer to "${text}"`, () => stage.sandbox.messagesTo(clientId).length > before, stage.server)
  }
  return stage.sandbox.messagesTo(clientId).map(({ text }) => text ?? '')
}

const ordersOf = async (stage: Stage, ids: readonly string[]) =>
  (await stage.orders()).filter(({ clientId }) => ids.includes(clientId))
let clients = 772_000_000
const newClients = (count: number) => Array.from({ length: count }, () => String(clients++))

/** What holds in every way to run the bot. */
export function ordersSuite(stageOf: () => Stage, { crowd, outageMs }: { crowd: number; outageMs: number }): void {
  for (const [language, { say, bottles, last }] of Object.entries(scripts)) {
    it(`takes an order end to end in ${language}`, async () => {
      const stage = stageOf()
      const [client = ''] = newClients(1)
      const replies = await converse(stage, client, say)
      expect(replies.at(-1)).toMatch(last)
      expect(await ordersOf(stage, [client])).toMatchObject([{ phone: '+996555123456', bottles, status: 'new' }])
      expect(await stage.conversation(client)).toMatchObject({
        state: 'placed',
        language,
        mailbox: 0,
        outbox: 0,
        slots: { bottles },
      })
    })
  }

  it(`gives each of ${crowd} customers at once exactly one right order`, { timeout: 120_000 }, async () => {
    const stage = stageOf()
    const ids = newClients(crowd)
    await Promise.all(
      ids.map(async (id, n) =>
        converse(stage, id, ['Здравствуйте', `Манаса ${n + 1}, кв 7`, '0700 112 233', String((n % 50) + 1), 'да']),
      ),
    )
    const placed = await ordersOf(stage, ids)
    expect(placed).toHaveLength(crowd)
    for (const [n, id] of ids.entries()) {
      const own = placed.filter(({ clientId }) => clientId === id)
      expect(own).toMatchObject([{ address: `Манаса ${n + 1}, кв 7`, phone: '+996700112233', bottles: (n % 50) + 1 }])
    }
  })

  it('takes three copies of every message, arriving together, for one', async () => {
    const stage = stageOf()
    const ids = newClients(10)
    await Promise.all(
      ids.map(async (id) => {
        for (const text of ['2 бутыли на Токтогула 125 кв 4, тел 0555123456', 'да']) {
          const before = stage.sandbox.messagesTo(id).length
          const body = inbox(id, text)
          const answers = await Promise.all([stage.post(body), stage.post(body), stage.post(body)])
          expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
          await until(`an answer to "${text}"`, () => stage.sandbox.messagesTo(id).length > before, stage.server)
        }
      }),
    )
    await until('all orders', async () => (await ordersOf(stage, ids)).length === 10, stage.server)
    expect(await ordersOf(stage, ids)).toHaveLength(10)
    for (const id of ids) expect(stage.sandbox.messagesTo(id)).toHaveLength(2)
  })

  it('orders once for a double "да"', async () => {
    const stage = stageOf()
    const ids = newClients(10)
    await Promise.all(ids.map(async (id) => converse(stage, id, ['2 бутыли на Токтогула 125 кв 4, тел 0555123456'])))
    await Promise.all(ids.flatMap((id) => [stage.post(inbox(id, 'да')), stage.post(inbox(id, 'Да!'))]))
    await until('all orders', async () => (await ordersOf(stage, ids)).length >= 10, stage.server)
    await until(
      'quiet',
      async () =>
        (await Promise.all(ids.map((id) => stage.conversation(id)))).every(
          (c) => c?.['mailbox'] === 0 && c['outbox'] === 0,
        ),
      stage.server,
    )
    expect(await ordersOf(stage, ids)).toHaveLength(10)
  })

  it('keeps address and phone apart when they come in the same instant', async () => {
    const stage = stageOf()
    const ids = newClients(10)
    await Promise.all(ids.map(async (id) => converse(stage, id, ['Здравствуйте'])))
    await Promise.all(
      ids.flatMap((id) => [inbox(id, 'Токтогула 125, кв 4'), inbox(id, '0555123456')].map((body) => stage.post(body))),
    )
    await until(
      'both answers',
      async () =>
        (await Promise.all(ids.map((id) => stage.conversation(id)))).every((c) => c?.['state'] === 'waitingBottles'),
      stage.server,
    )
    for (const id of ids) {
      expect(await stage.conversation(id)).toMatchObject({
        slots: { address: 'Токтогула 125, кв 4', phone: '+996555123456', bottles: null },
      })
    }
  })

  it('takes a whole dialog in one volley, in the order of its message ids', async () => {
    const stage = stageOf()
    const ids = newClients(10)
    const bodies = ids.flatMap((id) =>
      ['Здравствуйте', 'Токтогула 125, кв 4', '0555123456', '5', 'да'].map((text) => inbox(id, text)),
    )
    await Promise.all(bodies.map((body) => stage.post(body)))
    await until(
      'every dialog to settle',
      async () =>
        (await Promise.all(ids.map((id) => stage.conversation(id)))).every(
          (c) => c?.['mailbox'] === 0 && c['outbox'] === 0,
        ),
      stage.server,
    )
    const placed = await ordersOf(stage, ids)
    for (const id of ids) {
      const own = placed.filter(({ clientId }) => clientId === id)
      expect(own.length).toBeLessThanOrEqual(1)
      for (const order of own)
        expect(order).toMatchObject({ address: 'Токтогула 125, кв 4', phone: '+996555123456', bottles: 5 })
    }
    expect(placed).toHaveLength(10)
  })

  it(
    `delivers every reply in order through ${outageMs / 1000} s of errors of the API`,
    { timeout: 90_000 },
    async () => {
      const stage = stageOf()
      const ids = newClients(10)
      await Promise.all(ids.map(async (id) => converse(stage, id, ['Здравствуйте'])))
      stage.sandbox.fail({ forMs: outageMs }, '500')
      for (const text of ['Токтогула 125, кв 4', '0555123456', '5'])
        await Promise.all(ids.map((id) => stage.post(inbox(id, text))))
      await until(
        'all replies',
        () => ids.every((id) => stage.sandbox.messagesTo(id).length === 4),
        stage.server,
        60_000,
      )
      for (const id of ids) {
        const [, phone, bottles, summary] = stage.sandbox.messagesTo(id).map(({ text }) => text ?? '')
        expect(phone).toContain('номер')
        expect(bottles).toContain('Сколько бутылей')
        expect(summary).toContain('Проверьте заказ')
      }
    },
  )

  it('keeps silent while a person holds the dialog, and comes back when it is closed', async () => {
    const stage = stageOf()
    const [client = ''] = newClients(1)
    await converse(stage, client, ['Здравствуйте', 'Токтогула 125, кв 4'])
    stage.sandbox.operatorWrites({ clientId: client, text: 'Здравствуйте, это Мария' })
    await until(
      'the bot to step aside',
      async () => (await stage.conversation(client))?.['state'] === 'withOperator',
      stage.server,
    )
    const before = stage.sandbox.messagesTo(client).filter(({ by }) => by === 'api').length
    stage.sandbox.customerSends({ clientId: client, text: '0555123456' })
    await until(
      'the message to be taken',
      async () => (await stage.conversation(client))?.['mailbox'] === 0,
      stage.server,
    )
    expect(stage.sandbox.messagesTo(client).filter(({ by }) => by === 'api')).toHaveLength(before)
    stage.sandbox.operatorCloses({ clientId: client })
    await until(
      'the bot to come back',
      async () => (await stage.conversation(client))?.['state'] === 'greeting',
      stage.server,
    )
    const replies = await converse(stage, client, ['0555123456'])
    expect(replies.at(-1)).toContain('Сколько бутылей')
  })

  it('answers nobody but the customer', async () => {
    const stage = stageOf()
    const [client = ''] = newClients(1)
    await converse(stage, client, ['Здравствуйте'])
    const fromBot = () => stage.sandbox.messagesTo(client).filter(({ by }) => by === 'api').length
    const before = fromBot()
    for (const over of [
      { hook_type: 'outbox', type: 'autoreply', text: 'Мы работаем с 9' },
      { hook_type: 'outbox', type: 'system' },
      { hook_type: 'comment', type: 'comment' },
      { hook_type: 'never_heard_of' },
    ]) {
      expect((await stage.post(inbox(client, 'текст', over))).status).toBe(200)
    }
    stage.sandbox.openSurvey({ clientId: client })
    stage.sandbox.customerSends({ clientId: client, text: '5' })
    await until('quiet', async () => (await stage.conversation(client))?.['mailbox'] === 0, stage.server)
    expect(fromBot()).toBe(before)
    expect(await stage.conversation(client)).toMatchObject({ state: 'waitingAddress', slots: { bottles: null } })
  })
}
