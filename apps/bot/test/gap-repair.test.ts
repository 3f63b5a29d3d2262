import { createChat2Desk, readWebhook, type ListedMessage } from '@shoro/chat2desk'
import { startSandbox, type RunningSandbox } from '@shoro/chat2desk/sandbox'
import { memoryStore } from '@shoro/dialog/memory'
import type { Store } from '@shoro/dialog'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createApp } from '../src/app.ts'
import { createBot, type Bot } from '../src/bot.ts'
import { hashOf } from '../src/clients/tombstone.ts'
import type { DatabaseConnection } from '../src/database/database.ts'
import { openPostgres } from '../src/database/postgres.ts'
import { erasedClients, intakePosition } from '../src/database/schema.ts'
import { parseSettings, type Settings } from '../src/env.ts'
import { listen, type Listening } from '../src/http.ts'
import { createLogger } from '../src/log.ts'
import { startGapRepair, type GapRepair } from '../src/webhook/gap-repair.ts'
import { createFlood } from '../src/webhook/flood.ts'
import { intakeOf } from '../src/webhook/intake.ts'
import { feed, type Fetching } from '../src/webhook/missed-messages.ts'
import { createPosition, type Position } from '../src/webhook/position.ts'
import { freePort, until } from './processes.ts'

const databaseUrl = inject('databaseUrl')
const log = createLogger({ logLevel: 'silent' }, 'test')
let database: DatabaseConnection
let sandbox: RunningSandbox
let store: Store
let settings: Settings
let server: Server
let url: string

/** The part of a server process that takes messages in; it can die and come back. */
interface Server {
  bot: Bot
  position: Position
  stop(): Promise<void>
}

async function serve(port: number, on: Store = store): Promise<Server> {
  const bot = createBot({ settings, db: database.db, store: on, log, wake: async () => {} })
  const position = createPosition(database.db, { everyMs: 20 })
  const { dialog, metrics, api, line } = bot
  const checks = { redis: undefined, postgres: database.ping }
  const app = createApp({ settings, dialog, store: on, db: database.db, log, metrics, checks, position })
  const http: Listening = await listen(app, port, '127.0.0.1', settings)
  const intake = intakeOf({ dialog, store: on, db: database.db }, settings)
  const repair: GapRepair = startGapRepair({ intake, position, api, line, settings, log, metrics, pauseMs: 50 })
  return {
    bot,
    position,
    async stop() {
      await repair.close()
      await http.close()
      await position.close()
    },
  }
}

function settingsOf(env: Record<string, string>): Settings {
  const parsed = parseSettings({
    CHAT2DESK_API_URL: sandbox.url,
    CHAT2DESK_API_TOKEN: 'sandbox-token',
    CHAT2DESK_OPERATOR_ID: '228522',
    CHAT2DESK_RATE_PER_SECOND: '0',
    FLOOD_PER_MINUTE: '0',
    ...env,
  })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.settings
}

const texts = async (client: string) =>
  (await store.load(client, 100)).inputs.map(({ body }) => {
    const input = JSON.parse(body) as { message?: { text?: string }; event?: { type: string } }
    return input.message?.text ?? input.event?.type
  })
const position = async () => (await database.db.select().from(intakePosition))[0]?.messageId
const fetched = async (outcome: string) =>
  (await server.bot.metrics.fetched.get()).values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0
async function restartWith(on: Store): Promise<void> {
  await server.stop()
  store = on
  server = await serve(port)
}
const write = (clientId: string, text: string) =>
  sandbox.customerSends({ clientId, transport: 'telegram', text }).messageId

let port: number
beforeAll(async () => {
  if (!databaseUrl) return
  const own = new URL(databaseUrl)
  own.pathname = `/gap_${process.pid}_${Date.now()}`
  const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${own.pathname.slice(1)}`)
  await admin.end()
  database = openPostgres(own.href, 4)
  await database.migrate()
})
afterAll(() => database?.close())

describe.skipIf(!databaseUrl)('a server that comes back', () => {
  beforeEach(async () => {
    await database.db.delete(intakePosition)
    store = memoryStore()
    port = await freePort()
    url = `http://127.0.0.1:${port}/webhook/chat2desk/s3cret`
    // Nothing is delivered again by itself: what a server misses it must fetch.
    sandbox = await startSandbox({ webhookUrl: url, adoptClients: true, retryDelaysMs: [], disableAfterMs: 0 })
    settings = settingsOf({ CHAT2DESK_WEBHOOK_SECRET: 's3cret', CHAT2DESK_WEBHOOK_URL: url })
    server = await serve(port)
  })
  afterEach(async () => {
    await server.stop()
    await sandbox.close()
  })

  it('switches its webhook on again and takes in everything that it missed, once and in order', async () => {
    const first = write('71', 'раз')
    await until('the position', async () => (await position()) === first)
    await server.stop()
    const missed = ['два', 'три', 'четыре'].map((text) => write('71', text))
    write('72', 'а я новый')
    await sandbox.idle()
    expect(sandbox.deliveries().at(-1)?.status).toBeNull()
    server = await serve(port)
    await until('the other customer', async () => (await texts('72')).length === 1)
    expect(await texts('71')).toEqual(['раз', 'два', 'три', 'четыре'])
    expect(await fetched('taken')).toBe(4)
    await until('the position', async () => Number(await position()) > Number(missed[2]))
    write('71', 'пять')
    await until('the webhook to work', async () => (await texts('71')).length === 5)
  })

  it('fetches page by page, and keeps the time at which each was written', async () => {
    const first = write('71', 'раз')
    await until('the position', async () => (await position()) === first)
    await server.stop()
    for (let n = 0; n < 450; n++) write(String(9000 + (n % 10)), `сообщение ${n}`)
    const before = Date.now()
    await sandbox.idle()
    server = await serve(port)
    await until('all of them', async () => (await fetched('taken')) === 450)
    const [input] = (await store.load('9003', 1)).inputs
    expect((JSON.parse(input?.body ?? '{}') as { at: number }).at).toBeLessThanOrEqual(before)
    expect(await texts('9003')).toEqual(Array.from({ length: 45 }, (_, n) => `сообщение ${n * 10 + 3}`))
  })

  it('takes what came by webhook as well for the copy that it is', async () => {
    const first = write('71', 'раз')
    await until('the position', async () => (await position()) === first)
    write('71', 'два')
    await until('both', async () => (await texts('71')).length === 2)
    await until('the position', async () => (await position()) !== first)
    await server.stop()
    await database.db.update(intakePosition).set({ messageId: String(Number(first) - 1) })
    server = await serve(port)
    await until('the copies', async () => (await fetched('duplicate')) === 2)
    expect(await texts('71')).toEqual(['раз', 'два'])
  })

  it('makes its webhook if there is none, and asks for nothing when it never took a message', async () => {
    await server.stop()
    sandbox.reset()
    const other = `${url}x`
    settings = { ...settings, chat2desk: { ...settings.chat2desk, webhookUrl: other } }
    server = await serve(port)
    await until('the webhook', () => sandbox.apiCalls().some(({ method }) => method === 'POST'))
    await until('quiet', () => sandbox.apiCalls().length === 2)
    expect(sandbox.apiCalls().map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/webhooks',
      'POST /v1/webhooks',
    ])
  })

  it('tries until the API answers, and takes messages meanwhile without forgetting the gap', async () => {
    const first = write('71', 'раз')
    await until('the position', async () => (await position()) === first)
    await server.stop()
    write('71', 'пропущено')
    await sandbox.idle()
    sandbox.set({ faults: { downUntil: Date.now() + 60_000 } })
    server = await serve(port)
    await until('a try', () => sandbox.apiCalls().length > 0)
    const fresh = { ...inboxOf('73', 'сейчас'), message_id: Number(first) + 1000 }
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(fresh) })
    expect(answer.status).toBe(200)
    expect(await position()).toBe(first)
    sandbox.set({ faults: { downUntil: 0 } })
    await until('the missed one', async () => (await texts('71')).includes('пропущено'))
    await until('the position', async () => (await position()) === String(Number(first) + 1000))
  })

  it('leaves to a person what that person has answered, until the dialog is closed', async () => {
    const first = write('71', 'раз')
    await until('the position', async () => (await position()) === first)
    await server.stop()
    write('74', 'где моя вода?')
    sandbox.operatorWrites({ clientId: '74', text: 'Здравствуйте, уже едет. Мария' })
    write('75', 'алло')
    sandbox.operatorWrites({ clientId: '75', text: 'Слушаю вас. Мария' })
    sandbox.operatorCloses({ clientId: '75' })
    write('75', 'ещё бутыль')
    await sandbox.idle()
    server = await serve(port)
    await until('the last of them', async () => (await texts('75')).includes('ещё бутыль'))
    expect(await texts('74')).toEqual(['operator.wrote'])
    expect(await texts('75')).toEqual(['operator.wrote', 'operator.left', 'ещё бутыль'])
    expect(await fetched('answered')).toBe(2)
  })

  it('keeps the place of a message that it sent back because its customer had too much waiting', async () => {
    await restartWith(memoryStore({ capacity: 1 }))
    write('71', 'раз')
    const second = write('71', 'два')
    await sandbox.idle()
    const other = { ...inboxOf('72', 'другой'), message_id: Number(second) + 1000 }
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(other) })).status).toBe(200)
    await until('the position', async () => Number(await position()) === Number(second) - 1)
    await server.stop()
    expect(Number(await position())).toBe(Number(second) - 1)
  })

  it('fetches again what a full mailbox did not take, and lets nobody else wait for it', async () => {
    const first = write('71', 'раз')
    await until('the position', async () => (await position()) === first)
    await server.stop()
    for (const text of ['два', 'три', 'четыре']) write('71', text)
    const last = write('72', 'другой')
    await sandbox.idle()
    await restartWith(memoryStore({ capacity: 2 }))
    await until('the other customer', async () => (await texts('72')).length === 1)
    await until('another try', async () => (await fetched('duplicate')) > 0)
    expect([await texts('71'), await position()]).toEqual([['два', 'три'], first])
    const { rev, inputs } = await store.load('71', 9)
    const taken = { rev, snapshot: '{}', inputs: inputs.map(({ id }) => id), effects: [], nextTimerAt: null }
    await store.commit('71', { ...taken, ttlMs: 60_000, now: Date.now() })
    await until('the rest', async () => (await texts('71')).join() === 'четыре')
    await until('the position', async () => (await position()) === last)
  })

  it('does not answer what is older than three days', async () => {
    const first = write('71', 'раз')
    await until('the position', async () => (await position()) === first)
    await server.stop()
    write('71', 'давно')
    await sandbox.idle()
    const now = Date.now
    Date.now = () => now() + 4 * 86_400_000
    try {
      server = await serve(port)
      await until('it', async () => (await fetched('old')) === 1, undefined, 1e12)
    } finally {
      Date.now = now
    }
    expect(await texts('71')).toEqual(['раз'])
  })
})

describe.skipIf(!databaseUrl)('messages that were fetched', () => {
  const hour = 3_600_000
  let fetching: Fetching

  beforeEach(async () => {
    store = memoryStore()
    sandbox = await startSandbox({ adoptClients: true })
    settings = settingsOf({})
    const { dialog } = createBot({ settings, db: database.db, store, log, wake: async () => {} })
    fetching = {
      ...intakeOf({ dialog, store, db: database.db }, settings),
      api: createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url }),
      call: (work) => work(),
      flood: createFlood(settings.flood),
      operatorSilenceMs: settings.operatorSilenceMs,
      pauseMs: 5,
      signal: new AbortController().signal,
    }
  })
  afterEach(() => sandbox.close())

  let id = 5000
  const listed = (client: string, text: string, over: Record<string, unknown> = {}): ListedMessage => {
    const read = readWebhook(JSON.stringify({ ...inboxOf(client, text), message_id: id++, ...over }))
    if (!read.ok || read.event.kind !== 'message') throw new Error('no message')
    return { event: read.event } as ListedMessage
  }
  const byPerson = { hook_type: 'outbox', type: 'to_client', operator_id: 311_416 }

  it('are fed although a person wrote in a dialog that Chat2Desk does not know', async () => {
    const maria = listed('81', 'Это Мария', { ...byPerson, dialog_id: 999_999 })
    expect(await feed(fetching, [maria, listed('82', 'Воды')], Date.now())).toEqual({ taken: 2 })
    expect([await texts('81'), await texts('82')]).toEqual([['operator.wrote'], ['Воды']])
  })

  it('stay forgotten if their customer was erased since, and are charged by when they were written', async () => {
    const now = Date.now()
    const at = (ago: number) => ({ event_time: new Date(now - ago).toISOString() })
    await database.db.insert(erasedClients).values({ client: hashOf('83'), at: new Date(now - hour) })
    fetching.flood = createFlood({ perMinute: 1, burst: 1 })
    const messages = [
      listed('83', 'Токтогула 125', at(1.5 * hour)),
      listed('83', 'Здравствуйте', at(0.5 * hour)),
      listed('84', 'Воды', at(3 * hour)),
      listed('84', 'Две', at(2 * hour)),
    ]
    expect(await feed(fetching, messages, now)).toEqual({ ignored: 1, taken: 3 })
    expect([await texts('83'), await texts('84')]).toEqual([['Здравствуйте'], ['Воды', 'Две']])
  })

  it('wait for another time if Chat2Desk does not tell of a dialog just now', async () => {
    sandbox.fail({ times: 1 }, '500')
    const maria = listed('81', 'Это Мария', { ...byPerson, dialog_id: 999_999 })
    await expect(feed(fetching, [maria, listed('82', 'Воды')], Date.now())).rejects.toThrow('Chat2Desk')
  })
})

describe.skipIf(!databaseUrl)('the position', () => {
  let now = Date.UTC(2026, 0, 5)
  let position: Position
  const gaps: number[] = []
  const message = (id: number) => {
    const read = readWebhook(JSON.stringify({ ...inboxOf('1', 'x'), message_id: id }))
    if (!read.ok) throw new Error(read.reason)
    return read.event
  }
  const reads = (id: number) => until(`position ${id}`, async () => (await position.read()) === BigInt(id))

  beforeEach(async () => {
    await database.db.delete(intakePosition)
    gaps.length = 0
    position = createPosition(database.db, { everyMs: 10, clock: () => now })
    position.whenGap(() => gaps.push(now))
  })
  afterEach(() => position.close())

  it('stays before a message that was sent back, until that one is taken', async () => {
    position.taken(message(100))
    position.missed(message(105))
    position.taken(message(110))
    await reads(104)
    position.taken(message(105))
    await reads(110)
    expect(gaps).toEqual([])
  })

  it('is before a message that this server sent back, although another server has gone past it', async () => {
    const other = createPosition(database.db, { everyMs: 10, clock: () => now })
    position.missed(message(100))
    other.taken(message(101))
    await until('position 101 of the other', async () => (await other.read()) === 101n)
    expect(await position.read()).toBe(99n)
    position.taken(message(100))
    expect(await position.read()).toBe(101n)
    await other.close()
  })

  it('never goes back, and knows no message that Chat2Desk did not number', async () => {
    position.taken(message(100))
    await reads(100)
    position.taken(message(90))
    const short = readWebhook('{"client_id":"1","message_id":"999","text":"x"}')
    if (short.ok) position.taken(short.event)
    position.taken(message(101))
    await reads(101)
  })

  it('tells of a gap when nothing could be stored for a minute, or a message never came again', async () => {
    position.missed(message(200))
    now += 30_000
    position.taken(message(201))
    expect(gaps).toEqual([])
    position.missed(message(202))
    now += 61_000
    position.taken(message(203))
    expect(gaps).toEqual([now])
    now += 3 * 3_600_000
    await until('the word of the one that never came', () => gaps.length > 1)
    position.hold()
    position.release()
    await reads(203)
  })
})

const inboxOf = (client: string, text: string) => ({
  hook_type: 'inbox',
  type: 'from_client',
  client_id: client,
  channel_id: 91_235,
  transport: 'telegram',
  text,
  event_time: new Date().toISOString(),
})
