import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { eraseClient } from '../src/clients/erase.ts'
import { forgetCustomer } from '../src/clients/forget.ts'
import { recallCustomer } from '../src/clients/recall.ts'
import type { Database, DatabaseConnection } from '../src/database/database.ts'
import { forgottenClients, orders, type OrderStatus } from '../src/database/schema.ts'
import { changeStatus } from '../src/orders/change-status.ts'
import { placeOrder } from '../src/orders/place.ts'
import { postgresStore } from '@shoro/dialog/postgres'
import { openOwnDatabase } from './own-database.ts'
import { openWholeBot, type WholeBot } from './whole-bot.ts'

const url = inject('databaseUrl')
const first = { address: 'Токтогула 125, кв 4', phone: '+996555123456', bottles: 2 }
const second = { address: 'Манаса 40', phone: '+996700111222', bottles: 3 }

describe.skipIf(!url)('a customer who comes back', () => {
  let database: DatabaseConnection
  let db: Database
  let keys = 0
  beforeAll(async () => {
    database = await openOwnDatabase(url)
    db = database.db
  })
  afterAll(async () => database.close())

  const place = async (client: string, order: typeof first, status: OrderStatus) => {
    const placed = await placeOrder(db, order, { key: `key ${++keys}`, conversation: client })
    const { number } = (placed as unknown as { event: { number: number } }).event
    await changeStatus(db, number, status)
    return number
  }

  describe('is known', () => {
    it('by the last order, delivered or still on its way', async () => {
      await place('delivered', first, 'delivered')
      await place('delivered', second, 'delivered')
      expect(await recallCustomer(db, 'delivered')).toEqual({ type: 'customer.returned', ...second, open: null })
      for (const status of ['new', 'accepted'] as const) {
        const number = await place(status, first, status)
        expect(await recallCustomer(db, status)).toEqual({ type: 'customer.returned', ...first, open: number })
      }
    })

    it('by no order that was taken back', async () => {
      await place('wavering', first, 'delivered')
      await place('wavering', second, 'cancelled')
      expect(await recallCustomer(db, 'wavering')).toMatchObject(first)
      await place('never', second, 'cancelled')
      expect(await recallCustomer(db, 'never')).toBeUndefined()
    })

    it('by nobody else’s order', async () => {
      expect(await recallCustomer(db, 'stranger')).toBeUndefined()
    })

    it('not after erasure', async () => {
      await place('erased', first, 'delivered')
      await eraseClient({ db, store: postgresStore(db) }, 'erased')
      expect(await recallCustomer(db, 'erased')).toBeUndefined()
    })

    it('not while the database takes its time: the conversation begins as with a stranger', async () => {
      await place('patient', first, 'delivered')
      let recalled: unknown = 'nothing yet'
      await db.transaction(async (tx) => {
        await tx.execute(sql`lock table ${orders} in access exclusive mode`)
        recalled = await recallCustomer(db, 'patient')
      })
      expect(recalled).toBeUndefined()
      expect(await recallCustomer(db, 'patient')).toMatchObject(first)
    })
  })

  describe('and wants to be forgotten', () => {
    it('is a stranger from then on, with new orders too; the orders stay', async () => {
      await place('shy', first, 'delivered')
      expect(await forgetCustomer(db, 'shy')).toEqual({ status: 'done' })
      expect(await forgetCustomer(db, 'shy')).toEqual({ status: 'done' })
      await place('shy', second, 'delivered')
      expect(await recallCustomer(db, 'shy')).toBeUndefined()
      expect(await db.$count(orders, sql`client_id = 'shy'`)).toBe(2)
    })

    it('is remembered as a hash alone', async () => {
      await forgetCustomer(db, '772300123')
      const kept = JSON.stringify(await db.select().from(forgottenClients))
      expect(kept).toMatch(/[0-9a-f]{64}/)
      expect(kept).not.toContain('772300123')
    })
  })

  describe('over HTTP', () => {
    let bot: WholeBot
    beforeAll(async () => {
      bot = await openWholeBot(db)
    })
    afterAll(async () => bot.close())

    const talk = async (client: string, ...texts: string[]) => {
      const before = bot.sandbox.messagesTo(client).length
      for (const text of texts) {
        bot.sandbox.customerSends({ clientId: client, transport: 'telegram', text })
        await bot.settle(client)
      }
      return bot.sandbox
        .messagesTo(client)
        .slice(before)
        .map(({ text }) => text ?? '')
    }

    it('is asked whether it is the same address a day later, and orders with three words', async () => {
      await talk('771000001', '2 бутыли на Токтогула 125 кв 4, тел 0555 123 456', 'да')
      await bot.wait('771000001', 25 * 3_600_000)
      const replies = await talk('771000001', 'Здравствуйте', 'да', 'да', '3', 'да')
      expect(replies[0]).toContain('рады видеть вас снова')
      expect(replies[0]).toContain('На тот же адрес: Токтогула 125 кв 4?')
      expect(replies[1]).toContain('+996 555 123 456')
      expect(replies[2]).toContain('В прошлый раз — 2')
      expect(replies.at(-1)).toMatch(/Заказ № \d+ принят/)
    })

    it('takes back an order of yesterday’s conversation', async () => {
      await talk('771000002', '2 бутыли на Манаса 40, тел 0555 123 456', 'да')
      await bot.wait('771000002', 25 * 3_600_000)
      expect((await talk('771000002', 'отмените мой заказ'))[0]).toMatch(/Заказ № \d+ отменён/)
    })

    it('is greeted as a stranger after the wish to be forgotten', async () => {
      await talk('771000003', '2 бутыли на Манаса 40, тел 0555 123 456', 'да', 'забудьте меня')
      await bot.wait('771000003', 25 * 3_600_000)
      const [greeting = ''] = await talk('771000003', 'Здравствуйте')
      expect(greeting).toContain('Помогу оформить заказ')
      expect(greeting).not.toContain('Манаса')
    })

    it('has notes and the parts of the address in the operator’s list', async () => {
      await talk(
        '771000004',
        '2 бутыли на Токтогула 125 кв 4, подъезд 2, код 45К, тел 0555 123 456, завтра после 6, позвоните за час',
        'да',
      )
      const listed = (await bot.ask('/operator/api/orders?limit=500')) as { orders: { clientId: string }[] }
      expect(listed.orders.find(({ clientId }) => clientId === '771000004')).toMatchObject({
        bottles: 2,
        note: 'завтра после 6; позвоните за час',
        addressParts: { street: 'ул. Токтогула', house: '125', flat: '4', entrance: '2', code: '45К' },
        status: 'new',
      })
    })
  })
})
