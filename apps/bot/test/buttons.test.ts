import { orderFlow } from '@shoro/dialog/order'
import { converse, type Conversing } from '@shoro/dialog/testing'
import type { Say } from '@shoro/dialog'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DatabaseConnection } from '../src/database/database.ts'
import { openOwnDatabase } from './own-database.ts'
import { openWholeBot, type WholeBot } from './whole-bot.ts'

const url = inject('databaseUrl')
const flow = orderFlow()

/** What a WhatsApp button holds at most; other messengers hold more. */
const longestLabel = 20

describe('labels of buttons', () => {
  it.each(flow.locales)('fit and are told apart, in %s', (locale) => {
    const labels = Object.entries(flow.phrases[locale] ?? {}).flatMap(([key, label]) =>
      key.startsWith('choice.') ? [String(label)] : [],
    )
    expect(labels.length).toBeGreaterThan(60)
    for (const label of labels) {
      expect(Array.from(label).length, label).toBeLessThanOrEqual(longestLabel)
      expect(label.trim(), label).not.toBe('')
    }
    expect(new Set(labels.map((label) => label.toLowerCase())).size).toBe(labels.length)
  })

  it.each<[string, (talk: Conversing) => void]>([
    ['the number that is known', (talk) => talk.say('Манаса 40')],
    ['how many', (talk) => talk.tell({ type: 'user.provide', address: 'Манаса 40', phone: '+996555123456' })],
    ['what is to be changed', (talk) => (talk.say('2 бутыли на Манаса 40, 0555 123 456'), talk.say('нет'))],
  ])('are words that mean the same as the tap: %s', (_, lead) => {
    const offered = ({ effects }: Conversing) =>
      (effects.findLast(({ type }) => type === 'say') as { params: Say } | undefined)?.params.choices ?? []
    const start = () => {
      const talk = converse(flow, { sender: { phone: '+996555123456' } })
      lead(talk)
      return talk
    }
    expect(offered(start()).length).toBeGreaterThan(1)
    for (const { id, label } of offered(start())) {
      const [tapped, written] = [start(), start()]
      tapped.say(`choice:${id}`)
      written.say(label)
      expect([label, written.state, written.snapshot?.context]).toEqual([label, tapped.state, tapped.snapshot?.context])
    }
  })
})

describe.skipIf(!url)('buttons, over HTTP', () => {
  let database: DatabaseConnection
  let bot: WholeBot
  beforeAll(async () => {
    database = await openOwnDatabase(url)
    bot = await openWholeBot(database.db)
  })
  afterAll(async () => {
    await bot.close()
    await database.close()
  })

  const talk = async (client: string, transport: string, ...texts: string[]) => {
    for (const text of texts) {
      bot.sandbox.customerSends({ clientId: client, transport, phone: '+996555123456', text })
      await bot.settle(client)
    }
    return bot.sandbox.messagesTo(client).at(-1)
  }

  it('come with a reply where the messenger shows them, each with what it sends', async () => {
    const reply = await talk('773000001', 'telegram', '2 бутыли на Манаса 40, 0555 123 456')
    expect(reply?.buttons).toEqual([
      { type: 'reply', text: 'Да, заказываю', payload: 'choice:yes' },
      { type: 'reply', text: 'Изменить', payload: 'choice:change' },
      { type: 'reply', text: 'Отменить заказ', payload: 'choice:cancel' },
    ])
    const call = bot.sandbox.apiCalls().findLast(({ method }) => method === 'POST')
    expect(JSON.parse(call?.body ?? '')).toMatchObject({ client_id: 773000001, inline_buttons: reply?.buttons })
  })

  it('are left out in WhatsApp, where the lines have numbers, and a number is an answer', async () => {
    const asked = await talk('773000002', 'wa_dialog', 'Манаса 40')
    expect(asked?.buttons).toEqual([])
    expect(asked?.text).toContain('1. Да, этот номер\n2. Другой номер')
    const next = await talk('773000002', 'wa_dialog', '1')
    expect(next?.text).toContain('Сколько бутылей')
    expect(next?.buttons).toEqual([])
  })

  it.each(['payload', 'label'] as const)('do the same whether the messenger sends the %s', async (buttonPress) => {
    bot.sandbox.set({ buttonPress })
    const client = `77300001${buttonPress.length}`
    await talk(client, 'telegram', '2 бутыли на Манаса 40, 0555 123 456')
    const said: string[] = []
    for (const text of ['Изменить', 'Количество', '5 бутылей', 'Да, заказываю']) {
      bot.sandbox.pressButton({ clientId: client, text })
      await bot.settle(client)
      said.push(bot.sandbox.messagesTo(client).at(-1)?.text ?? '')
    }
    expect(said[0]).toContain('Что изменить')
    expect(said[2]).toContain('5 бутылей')
    expect(said[3]).toMatch(/Заказ № \d+ принят/)
    expect(await bot.ask(`/operator/api/conversations/${client}`)).toMatchObject({ state: 'placed', language: 'ru' })
  })

  it('that are old order nothing and change nothing', async () => {
    const client = '773000003'
    await talk(client, 'telegram', '2 бутыли на Манаса 40, 0555 123 456', 'да')
    const before = bot.sandbox.messagesTo(client).length
    await talk(client, 'telegram', 'choice:yes', 'choice:cancel')
    expect(bot.sandbox.messagesTo(client)).toHaveLength(before)
    const { orders } = (await bot.ask('/operator/api/orders?limit=500')) as { orders: { clientId: string }[] }
    expect(orders.filter(({ clientId }) => clientId === client)).toMatchObject([{ status: 'new' }])
  })
})
