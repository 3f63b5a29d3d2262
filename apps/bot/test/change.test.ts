import type { AddressParts } from '@shoro/dialog/order'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Database, DatabaseConnection } from '../src/database/database.ts'
import { openPostgres } from '../src/database/postgres.ts'
import { orders, type OrderStatus } from '../src/database/schema.ts'
import { changeStatus } from '../src/orders/change-status.ts'
import { changeOrder } from '../src/orders/change.ts'
import { lookUpOrder } from '../src/orders/look-up.ts'
import { placeOrder } from '../src/orders/place.ts'
import { openOwnDatabase } from './own-database.ts'
import { freePort } from './processes.ts'

const url = inject('databaseUrl')
const parts: AddressParts = { street: 'пр. Манаса', house: '40' }
const before = { address: 'Токтогула 125', phone: '+996555123456', bottles: 2, note: 'после 6' }
const wish = { address: 'Манаса 40', addressParts: parts, phone: '+996700111222', bottles: 5 }

describe.skipIf(!url)('an order that was placed', () => {
  let database: DatabaseConnection
  let db: Database
  let keys = 0
  beforeAll(async () => {
    database = await openOwnDatabase(url)
    db = database.db
  })
  afterAll(async () => database.close())

  const place = async (status: OrderStatus = 'new', conversation = 'mine') => {
    const placed = await placeOrder(db, before, { key: `key ${++keys}`, conversation })
    const { number } = (placed as unknown as { event: { number: number } }).event
    await changeStatus(db, number, status)
    return number
  }
  const rowOf = async (number: number) => {
    const [row] = await db.select().from(orders).where(eq(orders.number, number))
    return row
  }
  /** A database that nobody serves. */
  const away = async (run: (db: Database) => Promise<unknown>) => {
    const gone = openPostgres(`postgres://nobody@127.0.0.1:${await freePort()}/none`, 1)
    try {
      return await run(gone.db)
    } finally {
      await gone.close()
    }
  }

  describe('is changed', () => {
    it('in every part, and keeps its note, its number and its customer', async () => {
      const number = await place()
      expect(await changeOrder(db, { ...wish, number }, { conversation: 'mine' })).toEqual({
        status: 'done',
        event: { type: 'order.changed', number },
      })
      expect(await rowOf(number)).toMatchObject({ ...wish, note: before.note, number, clientId: 'mine', status: 'new' })
    })

    it('in its note too, if there is a new one', async () => {
      const number = await place()
      await changeOrder(db, { ...wish, note: 'позвоните за час', number }, { conversation: 'mine' })
      expect(await rowOf(number)).toMatchObject({ note: 'позвоните за час' })
    })

    it('once, however often its effect is tried', async () => {
      const number = await place()
      const tries = await Promise.all(
        Array.from({ length: 4 }, () => changeOrder(db, { ...wish, number }, { conversation: 'mine' })),
      )
      expect(new Set(tries.map((outcome) => JSON.stringify(outcome)))).toEqual(
        new Set([JSON.stringify({ status: 'done', event: { type: 'order.changed', number } })]),
      )
      expect(await rowOf(number)).toMatchObject({ bottles: 5 })
    })

    it.each(['accepted', 'delivered', 'cancelled'] as const)('not any more when it is %s', async (status) => {
      const number = await place(status)
      expect(await changeOrder(db, { ...wish, number }, { conversation: 'mine' })).toEqual({
        status: 'done',
        event: { type: 'order.locked', number },
      })
      expect(await rowOf(number)).toMatchObject({ ...before, status })
    })

    it('by nobody but its customer', async () => {
      const number = await place()
      expect(await changeOrder(db, { ...wish, number }, { conversation: 'theirs' })).toMatchObject({
        event: { type: 'order.locked' },
      })
      expect(await rowOf(number)).toMatchObject(before)
    })

    it('later, when the database is away', async () => {
      const outcome = await away((gone) => changeOrder(gone, { ...wish, number: 1 }, { conversation: 'mine' }))
      expect(outcome).toMatchObject({ status: 'wait', reason: expect.stringContaining('database') as string })
    })
  })

  describe('is looked up', () => {
    it.each(['new', 'accepted', 'delivered', 'cancelled'] as const)('when it is %s', async (status) => {
      const number = await place(status)
      expect(await lookUpOrder(db, number, { conversation: 'mine' })).toEqual({
        status: 'done',
        event: { type: 'order.status', number, status },
      })
    })

    it('by nobody but its customer: others learn nothing', async () => {
      expect(await lookUpOrder(db, await place(), { conversation: 'theirs' })).toEqual({ status: 'done' })
      expect(await lookUpOrder(db, 999_999, { conversation: 'mine' })).toEqual({ status: 'done' })
    })

    it('later, when the database is away', async () => {
      expect(await away((gone) => lookUpOrder(gone, 1, { conversation: 'mine' }))).toMatchObject({ status: 'wait' })
    })
  })
})
