import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DatabaseConnection } from '../src/database/database.ts'
import { orders } from '../src/database/schema.ts'
import { changeOrder } from '../src/orders/change.ts'
import { placeOrder } from '../src/orders/place.ts'
import { openOwnDatabase } from './own-database.ts'

const url = inject('databaseUrl')
const parts = { addressParts: {}, phone: '+996700111222', bottles: 5 }

describe.skipIf(!url)('a change of an order that a worker makes long after others went on', () => {
  let database: DatabaseConnection
  beforeAll(async () => {
    database = await openOwnDatabase(url)
  })
  afterAll(async () => database.close())

  const place = async (key: string) => {
    const order = { address: 'Токтогула 125', phone: '+996555123456', bottles: 2 }
    const placed = await placeOrder(database.db, order, { key, conversation: 'mine' })
    return (placed as unknown as { event: { number: number } }).event.number
  }
  const change = (number: number, address: string, at: number) =>
    changeOrder(database.db, { ...parts, address, number }, { conversation: 'mine', heard: { at } })
  const addressOf = async (number: number) => {
    const [row] = await database.db.select().from(orders).where(eq(orders.number, number))
    return row?.address
  }

  it('does not undo a newer one, and tells nothing', async () => {
    const number = await place('overtaken')
    await change(number, 'Манаса 40', 1_000)
    await change(number, 'Чуй 7', 2_000)
    expect(await change(number, 'Манаса 40', 1_000)).toEqual({ status: 'done' })
    expect(await addressOf(number)).toBe('Чуй 7')
  })

  it('becomes a dead letter if the database will never take it', async () => {
    const number = await place('too much')
    const change = { ...parts, address: 'Манаса 40', number, bottles: 51 }
    expect(await changeOrder(database.db, change, { conversation: 'mine' })).toEqual({
      status: 'undeliverable',
      reason: 'database: code 23514',
    })
  })

  it('may be made again while there is no newer one', async () => {
    const number = await place('again')
    await change(number, 'Манаса 40', 1_000)
    expect(await change(number, 'Манаса 40', 1_000)).toMatchObject({ event: { type: 'order.changed' } })
    expect(await addressOf(number)).toBe('Манаса 40')
  })
})
