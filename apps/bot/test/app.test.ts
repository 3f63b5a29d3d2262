import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sign } from '@shoro/chat2desk'
import { startSandbox } from '@shoro/chat2desk/sandbox'
import { memoryStore } from '@shoro/dialog/memory'
import type { Store } from '@shoro/dialog'
import { eq } from 'drizzle-orm'
import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../src/app.ts'
import { createBot } from '../src/bot.ts'
import { openEmbedded, type EmbeddedDatabase } from '../src/database/embedded.ts'
import { orders } from '../src/database/schema.ts'
import { parseSettings, type Settings } from '../src/env.ts'
import { listen } from '../src/http.ts'
import { createLogger, pseudonym } from '../src/log.ts'
import { cancelOrder } from '../src/orders/cancel.ts'
import { placeOrder } from '../src/orders/place.ts'
import { inbox } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'shoro-app-'))
let database: EmbeddedDatabase
let store: Store
let app: Hono

function settingsOf(env: Record<string, string> = {}): Settings {
  const parsed = parseSettings({
    CHAT2DESK_API_TOKEN: 'secret-token',
    OPERATOR_TOKEN: 'operator-token',
    LOG_LEVEL: 'silent',
    CHAT2DESK_OPERATOR_ID: '228522',
    ...env,
  })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.settings
}

function appOf(settings = settingsOf(), on: Store = store, log = createLogger(settings, 'test')): Hono {
  const { dialog, metrics } = createBot({ settings, db: database.db, store: on, log, wake: async () => {} })
  return createApp({
    settings,
    dialog,
    store: on,
    db: database.db,
    log,
    metrics,
    checks: { redis: undefined, postgres: database.ping },
  })
}

const post = (body: unknown, path = '/webhook/chat2desk', headers: Record<string, string> = {}, to = app) =>
  to.request(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const mailbox = async (client: string) => (await store.read(client, Date.now()))?.mailbox ?? 0
type Told = { event?: { type: string } }
const operator = { authorization: 'Bearer operator-token' }

beforeAll(async () => {
  database = await openEmbedded(folder)
  await database.migrate()
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  store = memoryStore()
  app = appOf()
})

describe('POST /webhook/chat2desk', () => {
  it('takes the minimal body and says so', async () => {
    const response = await post({ client_id: 'client_123', message_id: 'msg_001', text: 'Привет' })
    expect([response.status, await response.json()]).toEqual([200, { success: true }])
    expect(await mailbox('client_123')).toBe(1)
  })

  it('takes ids beyond 2^53 without losing digits', async () => {
    const body = JSON.stringify(inbox('X', 'Привет')).replaceAll('"X"', '9223372036854775807')
    expect((await post(body)).status).toBe(200)
    expect(await mailbox('9223372036854775807')).toBe(1)
  })

  it.each([
    ['no JSON', '{"client_id":'],
    ['nothing', ''],
    ['null', 'null'],
    ['an array', '[]'],
    ['a number', '7'],
    ['no text', { client_id: '1', message_id: '2' }],
    ['no client', { message_id: '2', text: 'x' }],
    ['no message id', { client_id: '1', text: 'x' }],
    ['an empty client', { client_id: '', message_id: '2', text: 'x' }],
    ['an object for a client', { client_id: {}, message_id: '2', text: 'x' }],
    ['a number for a text', { client_id: '1', message_id: '2', text: 5 }],
    ['a client id that would break keys', { client_id: '{a}:*', message_id: '2', text: 'x' }],
    ['JSON nested a thousand deep', '['.repeat(1000) + ']'.repeat(1000)],
  ])('refuses %s with 400 and a reason', async (_name, body) => {
    const response = await post(body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ success: false, error: expect.stringMatching(/\w+ \w+/) as string })
  })

  it('refuses a body above 64 KiB with 413', async () => {
    expect((await post({ client_id: '1', message_id: '2', text: 'я'.repeat(40_000) })).status).toBe(413)
  })

  it('takes NUL, lone surrogates and __proto__ without harm', async () => {
    const body = `{"client_id":"7","message_id":"8","text":"да\\u0000\\ud800 ок","__proto__":{"isAdmin":true},"constructor":{"x":1}}`
    expect((await post(body)).status).toBe(200)
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
    expect((await store.load('7', 1)).inputs[0]?.body).not.toMatch(/\\u0000|\\ud800/)
  })

  it.each(['comment', 'new_tag', 'ticket_deleted', 'never_heard_of'])('ignores %s with 200', async (hook) => {
    expect((await post({ hook_type: hook, id: 5, client_id: 77 })).status).toBe(200)
    expect(await mailbox('77')).toBe(0)
  })

  it('answers every recorded webhook with 200', async () => {
    const recorded = new URL('../../../packages/chat2desk/fixtures/webhooks/', import.meta.url)
    const files = readdirSync(recorded)
    expect(files.length).toBeGreaterThan(40)
    for (const file of files)
      expect([file, (await post(readFileSync(new URL(file, recorded), 'utf8'))).status]).toEqual([file, 200])
  })

  it('tells of a reply that the messenger refused, by the messenger’s words and without a name', async () => {
    const log = createLogger(settingsOf(), 'test')
    const warn = vi.spyOn(log, 'warn')
    const told = appOf(settingsOf(), store, log)
    const status = { hook_type: 'outbox_status', message_id: 1_907_654_500, status: 'failed', client_id: 772_300_001 }
    const error = '(#131047) Re-engagement message to +996 555 123-456'
    expect((await post({ ...status, error }, undefined, {}, told)).status).toBe(200)
    expect((await post({ hook_type: 'outbox_status' }, undefined, {}, told)).status).toBe(200)
    expect(warn.mock.calls).toEqual([
      [
        { conversation: pseudonym('772300001'), error: '(#131047) Re-engagement message to …' },
        'a messenger refused a reply',
      ],
      [{ error: 'unknown' }, 'a messenger refused a reply'],
    ])
    expect(await (await told.request('/metrics')).text()).toContain('shoro_refused_replies_total 2')
  })

  it('answers 503 when the input cannot be stored, and takes it later', async () => {
    let away = true
    const flaky: Store = {
      ...store,
      append: async (...given) => (away ? Promise.reject(new Error('connection lost')) : store.append(...given)),
    }
    const other = appOf(settingsOf(), flaky)
    const body = inbox('1', 'Привет')
    const refused = await post(body, undefined, {}, other)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
    away = false
    expect((await post(body, undefined, {}, other)).status).toBe(200)
    expect(await mailbox('1')).toBe(1)
  })

  it('answers 503 when a mailbox is full, and never loses what was accepted', async () => {
    store = memoryStore({ capacity: 2 })
    app = appOf()
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await post(inbox('1', String(i)))).status)
    expect(statuses).toEqual([200, 200, 503])
    expect(await mailbox('1')).toBe(2)
  })

  it('with a secret answers only under it; anything else looks like any unknown path', async () => {
    const locked = appOf(settingsOf({ CHAT2DESK_WEBHOOK_SECRET: 's3cret' }))
    const unknown = await locked.request('/nowhere', { method: 'POST' })
    const body = inbox('1', 'Привет')
    for (const path of ['/webhook/chat2desk', '/webhook/chat2desk/wrong']) {
      const response = await post(body, path, {}, locked)
      expect([response.status, await response.text()]).toEqual([404, await unknown.clone().text()])
    }
    expect((await post(body, '/webhook/chat2desk/s3cret', {}, locked)).status).toBe(200)
  })

  it('takes a right signature, refuses a wrong one, and a missing one if signatures are required', async () => {
    const raw = JSON.stringify(inbox('1', 'Привет'))
    const signed = {
      'x-signature': sign({ rawBody: raw, timestamp: '1743681006', token: 'secret-token' }),
      'x-timestamp': '1743681006',
    }
    expect((await post(raw, undefined, signed)).status).toBe(200)
    expect((await post(`${raw} `, undefined, signed)).status).toBe(401)
    expect((await post(raw)).status).toBe(200)
    expect((await post(raw, undefined, {}, appOf(settingsOf({ CHAT2DESK_SIGNATURE: 'required' })))).status).toBe(401)
  })

  it('knows whose dialog was closed when Chat2Desk names only the dialog', async () => {
    await post(
      inbox('9', 'Это Мария', {
        hook_type: 'outbox',
        type: 'to_client',
        operator_id: 311_416,
        dialog_id: 4711,
        request_id: 815,
      }),
    )
    await post({ hook_type: 'close_dialog', dialog_id: 4711 })
    await post({ hook_type: 'close_request', request_id: 815, event_time: '2026-09-18T07:20:00Z' })
    await post({ hook_type: 'close_dialog', dialog_id: 4712 })
    const types = (await store.load('9', 9)).inputs.map(
      ({ body }) => (JSON.parse(body) as { event: { type: string } }).event.type,
    )
    expect(types).toEqual(['operator.wrote', 'operator.left', 'operator.left'])
  })

  it.each(['full', 'sparse'] as const)(
    'gives a customer back each time that an operator transfers the dialog to the bot, told by %s bodies',
    async (keys) => {
      const http = await listen(app, 0, '127.0.0.1', { maxConnections: 10 })
      const webhookUrl = `http://127.0.0.1:${http.port}/webhook/chat2desk`
      const sandbox = await startSandbox({
        webhookUrl,
        token: 'secret-token',
        firstDialogNull: false,
        bodies: { keys },
      })
      try {
        const { clientId } = sandbox.customerSends({ text: 'Вы человек?' })
        for (const text of ['Да, это Мария', 'И снова Мария']) {
          await sandbox.idle()
          sandbox.operatorWrites({ clientId, text })
          await sandbox.idle()
          sandbox.operatorTransfers({ clientId, operatorId: '311416' })
          sandbox.operatorTransfers({ clientId, operatorId: '228522' })
        }
        await sandbox.idle()
        expect(
          (await store.load(clientId, 9)).inputs.map(({ body }) => (JSON.parse(body) as Told).event?.type),
        ).toEqual([undefined, 'operator.wrote', 'operator.left', 'operator.wrote', 'operator.left'])
      } finally {
        await sandbox.close()
        await http.close()
      }
    },
  )

  it('cannot check a signature whose timestamp it does not find, unless signatures are required', async () => {
    const raw = JSON.stringify(inbox('1', 'Привет'))
    const signed = { 'x-signature': sign({ rawBody: raw, timestamp: '1', token: 'secret-token' }), 'x-unheard-of': '1' }
    expect((await post(raw, undefined, signed)).status).toBe(200)
    expect((await post(raw, undefined, signed, appOf(settingsOf({ CHAT2DESK_SIGNATURE: 'required' })))).status).toBe(
      401,
    )
  })

  it('takes a dialog that is assigned to a person as the person’s', async () => {
    await post(inbox('5', 'Когда привезут?', { operator_id: 311_416 }))
    expect((await store.load('5', 9)).inputs.map(({ body }) => (JSON.parse(body) as { kind: string }).kind)).toEqual([
      'event',
      'message',
    ])
  })
})

describe('GET', () => {
  it('/ tells who it is', async () => {
    expect(await (await app.request('/')).json()).toMatchObject({
      name: 'Shoro Chat2Desk Bot',
      version: '0.1.0',
      status: 'running',
    })
  })

  it('/health names each part and what waits', async () => {
    await post(inbox('1', 'Привет'))
    const response = await app.request('/health')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status: 'healthy',
      checks: { redis: true, postgres: true, queues: { message: 1, outbox: 0 } },
    })
  })

  it('/metrics counts webhooks and names no customer', async () => {
    await post(inbox('772300001', 'Привет, Токтогула 125'))
    const text = await (await app.request('/metrics')).text()
    expect(text).toContain('shoro_webhooks_total{outcome="taken"} 1')
    expect(text).not.toMatch(/772300001|Токтогула/)
  })
})

describe('/operator/api', () => {
  it('lets nobody in without the token, nor when none is set', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Basic operator-token']) {
      expect((await app.request('/operator/api/orders', { headers: { authorization } })).status).toBe(401)
    }
    const closed = appOf({ ...settingsOf(), operatorToken: undefined })
    expect((await closed.request('/operator/api/orders', { headers: operator })).status).toBe(401)
  })

  it('lists orders by number, page by page, and says what is wrong with a query', async () => {
    await database.db.delete(orders)
    for (const n of [1, 2, 3])
      await placeOrder(
        database.db,
        { address: `дом ${n}`, phone: '+996555123456', bottles: n },
        { key: `e${n}`, conversation: 'c' },
      )
    const list = async (query: string) =>
      (await app.request(`/operator/api/orders${query}`, { headers: operator })).json() as Promise<{
        orders: { number: number; bottles: number }[]
      }>
    const first = await list('?limit=2')
    expect(first.orders.map(({ bottles }) => bottles)).toEqual([1, 2])
    expect((await list(`?limit=2&after=${first.orders[1]?.number}`)).orders.map(({ bottles }) => bottles)).toEqual([3])
    expect((await list('?status=cancelled')).orders).toEqual([])
    const wrong = await app.request('/operator/api/orders?limit=501&status=lost', { headers: operator })
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      { error: expect.stringContaining('limit is above 500') as string },
    ])
  })

  it('changes the status of an order', async () => {
    await placeOrder(
      database.db,
      { address: 'a b c', phone: '+996555123456', bottles: 1 },
      { key: 'patched', conversation: 'c' },
    )
    const [row] = await database.db.select().from(orders).where(eq(orders.effectId, 'patched'))
    const patch = (number: unknown, body: unknown) =>
      app.request(`/operator/api/orders/${String(number)}`, {
        method: 'PATCH',
        headers: operator,
        body: JSON.stringify(body),
      })
    expect(await (await patch(row?.number, { status: 'accepted' })).json()).toMatchObject({ status: 'accepted' })
    expect((await patch(row?.number, { status: 'lost' })).status).toBe(400)
    expect((await patch(999_999, { status: 'accepted' })).status).toBe(404)
  })

  it('does not say that a customer is given back who has too much waiting', async () => {
    store = memoryStore({ capacity: 1 })
    app = appOf()
    const giveBack = () => app.request('/operator/api/conversations/1/return', { method: 'POST', headers: operator })
    await post(inbox('1', 'Привет'))
    const full = await giveBack()
    expect([full.status, await full.json()]).toEqual([503, { error: 'Too many messages of client 1 are waiting' }])
    expect(await mailbox('1')).toBe(1)
  })

  it('shows a conversation, and 404 where there is none', async () => {
    expect((await app.request('/operator/api/conversations/nobody', { headers: operator })).status).toBe(404)
  })
})

describe('placeOrder', () => {
  const order = { address: 'Токтогула 125', phone: '+996555123456', bottles: 2 }

  it('places an order once, however often its effect is tried and at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => placeOrder(database.db, order, { key: 'same', conversation: 'c' })),
    )
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1)
    expect(await database.db.select().from(orders).where(eq(orders.effectId, 'same'))).toHaveLength(1)
  })

  it('tells the conversation of an order that the database will never take', async () => {
    expect(await placeOrder(database.db, { ...order, bottles: 51 }, { key: 'big', conversation: 'c' })).toEqual({
      status: 'done',
      event: { type: 'order.rejected', reason: 'code 23514' },
    })
  })
})

describe('cancelOrder', () => {
  it('takes back a new order of this customer, and only that', async () => {
    const placed = await placeOrder(
      database.db,
      { address: 'a b c', phone: '+996555123456', bottles: 1 },
      { key: 'cancel-me', conversation: 'mine' },
    )
    const number = (placed as unknown as { event: { number: number } }).event.number
    expect(await cancelOrder(database.db, number, { conversation: 'theirs' })).toMatchObject({
      event: { type: 'order.locked' },
    })
    expect(await cancelOrder(database.db, number, { conversation: 'mine' })).toMatchObject({
      event: { type: 'order.cancelled' },
    })
    expect(await cancelOrder(database.db, number, { conversation: 'mine' })).toMatchObject({
      event: { type: 'order.cancelled' },
    })
  })

  it('does not take back an order that somebody has accepted', async () => {
    const placed = await placeOrder(
      database.db,
      { address: 'a b c', phone: '+996555123456', bottles: 1 },
      { key: 'accepted', conversation: 'mine' },
    )
    const number = (placed as unknown as { event: { number: number } }).event.number
    await database.db.update(orders).set({ status: 'accepted' }).where(eq(orders.number, number))
    expect(await cancelOrder(database.db, number, { conversation: 'mine' })).toMatchObject({
      event: { type: 'order.locked' },
    })
  })
})
