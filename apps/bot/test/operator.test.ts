import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Direction, Store } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { asc, eq, sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { createApp } from '../src/app.ts'
import { createBot } from '../src/bot.ts'
import { followClock } from '../src/clock.ts'
import { eraseClient } from '../src/clients/erase.ts'
import { hashOf, sentBeforeErasure } from '../src/clients/tombstone.ts'
import type { Database, DatabaseConnection } from '../src/database/database.ts'
import { openEmbedded } from '../src/database/embedded.ts'
import { openPostgres } from '../src/database/postgres.ts'
import { audit, erasedClients, heldDialogs, orders } from '../src/database/schema.ts'
import { parseSettings, type Settings } from '../src/env.ts'
import { listen, type Listening } from '../src/http.ts'
import { createLogger } from '../src/log.ts'
import { placeOrder } from '../src/orders/place.ts'
import { forgetOld, startRetention } from '../src/retention.ts'
import { freePort, until } from './processes.ts'
import { inbox } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'shoro-operator-'))
const operator = { authorization: 'Bearer operator-token' }
const order = { address: 'Токтогула 125', phone: '+996555123456', bottles: 2 }
const url = inject('databaseUrl')
const name = `operator_${process.pid}_${Date.now()}`
let database: DatabaseConnection
let db: Database
let store: Store
let http: Listening
let woken: [string, Direction][]
let closing: AbortController

async function administer(statement: string): Promise<void> {
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  await admin.unsafe(statement)
  await admin.end()
}

function settingsOf(env: Record<string, string> = {}): Settings {
  const parsed = parseSettings({
    CHAT2DESK_API_TOKEN: 'secret-token',
    OPERATOR_TOKEN: 'operator-token',
    LOG_LEVEL: 'silent',
    ...env,
  })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.settings
}

async function serve(env: Record<string, string> = {}): Promise<Listening> {
  const settings = settingsOf(env)
  const log = createLogger(settings, 'test')
  const { dialog, metrics } = createBot({ settings, db, store, log, wake: async () => {} })
  const app = createApp({
    settings,
    dialog,
    store,
    db,
    log,
    metrics,
    checks: { redis: undefined, postgres: database.ping },
    wake: async (conversation, direction) => void woken.push([conversation, direction]),
    closing: closing.signal,
  })
  return listen(app, await freePort(), '127.0.0.1', settings)
}

const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = operator) => {
  const response = await fetch(`http://127.0.0.1:${http.port}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Record<string, unknown> }
}
const get = (path: string) => ask('GET', `/operator/api${path}`)
const post = (path: string, body?: unknown) => ask('POST', `/operator/api${path}`, body)
const webhook = (body: unknown) => ask('POST', '/webhook/chat2desk', body, { 'content-type': 'application/json' })
const letters = async (query = '') =>
  (await get(`/dead-letters${query}`)).body['deadLetters'] as { id: string; item: string; conversation: string }[]
const acts = async () => (await db.select().from(audit).orderBy(asc(audit.id))).map(({ id: _, at: __, ...act }) => act)

async function bury(conversation: string, id = 'e', reason = 'client not found', at = Date.now()): Promise<string> {
  const { rev } = await store.load(conversation, 1)
  const lease = { token: 'w', leaseMs: 1000 }
  const effects = [{ id, body: JSON.stringify({ type: 'say', params: { text: 'Токтогула 125' } }) }]
  const base = { snapshot: '{}', inputs: [], nextTimerAt: null, ttlMs: 86_400_000, now: at }
  await store.commit(conversation, { ...base, rev, effects, lease })
  await store.bury(conversation, { id, token: 'w', reason, now: at })
  return (await store.deadLetters(1000)).findLast((letter) => letter.conversation === conversation)?.id ?? ''
}

async function reject(conversation: string, id = 'm', at = Date.now()): Promise<void> {
  await store.append(conversation, { id, body: '"poison"' }, at)
  const { rev } = await store.load(conversation, 1)
  const rejected = [{ id, body: '"poison"', reason: 'it throws' }]
  const base = { snapshot: '{}', effects: [], nextTimerAt: null, ttlMs: 86_400_000, now: at }
  await store.commit(conversation, { ...base, rev, inputs: [id], rejected })
}

beforeAll(async () => {
  if (url) await administer(`create database ${name}`)
  const own = new URL(url || 'postgres://none')
  own.pathname = `/${name}`
  database = url ? openPostgres(own.href, 10) : await openEmbedded(folder)
  db = database.db
  await database.migrate()
})
afterAll(async () => {
  await database.close()
  if (url) await administer(`drop database ${name}`)
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  store = memoryStore()
  woken = []
  closing = new AbortController()
  for (const table of [audit, orders, erasedClients, heldDialogs]) await db.delete(table)
  http = await serve()
})
afterEach(async () => {
  closing.abort()
  await http.close()
})

describe('the door of the operator interface', () => {
  it('is shut for every path and method without the token, known or not', async () => {
    for (const path of ['', '/', '/orders', '/orders/1', '/dead-letters/1/replay', '/audit', '/nothing', '/a/b/c/d']) {
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS']) {
        const { status } = await ask(method, `/operator/api${path}`, undefined, {})
        expect([method, path, status]).toEqual([method, path, 401])
      }
    }
    expect((await get('/nothing')).status).toBe(404)
    expect(await acts()).toEqual([])
  })

  it('is locked for an address that guessed ten times, also for the right token, and for no other address', async () => {
    await http.close()
    http = await serve({ TRUST_PROXY: 'on' })
    const from = (address: string, authorization?: string) =>
      ask('GET', '/operator/api/orders', undefined, {
        'x-forwarded-for': `10.9.9.9, ${address}`,
        ...(authorization !== undefined && { authorization }),
      })
    for (let i = 0; i < 20; i++) expect((await from('10.0.0.1')).status).toBe(401)
    expect((await from('10.0.0.1', operator.authorization)).status).toBe(200)
    for (let i = 0; i < 10; i++) expect((await from('10.0.0.1', `Bearer wrong-${i}`)).status).toBe(401)
    const locked = await from('10.0.0.1', operator.authorization)
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(890)
    expect((await from('10.0.0.1')).status).toBe(429)
    expect((await from('10.0.0.2', operator.authorization)).status).toBe(200)
  })

  it('believes no forwarded address unless it is told to', async () => {
    const guess = (n: number) =>
      ask('GET', '/operator/api/orders', undefined, { 'x-forwarded-for': `10.0.0.${n}`, authorization: 'Bearer wrong' })
    for (let i = 0; i < 10; i++) expect((await guess(i)).status).toBe(401)
    expect((await guess(99)).status).toBe(429)
    expect((await get('/orders')).status).toBe(429)
  })
})

describe('dead letters', () => {
  it('are listed without what they say, by kind and by conversation, page by page', async () => {
    await bury('a')
    await reject('b')
    await bury('c')
    const all = await get('/dead-letters')
    expect(all.text).not.toMatch(/Токтогула|poison|body/)
    expect(all.body).toMatchObject({
      replaying: null,
      deadLetters: [{ conversation: 'a', kind: 'effect', reason: 'client not found', attempts: 0 }, {}, {}],
    })
    expect((await letters('?kind=input')).map(({ conversation }) => conversation)).toEqual(['b'])
    expect((await letters('?conversation=c')).map(({ conversation }) => conversation)).toEqual(['c'])
    const [first] = await letters('?limit=1&kind=effect')
    expect(first?.conversation).toBe('a')
    expect((await letters(`?limit=1&kind=effect&after=${first?.id}`)).map((each) => each.conversation)).toEqual(['c'])
    expect((await get('/dead-letters?kind=other')).status).toBe(400)
    expect(await acts()).toEqual([])
  })

  it('shows one with what it says, and writes down who looked', async () => {
    const id = await bury('a')
    expect((await get(`/dead-letters/${id}`)).body).toMatchObject({ id, body: { params: { text: 'Токтогула 125' } } })
    expect((await get('/dead-letters/404')).status).toBe(404)
    expect(await acts()).toEqual([{ actor: '127.0.0.1', act: 'look', target: `dead letter ${id}`, reason: null }])
  })

  it('replays one: it waits again under its own id, and its conversation is woken', async () => {
    const id = await bury('a')
    await reject('b')
    const input = (await letters('?kind=input'))[0]?.id
    expect((await post(`/dead-letters/${id}/replay`)).body).toEqual({ success: true })
    expect((await post(`/dead-letters/${input}/replay`)).body).toEqual({ success: true })
    expect(await store.read('a', Date.now())).toMatchObject({ outbox: 1, head: { id: 'e', attempts: 0 } })
    expect((await store.load('b', 9)).inputs).toMatchObject([{ id: 'm', body: '"poison"' }])
    expect(woken).toEqual([
      ['a', 'outbound'],
      ['b', 'inbound'],
    ])
    expect((await post(`/dead-letters/${id}/replay`)).status).toBe(404)
    expect((await acts()).map(({ act, target }) => [act, target])).toEqual([
      ['replay', `dead letter ${id}`],
      ['replay', `dead letter ${input}`],
    ])
  })

  it('replays one once, however many people ask at the same moment', async () => {
    const id = await bury('a')
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(`/dead-letters/${id}/replay`)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404, 404, 404])
    expect(await store.read('a', Date.now())).toMatchObject({ outbox: 1 })
  })

  it('drops one for a reason only', async () => {
    const id = await bury('a')
    for (const reason of [undefined, '', '  ', 7, 'x'.repeat(501)])
      expect((await post(`/dead-letters/${id}/drop`, { reason })).status).toBe(400)
    expect((await post(`/dead-letters/${id}/drop`, {})).body).toEqual({ error: 'reason is empty' })
    expect((await post('/dead-letters/404/drop', { reason: 'obsolete' })).status).toBe(404)
    expect((await post(`/dead-letters/${id}/drop`, { reason: 'the customer called' })).status).toBe(200)
    expect(await letters()).toEqual([])
    expect(await acts()).toMatchObject([{ act: 'drop', target: `dead letter ${id}`, reason: 'the customer called' }])
  })

  it('replays all that match, oldest first, in the background', async () => {
    for (const c of ['a', 'b', 'c']) await bury(c, 'e', c === 'b' ? 'blocked' : 'away (502)')
    await reject('d')
    const accepted = await post('/dead-letters/replay', { perSecond: 100, kind: 'effect', reasonContains: '502' })
    expect([accepted.status, accepted.body]).toEqual([202, { replaying: 2 }])
    await until('the replay', async () => (await get('/dead-letters')).body['replaying'] === null)
    expect(woken).toEqual([
      ['a', 'outbound'],
      ['c', 'outbound'],
    ])
    expect((await letters()).map(({ conversation }) => conversation)).toEqual(['b', 'd'])
    expect(await acts()).toMatchObject([{ act: 'replay', target: '2 dead letters' }])
    for (const wrong of [{}, { perSecond: 0 }, { perSecond: 101 }, { perSecond: 1.5 }, { perSecond: 1, kind: 'x' }])
      expect((await post('/dead-letters/replay', wrong)).status).toBe(400)
  })

  it('runs one replay of many at a time, at its pace, and leaves the rest when the server closes', async () => {
    for (const c of ['a', 'b', 'c']) await bury(c)
    const both = await Promise.all([1, 2].map(() => post('/dead-letters/replay', { perSecond: 1 })))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409])
    await until('the first', () => woken.length === 1)
    expect((await get('/dead-letters')).body).toMatchObject({ replaying: { of: 3, done: 1 } })
    expect((await post('/dead-letters/replay', { perSecond: 1 })).status).toBe(409)
    closing.abort()
    await until('the end', async () => (await get('/dead-letters')).body['replaying'] === null)
    expect((await letters()).map(({ conversation }) => conversation)).toEqual(['b', 'c'])
  })
})

describe('the audit', () => {
  it('has status changes and returns, with who, and is read page by page', async () => {
    await placeOrder(db, order, { key: 'k', conversation: 'c' })
    const [row] = await db.select().from(orders)
    await webhook(inbox('77', 'Привет'))
    expect((await ask('PATCH', `/operator/api/orders/${row?.number}`, { status: 'accepted' })).status).toBe(200)
    expect((await ask('PATCH', '/operator/api/orders/99999999', { status: 'accepted' })).status).toBe(404)
    expect((await post('/conversations/77/return')).status).toBe(200)
    const page = async (query: string) =>
      (await get(`/audit${query}`)).body['audit'] as { id: number; at: string; act: string }[]
    const [first, second] = await page('')
    expect(first).toMatchObject({
      actor: '127.0.0.1',
      act: 'status',
      target: `order ${row?.number}`,
      reason: 'accepted',
    })
    expect(second).toMatchObject({ act: 'return', target: 'client 77' })
    expect(await page(`?after=${first?.id}&limit=1`)).toEqual([second])
    expect(Date.parse(first?.at ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })
})

describe('erasing a customer', () => {
  const client = '7712'
  const erase = () => ask('DELETE', `/operator/api/clients/${client}`)
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

  it('leaves nothing of the conversation, and orders without a person', async () => {
    await webhook(inbox(client, 'Токтогула 125, 2 бутылки', { dialog_id: 4711, operator_id: 5 }))
    await bury(client)
    for (const [key, status] of [
      ['a', 'new'],
      ['b', 'accepted'],
      ['c', 'delivered'],
    ] as const) {
      await placeOrder(db, order, { key, conversation: client })
      await db.update(orders).set({ status }).where(eq(orders.effectId, key))
    }
    await placeOrder(db, order, { key: 'other', conversation: 'other' })
    const numbers = (await db.select().from(orders).orderBy(asc(orders.number))).map(({ number }) => number)
    expect((await erase()).body).toEqual({ orders: 3, cancelled: [numbers[0]], accepted: [numbers[1]] })
    expect(await store.read(client, Date.now())).toBeNull()
    expect(await letters()).toEqual([])
    expect(await db.select().from(heldDialogs)).toEqual([])
    const listed = (await get('/orders')).body['orders'] as object[]
    const gone = { clientId: '', address: '', phone: '', note: null, bottles: 2 }
    expect(listed).toMatchObject([
      { ...gone, status: 'cancelled' },
      { ...gone, status: 'accepted' },
      { ...gone, status: 'delivered' },
      { clientId: 'other', phone: order.phone },
    ])
    expect(await acts()).toMatchObject([{ act: 'erase', target: `client ${hashOf(client)}`, reason: null }])
    expect((await erase()).body).toEqual({ orders: 0, cancelled: [], accepted: [] })
  })

  it('refuses what was sent before, also hours later, and takes what is written after', async () => {
    await erase()
    const late = await webhook(inbox(client, 'Токтогула 125', { event_time: hoursAgo(2) }))
    expect(late.status).toBe(200)
    expect(await store.read(client, Date.now())).toBeNull()
    await webhook(inbox('other', 'Токтогула 125', { event_time: hoursAgo(2) }))
    expect(await store.read('other', Date.now())).toMatchObject({ mailbox: 1 })
    await webhook(inbox(client, 'Привет'))
    expect(await store.read(client, Date.now())).toMatchObject({ mailbox: 1 })
  })

  it('asks the database only of messages older than five seconds, and takes them if it is away', async () => {
    await erase()
    const now = Date.now() + 60_000
    expect(await sentBeforeErasure(db, client, now - 5_001, now)).toBe(false)
    expect(await sentBeforeErasure(db, client, now - 90_000, now)).toBe(true)
    const away = {
      select: () => {
        throw new Error('connection refused')
      },
    } as unknown as Database
    expect(await sentBeforeErasure(away, client, now - 90_000, now)).toBe(false)
    expect(await sentBeforeErasure(away, client, now - 5_000, now)).toBe(false)
    expect(await sentBeforeErasure(away, client, null, now)).toBe(false)
  })

  it.skipIf(!url)('leaves no person in orders that are placed at the same moment', async () => {
    const heard = { at: Date.now() }
    for (let round = 0; round < 5; round++) {
      const placing = Array.from({ length: 30 }, (_, i) =>
        placeOrder(db, order, { key: `${round}-${i}`, conversation: `c${round}`, heard }),
      )
      await Promise.all([...placing, eraseClient({ db, store }, `c${round}`)])
    }
    const rows = await db.select().from(orders)
    expect(rows).toHaveLength(150)
    expect(rows.filter(({ phone, clientId }) => phone !== '' || clientId !== '')).toEqual([])
  })

  it('keeps no person of an order that arrives after it, and tells nobody of it', async () => {
    const confirmedAt = Date.now() - 1_000
    await erase()
    const placing = () => placeOrder(db, order, { key: 'late', conversation: client, heard: { at: confirmedAt } })
    expect([await placing(), await placing()]).toEqual([{ status: 'done' }, { status: 'done' }])
    expect(await db.select().from(orders)).toMatchObject([
      { effectId: 'late', status: 'cancelled', clientId: '', conversationId: '', address: '', phone: '', note: null },
    ])
    const anew = { key: 'anew', conversation: client, heard: { at: Date.now() + 1_000 } }
    expect(await placeOrder(db, order, anew)).toMatchObject({ event: { type: 'order.placed' } })
  })
})

describe('retention', () => {
  const day = 86_400_000
  const retention = { journalMs: day, deadLettersMs: 30 * day, auditMs: 365 * day, ordersMs: 0 }
  const log = createLogger({ logLevel: 'silent' }, 'test')

  it('forgets dead letters, audit, held dialogs and tombstones after their time, and nothing before', async () => {
    const now = Date.now()
    const ago = (days: number) => new Date(now - days * day)
    await bury('old', 'e', 'x', now - 31 * day)
    await bury('young', 'e', 'x', now - 29 * day)
    for (const days of [366, 364])
      await db.insert(audit).values({ actor: 'a', act: 'look', target: `${days}`, at: ago(days) })
    for (const days of [91, 89]) {
      await db.insert(heldDialogs).values({ kind: 'dialog', id: `${days}`, clientId: 'c', since: ago(days) })
      await db.insert(erasedClients).values({ client: `${days}`, at: ago(days) })
    }
    for (let times = 0; times < 2; times++) {
      await forgetOld({ store, db, retention, log }, now)
      expect((await store.deadLetters(9)).map(({ conversation }) => conversation)).toEqual(['young'])
      expect((await db.select().from(audit)).map(({ target }) => target)).toEqual(['364'])
      expect((await db.select().from(heldDialogs)).map(({ id }) => id)).toEqual(['89'])
      expect((await db.select().from(erasedClients)).map(({ client }) => client)).toEqual(['89'])
    }
  })

  it('goes by the clock that all processes follow, not by that of its machine', async () => {
    const today = Date.now() - 40 * day
    await bury('of today', 'e', 'x', today)
    const following = await followClock(async () => today)
    await startRetention({ store, db, retention, log }).close()
    following.stop()
    expect(await store.deadLetters(9)).toHaveLength(1)
  })

  it('notes when an order changed by the clock of the database', async () => {
    await placeOrder(db, order, { key: 'a', conversation: 'c' })
    vi.useFakeTimers({ now: Date.now() + 40 * day, toFake: ['Date'] })
    await db.update(orders).set({ status: 'accepted' }).where(eq(orders.effectId, 'a'))
    vi.useRealTimers()
    const [changed] = await db.select().from(orders).where(eq(orders.effectId, 'a'))
    expect(changed?.updatedAt.getTime()).toBeLessThan(Date.now() + day)
  })

  it('takes the person out of finished orders if it is told to, and leaves the time of their change', async () => {
    const now = Date.now()
    for (const [key, status, days] of [
      ['a', 'delivered', 11],
      ['b', 'cancelled', 11],
      ['c', 'accepted', 11],
      ['d', 'delivered', 9],
    ] as const) {
      await placeOrder(db, order, { key, conversation: 'c' })
      await db
        .update(orders)
        .set({ status, updatedAt: new Date(now - days * day) })
        .where(eq(orders.effectId, key))
    }
    const named = async () =>
      (
        await db
          .select()
          .from(orders)
          .where(sql`${orders.phone} <> ''`)
          .orderBy(asc(orders.effectId))
      ).map(({ effectId }) => effectId)
    await forgetOld({ store, db, retention, log }, now)
    expect(await named()).toEqual(['a', 'b', 'c', 'd'])
    await forgetOld({ store, db, retention: { ...retention, ordersMs: 10 * day }, log }, now)
    expect(await named()).toEqual(['c', 'd'])
    const [first] = await db.select().from(orders).where(eq(orders.effectId, 'a'))
    expect(first).toMatchObject({ clientId: '', address: '', bottles: 2, updatedAt: new Date(now - 11 * day) })
  })

  it('goes on with the rest where one part fails, at start and again and again until it is closed', async () => {
    await db.insert(audit).values({ actor: 'a', act: 'look', target: 'old', at: new Date(0) })
    let calls = 0
    const failing: Store = {
      ...store,
      dropOlder: async () => {
        calls += 1
        throw new Error('connection lost')
      },
    }
    const running = startRetention({ store: failing, db, retention, log }, 10)
    await until('some runs', () => calls > 2)
    await running.close()
    const before = calls
    expect(await db.select().from(audit)).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(calls).toBe(before)
  })
})
