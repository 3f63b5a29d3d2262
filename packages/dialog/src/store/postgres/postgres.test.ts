import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { storeContract } from '../contract.ts'
import { createTables, postgresStore, type Database } from './index.ts'
import * as tables from './tables.ts'

const url = inject('databaseUrl')
const names = Object.values(tables).map((table) => sql`${table}`)
const clear = (db: Database) => db.execute(sql`truncate ${sql.join(names, sql`, `)}`)
const now = Date.now()
const base = { rev: 0, snapshot: '1', inputs: [], effects: [], nextTimerAt: null, ttlMs: 1000, now }
const lease = { token: 'w', leaseMs: 1000 }

function behaves(name: string, database: () => Database) {
  storeContract(name, async (options) => {
    await clear(database())
    return postgresStore(database(), options)
  })

  describe(`${name} store, on its own`, () => {
    beforeEach(async () => {
      await clear(database())
    })

    it('forgets an idle conversation after its time, but not one with a timer or an effect to come', async () => {
      const store = postgresStore(database())
      await store.commit('idle', base)
      await store.commit('timed', { ...base, nextTimerAt: now + 5000 })
      await store.commit('busy', { ...base, effects: [{ id: 'e', body: '1' }] })
      await store.due(now + 1000, 10)
      expect(await store.read('idle', now)).toBeNull()
      expect(await store.read('timed', now + 5999)).not.toBeNull()
      expect(await store.read('timed', now + 6000)).toBeNull()
      expect(await store.read('busy', now + 9e9)).not.toBeNull()
    })

    it('begins anew with an input that comes after the time, before any sweep', async () => {
      const store = postgresStore(database())
      await store.commit('c', { ...base, nextTimerAt: now + 10 })
      await store.append('c', { id: 'm', body: '1' }, now + 2000)
      expect(await store.load('c', 9)).toMatchObject({ rev: 0, snapshot: null, inputs: [{ id: 'm' }] })
      expect((await store.depth(now + 2000)).timers).toBe(0)
    })

    it('forgets seen ids after their time, in the sweep and before it', async () => {
      const store = postgresStore(database(), { seenTtlMs: 1000 })
      await store.append('c', { id: 'm', body: '1' }, now)
      expect(await store.append('c', { id: 'm', body: '2' }, now + 1000)).toBe('appended')
      expect(await store.load('c', 9)).toMatchObject({ inputs: [{ id: 'm', body: '2' }] })
      expect((await store.read('c', now))?.mailbox).toBe(1)
      await store.due(now + 2000, 9)
      expect(await database().select().from(tables.seenInputs)).toEqual([])
    })

    it('leaves nothing behind of a commit that was refused', async () => {
      const store = postgresStore(database())
      await store.commit('ghost', { ...base, rev: 3 })
      await store.commit('ghost', { ...base, inputs: ['m'] })
      expect(await store.read('ghost', now)).toBeNull()
      await store.due(now, 9)
      expect(await database().select().from(tables.conversations)).toEqual([])
    })

    it('keeps no receipts if it shall keep none', async () => {
      const store = postgresStore(database(), { receipts: 0 })
      await store.commit('c', { ...base, effects: [{ id: 'e', body: '1' }], lease })
      await store.claim('c', { ...lease, now, done: { id: 'e', receipt: 'r' } })
      expect((await store.read('c', now))?.receipts).toEqual([])
    })

    it('takes what it cannot keep in a reason: half a surrogate pair, as when a text was cut, and NUL', async () => {
      const store = postgresStore(database())
      await store.append('c', { id: 'm', body: '1' }, now)
      const rejected = [{ id: 'm', body: '1', reason: `${'👍'.slice(0, 1)}\0` }]
      expect(await store.commit('c', { ...base, inputs: ['m'], rejected })).toMatchObject({ ok: true })
      await store.commit('d', { ...base, effects: [{ id: 'e', body: '1' }], lease })
      await store.bury('d', { id: 'e', token: lease.token, reason: '\0', now })
      expect((await store.deadLetters(9)).map(({ reason }) => reason)).toEqual(['\uFFFD\uFFFD', '\uFFFD'])
    })

    it('keeps bodies of 64 KiB and orders up to 2^52', async () => {
      const store = postgresStore(database())
      const body = JSON.stringify('ө\u0000'.repeat(8192))
      await store.append('c', { id: 'm1', order: 2 ** 52 - 1, body }, now)
      await store.append('c', { id: 'm2', body: '2' }, now)
      const { inputs } = await store.load('c', 9)
      expect(inputs.map(({ order }) => order)).toEqual([2 ** 52 - 1, 2 ** 52])
      expect(inputs[0]?.body).toBe(body)
    })
  })
}

describe.skipIf(!url)('on a real Postgres', () => {
  const database = `dialog_test_${process.pid}_${Date.now()}`
  const admin = postgres(url || 'postgres://127.0.0.1:1/none', { max: 1, onnotice: () => {} })
  const client = postgres(url || 'postgres://127.0.0.1:1/none', { database, max: 20, onnotice: () => {} })
  const db = drizzle(client, { schema: tables })

  beforeAll(async () => {
    await admin.unsafe(`create database ${database}`)
    await createTables(db)
  })
  afterAll(async () => {
    await client.end()
    await admin.unsafe(`drop database ${database}`)
    await admin.end()
  })

  behaves('postgres', () => db)

  describe('many workers at once', () => {
    beforeEach(async () => {
      await clear(db)
    })

    it('lets one of 20 commits on one conversation win, for a new one and for a known one', async () => {
      const store = postgresStore(db)
      for (const rev of [0, 1]) {
        const all = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            store.commit('c', { ...base, rev, snapshot: String(i), effects: [{ id: `${rev}-${i}`, body: '1' }] }),
          ),
        )
        expect(all.filter(({ ok }) => ok)).toHaveLength(1)
      }
      expect(await store.read('c', now)).toMatchObject({ rev: 2, outbox: 2 })
    })

    it('takes 200 inputs for 40 conversations once, though each comes twice', async () => {
      const store = postgresStore(db)
      const append = (n: number) => store.append(`c${n % 40}`, { id: `m${n}`, body: '1' }, now)
      const answers = await Promise.all(Array.from({ length: 400 }, (_, i) => append(Math.floor(i / 2))))
      expect(answers.filter((answer) => answer === 'appended')).toHaveLength(200)
      for (let c = 0; c < 40; c++) {
        const { inputs } = await store.load(`c${c}`, 99)
        expect(inputs.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5])
        expect((await store.read(`c${c}`, now))?.mailbox).toBe(5)
      }
    })

    it('delivers every effect once and in order while appends, sweeps and commits go on', async () => {
      const store = postgresStore(db, { graceMs: 1 })
      const ids = Array.from({ length: 8 }, (_, i) => `c${i}`)
      const delivered = new Map(ids.map((id): [string, string[]] => [id, []]))
      const converse = async (id: string) => {
        for (let rev = 0; rev < 10; rev++) {
          await store.append(id, { id: `m${rev}`, body: '1' }, now)
          const { inputs } = await store.load(id, 9)
          const effects = ['a', 'b'].map((part) => ({ id: `${rev}${part}`, body: '1' }))
          await store.commit(id, { ...base, rev, inputs: inputs.map((input) => input.id), effects })
          let claimed = await store.claim(id, { ...lease, now })
          while (claimed.status === 'claimed') {
            delivered.get(id)?.push(claimed.effect.id)
            claimed = await store.claim(id, { ...lease, now, done: { id: claimed.effect.id } })
          }
        }
      }
      const sweeping = Promise.all(Array.from({ length: 30 }, (_, i) => store.due(now + i, 5)))
      await Promise.all([...ids.map(converse), sweeping])
      const expected = Array.from({ length: 10 }, (_, rev) => [`${rev}a`, `${rev}b`]).flat()
      for (const id of ids) expect(delivered.get(id)).toEqual(expected)
    })

    it('hands overdue work to one of two sweepers', async () => {
      const store = postgresStore(db)
      await Promise.all(Array.from({ length: 40 }, (_, i) => store.append(`c${i}`, { id: 'm', body: '1' }, now + i)))
      const all = await Promise.all(Array.from({ length: 6 }, () => store.due(now + 10_000, 10)))
      const handed = all.flatMap(({ inbound }) => inbound)
      expect(new Set(handed).size).toBe(handed.length)
    })

    it('gives 20 workers exactly the burst', async () => {
      const store = postgresStore(db)
      const waits = await Promise.all(
        Array.from({ length: 20 }, () => store.takeToken('api', { perSecond: 10, burst: 3 }, now)),
      )
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3)
    })
  })
})

describe('in this process', () => {
  const client = new PGlite()
  const db = drizzlePglite(client)

  beforeAll(() => createTables(db))
  afterAll(() => client.close())

  behaves('pglite', () => db)
})
