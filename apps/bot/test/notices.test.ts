import type { Store } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { postgresStore } from '@shoro/dialog/postgres'
import { redisStore } from '@shoro/dialog/redis'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { noticesIn } from '../src/chat/notices.ts'
import { openPostgres } from '../src/database/postgres.ts'

const stores: { name: string; open: (() => Promise<{ store: Store; close: () => Promise<unknown> }>) | null }[] = [
  { name: 'memory', open: async () => ({ store: memoryStore(), close: async () => {} }) },
  {
    name: 'Redis',
    open: inject('redisUrl')
      ? async () => {
          const redis = new Redis(inject('redisUrl'))
          return { store: redisStore(redis, { prefix: `notices${Date.now()}` }), close: () => redis.quit() }
        }
      : null,
  },
  {
    name: 'PostgreSQL',
    open: inject('databaseUrl')
      ? async () => {
          const url = new URL(inject('databaseUrl'))
          const admin = postgres(url.href, { max: 1, onnotice: () => {} })
          url.pathname = `/notices_${process.pid}_${Date.now()}`
          await admin.unsafe(`create database ${url.pathname.slice(1)}`)
          await admin.end()
          const database = openPostgres(url.href, 2)
          await database.migrate()
          return { store: postgresStore(database.db), close: () => database.close() }
        }
      : null,
  },
]

describe.each(stores)('notices in $name', ({ open }) => {
  describe.skipIf(!open)('as all workers see them', () => {
    let store: Store
    let close: () => Promise<unknown>
    beforeAll(async () => {
      if (open) ({ store, close } = await open())
    })
    afterAll(async () => close())

    const at = (clock: { now: number }, prefix: string) => noticesIn(store, prefix, () => clock.now)

    it('are read by everybody until their time runs out, and keep the time they were posted with', async () => {
      const prefix = `a${Math.random()}`
      const clock = { now: Date.now() }
      const [one, other] = [at(clock, prefix), at(clock, prefix)]
      expect(await one.read()).toEqual({ open: 0, pause: 0, well: 0 })
      await one.post('open', 8_000)
      const late = at(clock, prefix)
      await late.post('open', 60_000)
      expect((await late.read()).open).toBeGreaterThan(7_980)
      expect((await late.read()).open).toBeLessThanOrEqual(8_001)
      clock.now += 300
      expect((await other.read()).open).toBeLessThanOrEqual(7_701)
      clock.now += 7_700
      expect(await other.read()).toEqual({ open: 0, pause: 0, well: 0 })
      await other.post('open', 5_000)
      expect((await other.read()).open).toBeGreaterThan(4_980)
    })

    it('cost one look for all who read in the same quarter of a second', async () => {
      const clock = { now: Date.now() }
      let looks = 0
      const counting = {
        ...store,
        takeToken: async (...given: Parameters<Store['takeToken']>) => ((looks += 1), store.takeToken(...given)),
      }
      const notices = noticesIn(counting, `b${Math.random()}`, () => clock.now)
      await Promise.all(Array.from({ length: 50 }, () => notices.read()))
      clock.now += 249
      await notices.read()
      expect(looks).toBe(3)
      clock.now += 1
      await notices.read()
      expect(looks).toBe(6)
    })
  })
})
