import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { drizzle } from 'drizzle-orm/postgres-js'
import * as fc from 'fast-check'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { storeModel } from '../../test/store-model.ts'
import { memoryStore } from './memory.ts'
import type { NewEffect, NewInput, Store, StoreOptions } from './port.ts'
import { createTables, postgresStore, type Database } from './postgres/index.ts'
import * as tables from './postgres/tables.ts'
import { redisStore } from './redis/index.ts'

const limits = { capacity: 3, graceMs: 1_000, receipts: 2 }
const leaseMs = 3_000
const ttlMs = 86_400_000

const who = fc.constantFrom('a', 'b')
const worker = fc.constantFrom('w1', 'w2')
const input = fc.record(
  { id: fc.integer({ min: 0, max: 9 }).map((n) => `m${n}`), order: fc.integer({ min: 1, max: 30 }) },
  { requiredKeys: ['id'] },
)
const acts = {
  append: fc.record({ act: fc.constant('append' as const), to: who, input }),
  load: fc.record({ act: fc.constant('load' as const), to: who, worker, limit: fc.integer({ min: 1, max: 6 }) }),
  commit: fc.record({
    act: fc.constant('commit' as const),
    worker,
    take: fc.integer({ min: 0, max: 6 }),
    effects: fc.array(fc.boolean(), { maxLength: 3 }),
    timerMs: fc.option(fc.integer({ min: 0, max: 5_000 })),
    rejects: fc.boolean(),
    leases: fc.boolean(),
  }),
  claim: fc.record({ act: fc.constant('claim' as const), to: who, worker, done: fc.boolean(), receipt: fc.boolean() }),
  postpone: fc.record({
    act: fc.constant('postpone' as const),
    to: who,
    worker,
    ms: fc.nat(4_000),
    attempt: fc.boolean(),
    uncertain: fc.boolean(),
  }),
  bury: fc.record({ act: fc.constant('bury' as const), to: who, worker }),
  wait: fc.record({ act: fc.constant('wait' as const), ms: fc.constantFrom(1, 500, 1_000, 3_000, 10_000) }),
  due: fc.record({ act: fc.constant('due' as const) }),
  read: fc.record({ act: fc.constant('read' as const), to: who }),
  erase: fc.record({ act: fc.constant('erase' as const), to: who }),
  letter: fc.record({
    act: fc.constant('letter' as const),
    what: fc.constantFrom('replay', 'drop', 'replay twice'),
    place: fc.nat(3),
  }),
  dropOlder: fc.record({ act: fc.constant('dropOlder' as const), ms: fc.nat(5_000) }),
  restore: fc.record({
    act: fc.constant('restore' as const),
    to: who,
    stale: fc.boolean(),
    ahead: fc.nat(3),
    inputs: fc.uniqueArray(input, { maxLength: 3, selector: ({ id }) => id }),
    seen: fc.array(
      fc.integer({ min: 0, max: 9 }).map((n) => `m${n}`),
      { maxLength: 3 },
    ),
    timerMs: fc.option(fc.nat(3_000)),
  }),
}
const act = fc.oneof(
  { weight: 9, arbitrary: acts.append },
  { weight: 6, arbitrary: acts.load },
  { weight: 7, arbitrary: acts.commit },
  { weight: 8, arbitrary: acts.claim },
  { weight: 3, arbitrary: acts.postpone },
  { weight: 3, arbitrary: acts.bury },
  { weight: 4, arbitrary: acts.wait },
  { weight: 2, arbitrary: acts.due },
  { weight: 1, arbitrary: acts.read },
  { weight: 1, arbitrary: acts.erase },
  { weight: 3, arbitrary: acts.letter },
  { weight: 1, arbitrary: acts.dropOlder },
  { weight: 2, arbitrary: acts.restore },
)
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never

/** Does the same to a store and to the model, and compares each answer. Counts what was answered. */
async function compare(store: Store, all: readonly Act[], met: Set<string>): Promise<void> {
  const model = storeModel(limits)
  const loaded = new Map<string, { to: string; rev: number; inputs: NewInput[] }>()
  const claimed = new Map<string, string>()
  let now = Date.UTC(2026, 0, 5)
  let made = 0
  const bodyOf = (id: string) => JSON.stringify({ id })
  const same = <T>(what: string, real: T, modelled: unknown): T => {
    expect(real, what).toEqual(modelled)
    const { status, ok, reason } = { ...(real as { status?: string; ok?: boolean; reason?: string }) }
    met.add(
      `${what} ${typeof real === 'string' || typeof real === 'boolean' ? String(real) : (status ?? reason ?? String(ok ?? ''))}`.trim(),
    )
    return real
  }
  const holds = (worker: string, to: string, effect: { id: string } | null | undefined) =>
    effect && claimed.set(`${worker} ${to}`, effect.id)

  for (const one of all) {
    switch (one.act) {
      case 'append': {
        const given = { ...one.input, body: bodyOf(one.input.id) }
        same('append', await store.append(one.to, given, now), model.append(one.to, given, now))
        break
      }
      case 'load': {
        const found = same('load', await store.load(one.to, one.limit), model.load(one.to, one.limit))
        loaded.set(one.worker, { to: one.to, rev: found.rev, inputs: found.inputs })
        break
      }
      case 'commit': {
        const base = loaded.get(one.worker)
        if (!base) break
        const inputs = base.inputs.slice(0, one.take)
        const effects = one.effects.map((uncertain): NewEffect => {
          const id = `e${++made}`
          return { id, body: bodyOf(id), ...(uncertain && { uncertain }) }
        })
        const commit = {
          rev: base.rev,
          snapshot: JSON.stringify({ made }),
          inputs: inputs.map(({ id }) => id),
          effects,
          nextTimerAt: one.timerMs === null ? null : now + one.timerMs,
          ttlMs,
          now,
          rejected: one.rejects ? inputs.slice(0, 1).map(({ id, body }) => ({ id, body, reason: 'it throws' })) : [],
          ...(one.leases && { lease: { token: one.worker, leaseMs } }),
        }
        const committed = same('commit', await store.commit(base.to, commit), model.commit(base.to, commit))
        if (committed.ok) holds(one.worker, base.to, committed.effect)
        break
      }
      case 'claim': {
        const id = claimed.get(`${one.worker} ${one.to}`)
        const done = one.done && id !== undefined ? { id, ...(one.receipt && { receipt: `r${id}` }) } : undefined
        const claim = { token: one.worker, leaseMs, now, ...(done && { done }) }
        const found = same('claim', await store.claim(one.to, claim), model.claim(one.to, claim))
        if (found.status === 'claimed') holds(one.worker, one.to, found.effect)
        break
      }
      case 'postpone':
      case 'bury': {
        const id = claimed.get(`${one.worker} ${one.to}`) ?? 'e0'
        const token = one.worker
        if (one.act === 'bury') {
          await store.bury(one.to, { id, token, reason: 'no', now })
          model.bury(one.to, id, token, 'no', now)
        } else {
          const { attempt, uncertain } = one
          await store.postpone(one.to, { id, token, until: now + one.ms, attempt, uncertain, now })
          model.postpone(one.to, id, token, now + one.ms, attempt, uncertain)
        }
        break
      }
      case 'wait':
        now += one.ms
        break
      case 'due': {
        const { inbound, outbound } = await store.due(now, 100)
        same('due', { inbound: inbound.toSorted(), outbound: outbound.toSorted() }, model.due(now))
        break
      }
      case 'read':
        same('read', await store.read(one.to, now), model.read(one.to))
        break
      case 'erase':
        await store.erase(one.to)
        model.erase(one.to)
        break
      case 'letter': {
        const id = (await store.deadLetters(100))[one.place]?.id ?? '000000000000001-0000000001-0'
        const letter = model.letters()[one.place]
        if (one.what === 'drop') {
          same('drop', await store.drop(id), model.drop(letter))
          break
        }
        same('replay', await store.replay(id, now), model.replay(letter, now))
        if (one.what === 'replay twice') same('replay', await store.replay(id, now), { status: 'gone' })
        break
      }
      case 'dropOlder':
        same('dropOlder', (await store.dropOlder(now - one.ms)) > 0, model.dropOlder(now - one.ms) > 0)
        break
      case 'restore': {
        const rev = model.rev(one.to)
        const seen = [...new Set(one.seen)].filter((id) => !one.inputs.some((input) => input.id === id))
        const given = {
          overRev: one.stale ? rev + 1 : rev,
          rev: rev + one.ahead,
          snapshot: '"restored"',
          lastOrder: 10,
          nextTimerAt: one.timerMs === null ? null : now + one.timerMs,
          ttlMs,
          receipts: ['r1', 'r2', 'r3'],
          inputs: one.inputs.map((input) => ({ ...input, body: bodyOf(input.id) })),
          seen,
          now,
        }
        same('restore', await store.restore(one.to, given), model.restore(one.to, given))
        break
      }
    }
  }
  for (const to of ['a', 'b']) expect(await store.read(to, now), to).toEqual(model.read(to))
  expect((await store.deadLetters(100)).map(({ id: _, ...letter }) => letter)).toEqual(model.letters())
  expect(await store.depth(now)).toEqual(model.depth(now))
}

function agrees(name: string, numRuns: number, open: (options: StoreOptions) => Promise<Store>): void {
  it(`${name}: answers as the model does, whatever is asked of it`, { timeout: 120_000 }, async () => {
    const met = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60, size: 'max' }), async (all) =>
        compare(await open(limits), all, met),
      ),
      { seed: 20260105, numRuns },
    )
    const common = [
      'append appended',
      'append duplicate',
      'commit true',
      'commit fenced',
      'claim claimed',
      'claim busy',
    ]
    const rare = [
      'append full',
      'commit unknown-input',
      'claim postponed',
      'replay replayed',
      'replay gone',
      'drop true',
    ]
    const restored = ['restore true', 'restore false', 'dropOlder true']
    const expected = numRuns < 100 ? common : [...common, ...rare, ...restored]
    expect(expected.filter((answer) => !met.has(answer))).toEqual([])
  })
}

describe('every store', () => {
  agrees('memory', 250, async (options) => memoryStore(options))
})

const redisUrl = inject('redisUrl')
describe.skipIf(!redisUrl)('every store, Redis', () => {
  const redis = new Redis(redisUrl || 'redis://127.0.0.1:1', { lazyConnect: true })
  let runs = 0
  afterAll(() => redis.disconnect())
  agrees('Redis', 40, async (options) => redisStore(redis, { ...options, prefix: `model${process.pid}-${++runs}` }))
})

const names = Object.values(tables).map((table) => sql`${table}`)
const emptied = async (db: Database, options: StoreOptions) => {
  for (const name of names) await db.execute(sql`delete from ${name}`)
  return postgresStore(db, options)
}

const databaseUrl = inject('databaseUrl')
describe.skipIf(!databaseUrl)('every store, Postgres', () => {
  const client = postgres(databaseUrl || 'postgres://127.0.0.1:1', {
    max: 1,
    onnotice: () => {},
    connection: { search_path: 'store_model' },
  })
  const db = drizzle(client)
  beforeAll(async () => {
    await db.execute(sql`drop schema if exists store_model cascade`)
    await db.execute(sql`create schema store_model`)
    await createTables(db)
  })
  afterAll(async () => {
    await db.execute(sql`drop schema store_model cascade`)
    await client.end()
  })
  agrees('Postgres', 20, async (options) => emptied(db, options))
})

describe('every store, PGlite', () => {
  const lite = new PGlite()
  const db = drizzlePglite(lite)
  beforeAll(async () => createTables(db))
  afterAll(async () => lite.close())
  agrees('PGlite', 8, async (options) => emptied(db, options))
})
