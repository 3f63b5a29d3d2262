import { createChat2Desk, readWebhook, type WebhookMessage } from '@shoro/chat2desk'
import { startSandbox, type RunningSandbox } from '@shoro/chat2desk/sandbox'
import type { Delivery, Store } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { doubtsIn, type Doubts } from '../src/chat/doubts.ts'
import { noteEcho } from '../src/chat/echo.ts'
import { holderOf, rememberHeld } from '../src/chat/held-dialogs.ts'
import { createLine } from '../src/chat/line.ts'
import { transferToOperator, type HandingOver } from '../src/chat/transfer.ts'
import type { Database, DatabaseConnection } from '../src/database/database.ts'
import { openPostgres } from '../src/database/postgres.ts'
import { heldDialogs } from '../src/database/schema.ts'
import { tracesOf } from '../src/webhook/conversation.ts'
import { until } from './processes.ts'
import { inbox } from './stage.ts'

const url = inject('databaseUrl')

describe.skipIf(!url)('a send of which nobody knows whether it succeeded', () => {
  const name = `doubts_${process.pid}_${Date.now()}`
  let database: DatabaseConnection
  let db: Database
  let doubts: Doubts
  let keys = 0
  const effect = () => ({ key: `effect-${++keys}`, conversation: '7' })

  beforeAll(async () => {
    const admin = postgres(url, { max: 1, onnotice: () => {} })
    await admin.unsafe(`create database ${name}`)
    await admin.end()
    const own = new URL(url)
    own.pathname = `/${name}`
    database = openPostgres(own.href, 4)
    await database.migrate()
    db = database.db
    doubts = doubtsIn(db)
  })
  afterAll(async () => database.close())

  describe('is remembered', () => {
    it('as it was noticed first, until it is sent once more', async () => {
      const one = effect()
      expect(await doubts.read(one, 5_000)).toEqual({ settledAt: 5_000, echo: null })
      expect(await doubts.read(one, 9_000)).toEqual({ settledAt: 5_000, echo: null })
      await doubts.raise(one, 8_000)
      await doubts.raise(one, 7_000)
      expect(await doubts.read(one, 0)).toEqual({ settledAt: 8_000, echo: null })
    })

    it('with its echo, whichever comes first', async () => {
      const echo = { messageId: '9223372036854775807', operatorId: '228522' }
      const [early, late] = [effect(), effect()]
      await doubts.hear(early, echo)
      await doubts.raise(early, 8_000)
      await doubts.raise(late, 8_000)
      await doubts.hear(late, { ...echo, operatorId: null })
      expect((await doubts.read(early, 0)).echo).toEqual(echo)
      expect(await doubts.read(late, 0)).toEqual({ settledAt: 8_000, echo: { ...echo, operatorId: null } })
    })
  })

  describe('is settled by its echo', () => {
    const echoOf = (text: string, messageId: number) => {
      const over = { hook_type: 'outbox', type: 'to_client', message_id: messageId, operator_id: 228_522 }
      const read = readWebhook(JSON.stringify(inbox('7', text, over)))
      return (read as { event: WebhookMessage }).event
    }
    /** A conversation that is sending. */
    const sending = async (text: string): Promise<{ store: Store; key: string }> => {
      const store = memoryStore()
      const { key } = effect()
      const effects = [{ id: key, body: JSON.stringify({ type: 'say', params: { text } }) }]
      const now = Date.now()
      await store.commit('7', { rev: 0, snapshot: '{}', inputs: [], effects, nextTimerAt: null, ttlMs: 9e5, now })
      await store.claim('7', { token: 't', leaseMs: 60_000, now })
      return { store, key }
    }

    it('if nobody reports within two seconds that it was sent', { timeout: 15_000 }, async () => {
      const [silent, reported, other] = [await sending('Адрес?'), await sending('Адрес?'), await sending('Адрес?')]
      for (const [n, { store }] of [silent, reported].entries())
        noteEcho({ store, db }, echoOf('Адрес?', 100 + n), await tracesOf(store, '7', []))
      noteEcho({ store: other.store, db }, echoOf('Телефон?', 102), await tracesOf(other.store, '7', []))
      await reported.store.claim('7', { token: 't', leaseMs: 1, now: Date.now(), done: { id: reported.key } })
      const echo = await until('the echo', async () => {
        const doubt = await doubts.read({ key: silent.key, conversation: '7' }, 0)
        return doubt.echo ?? undefined
      })
      expect(echo).toEqual({ messageId: '100', operatorId: '228522' })
      for (const { key } of [reported, other])
        expect((await doubts.read({ key, conversation: '7' }, 0)).echo).toBeNull()
    })
  })

  describe('may be a hand-off', () => {
    let sandbox: RunningSandbox
    let handingOver: HandingOver
    let client: string
    let resent: number
    const transfer = { reason: 'asked', comment: 'Клиент просит оператора.' }
    const delivery = (uncertain = false, over: Partial<Delivery> = {}): Delivery => ({
      conversation: client,
      key: effect().key,
      attempt: 1,
      uncertain,
      heard: { at: Date.now() },
      signal: new AbortController().signal,
      ...over,
    })
    const comments = async () =>
      (await handingOver.api.getMessages({ clientId: client, type: 'comment' })).map(({ text }) => text)
    const transfers = () => sandbox.apiCalls().filter(({ path }) => path.includes('/transfer')).length
    const holder = async (dialogId: string | null) => (await handingOver.api.getDialog(dialogId ?? '')).operatorId

    beforeEach(async () => {
      await db.delete(heldDialogs)
      sandbox = await startSandbox()
      const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url, timeoutMs: 500 })
      const store = memoryStore()
      const line = createLine({ store, name: 'api', ratePerSecond: 0, timeoutMs: 500, ask: () => api.apiInfo() })
      resent = 0
      handingOver = {
        api,
        line,
        store,
        db,
        doubts,
        graceMs: 0,
        onResend: () => void (resent += 1),
        operatorIds: ['228522'],
        groupId: '701',
        operatorId: undefined,
      }
    })
    afterEach(() => sandbox.close())

    it('which is a transfer and a comment, and a dialog that a person holds', async () => {
      const placed = sandbox.customerSends({ text: 'оператора', transport: 'telegram' })
      client = placed.clientId
      expect(await transferToOperator(handingOver, transfer, delivery())).toEqual({ status: 'done' })
      expect([await comments(), await holder(placed.dialogId)]).toEqual([[transfer.comment], '311416'])
      expect(await holderOf(db, { dialogId: placed.dialogId, requestId: null })).toBe(client)
    })

    it('and counts from the latest one on, however long ago the dialog was held first', async () => {
      const { clientId, dialogId, requestId } = sandbox.customerSends({ text: 'оператора', transport: 'telegram' })
      client = clientId
      await rememberHeld(db, client, { dialogId, requestId })
      await db.update(heldDialogs).set({ since: new Date(Date.now() - 89 * 86_400_000) })
      const before = Date.now() - 1_000
      await transferToOperator(handingOver, transfer, delivery())
      const since = (await db.select().from(heldDialogs)).map((row) => row.since.getTime() >= before)
      expect(since).toEqual([true, true])
    })

    it('whose comment is not left twice, and whose dialog is known when it is closed', async () => {
      const placed = sandbox.customerSends({ text: 'оператора', transport: 'telegram' })
      client = placed.clientId
      const { api } = handingOver
      const cut = {
        ...api,
        sendMessage: async (...given: Parameters<typeof api.sendMessage>) => {
          sandbox.fail({ times: 1 }, 'reset-after-accept')
          return api.sendMessage(...given)
        },
      }
      const first = await transferToOperator({ ...handingOver, api: cut }, transfer, delivery())
      expect(first).toMatchObject({ status: 'retry', uncertain: true })
      expect(await transferToOperator(handingOver, transfer, delivery(true))).toEqual({ status: 'done' })
      expect([await comments(), transfers(), resent]).toEqual([[transfer.comment], 1, 0])
      expect(await holderOf(db, { dialogId: placed.dialogId, requestId: null })).toBe(client)
      expect(await holderOf(db, { dialogId: null, requestId: placed.requestId })).toBe(client)
    })

    it('that is no more made again than forgotten if the database is away when it is made', async () => {
      const placed = sandbox.customerSends({ text: 'оператора', transport: 'telegram' })
      client = placed.clientId
      const insert = () => {
        throw new Error('connection lost')
      }
      const away = Object.create(db, { insert: { value: insert } }) as Database
      const first = await transferToOperator({ ...handingOver, db: away }, transfer, delivery())
      expect(first).toMatchObject({ status: 'wait', uncertain: true })
      expect(await transferToOperator(handingOver, transfer, delivery(true))).toEqual({ status: 'done' })
      expect([await comments(), transfers(), resent]).toEqual([[transfer.comment], 1, 0])
      expect(await holderOf(db, { dialogId: placed.dialogId, requestId: null })).toBe(client)
    })

    it('whose customer is not taken from the operator who has them meanwhile', async () => {
      const placed = sandbox.customerSends({ text: 'оператора', transport: 'telegram' })
      client = placed.clientId
      sandbox.operatorTransfers({ clientId: client, operatorId: '311417' })
      expect(await transferToOperator(handingOver, transfer, delivery(true))).toEqual({ status: 'done' })
      expect([await comments(), transfers(), resent]).toEqual([[transfer.comment], 0, 1])
      expect(await holder(placed.dialogId)).toBe('311417')
    })

    it('that is made although the same comment was left on another day', async () => {
      client = sandbox.customerSends({ text: 'оператора', transport: 'telegram' }).clientId
      await transferToOperator(handingOver, transfer, delivery())
      const later = delivery(true, { heard: { at: Date.now() + 60_000 } })
      expect(await transferToOperator(handingOver, transfer, later)).toEqual({ status: 'done' })
      expect(await comments()).toHaveLength(2)
    })

    it.each(['429', 'token'] as const)('that waits for everybody’s trouble: %s', async (kind) => {
      client = sandbox.customerSends({ text: 'оператора', transport: 'telegram' }).clientId
      sandbox.fail({ times: 1 }, kind)
      expect(await transferToOperator(handingOver, transfer, delivery())).toMatchObject({ status: 'wait' })
      expect(await comments()).toEqual([])
    })
  })
})
