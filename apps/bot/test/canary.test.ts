import { redisStore } from '@shoro/dialog/redis'
import { Redis } from 'ioredis'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { until } from './processes.ts'
import { privateRedis, type PrivateServer } from './servers.ts'
import { inbox, productionStage, type Stage } from './stage.ts'

const databaseUrl = inject('databaseUrl')
const available = inject('redisUrl') !== '' && databaseUrl !== ''

/** What a customer gives away. None of it may be found where operators of the machine look. */
const canaries = {
  name: 'Канарейкина',
  address: 'Жёлтоперая 77',
  phone: '700987654',
  words: 'щебечу',
  picture: 'clinch-feather',
  operator: 'воркую',
}
const said = `2 бутыли на ${canaries.address} кв 13, тел 0${canaries.phone}`
const secrets = ['sandbox-token', 'very-secret-path', 'operator-token-for-tests', 'previous-token']

describe.skipIf(!available)('what a customer gives away', () => {
  let redisServer: PrivateServer
  let redis: Redis
  let sql: Sql
  let stage: Stage
  const answers: string[] = []

  const bodyOf = (client: string, text: string, over: Record<string, unknown> = {}) =>
    inbox(client, text, {
      client: { id: client, phone: `996${canaries.phone}`, client_phone: null, name: canaries.name },
      ...over,
    })
  const send = async (
    body: unknown,
    headers: Record<string, string> = {},
    path = '/webhook/chat2desk/very-secret-path',
  ) => {
    const content = typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(`${stage.url}${path}`, { method: 'POST', body: content, headers })
    answers.push(await response.text())
    return response.status
  }
  const heard = (client: string) => stage.sandbox.messagesTo(client).length
  const talk = async (client: string, text: string) => {
    const before = heard(client)
    expect(await send(bodyOf(client, text))).toBe(200)
    await until(`an answer to "${text}"`, () => heard(client) > before, stage.workers[0])
  }
  const get = async (path: string) => {
    const response = await fetch(`${stage.url}${path}`, {
      headers: { authorization: `Bearer ${stage.settings['OPERATOR_TOKEN']}` },
    })
    return response.text()
  }
  const logs = () => [stage.server, ...stage.workers].map(({ output }) => output()).join('\n')

  beforeAll(async () => {
    redisServer = (await privateRedis('yes')) as PrivateServer
    await redisServer.start()
    stage = await productionStage(
      redisServer.url,
      databaseUrl,
      {},
      {
        LOG_LEVEL: 'trace',
        CHAT2DESK_WEBHOOK_SECRET: 'very-secret-path',
        CHAT2DESK_PREVIOUS_API_TOKEN: 'previous-token',
        FLOOD_PER_MINUTE: '0',
        CHAT2DESK_TIMEOUT_MS: '300',
      },
    )
    redis = new Redis(stage.settings['REDIS_URL'] ?? '')
    sql = postgres(stage.settings['DATABASE_URL'] ?? '', { max: 1, onnotice: () => {} })
  })
  afterAll(async () => {
    await sql.end()
    redis.disconnect()
    await stage.close()
    redisServer.remove()
  })

  it('goes through every way that can fail', { timeout: 60_000 }, async () => {
    // An answer that never comes: the reply is looked for some seconds later.
    stage.sandbox.set({ echo: 'none' })
    stage.sandbox.fail({ times: 1 }, 'reset')
    expect(await send(bodyOf('7009', said))).toBe(200)
    await until('the call', () => stage.sandbox.apiCalls().some(({ method }) => method === 'POST'))

    await talk('7001', said)
    await talk('7001', 'да')

    // The API fails; then it refuses a customer for good, and the reply becomes a dead letter.
    stage.sandbox.fail({ times: 2 }, '500')
    await talk('7002', said)
    stage.sandbox.set({ adoptClients: false })
    expect(await send(bodyOf('7003', said))).toBe(200)
    await until('the dead letter', () => logs().includes('became a dead letter'), stage.workers[0])
    stage.sandbox.set({ adoptClients: true })

    // The database refuses a row, first for good, then for a while.
    await sql`alter table orders add constraint canary check (bottles <> 13)`
    await talk('7004', said.replace('2', '13'))
    await talk('7004', 'да')
    await talk('7005', said)
    await sql`alter table orders rename column address to address_gone`
    expect(await send(bodyOf('7005', 'да'))).toBe(200)
    await until('the order to wait', () => logs().includes('database: code'), stage.workers[0])
    await sql`alter table orders rename column address_gone to address`
    await until('the order', async () => (await sql`select 1 from orders where client_id = '7005'`).length === 1)

    // A write of the webhook itself fails, with the row in its parameters.
    await sql`alter table held_dialogs rename to held_dialogs_gone`
    const person = { hook_type: 'outbox', type: 'to_client', operator_id: 311_416 }
    expect(await send(bodyOf('7006', `${canaries.operator} ${canaries.address}`, person))).toBe(503)
    await sql`alter table held_dialogs_gone rename to held_dialogs`

    // What is kept beside Redis cannot be written.
    await sql`alter table dialog_journal_input rename to dialog_journal_input_gone`
    await talk('7008', said)
    await sql`alter table dialog_journal_input_gone rename to dialog_journal_input`

    // A stored input that cannot be read.
    const store = redisStore(redis, { prefix: 'shoro' })
    const broken = `${canaries.words} ${said}`
    await store.append('7001', { id: 'broken', body: broken }, Date.now())
    expect(await send(bodyOf('7001', canaries.words))).toBe(200)
    await until('it to be refused', () => logs().includes('input refused'), stage.workers[0])

    // What never gets in.
    expect(await send(`{"client_id":"7001","text":"${said} ${canaries.name}`)).toBe(400)
    expect(await send({ client_id: said, message_id: '1', text: said })).toBe(400)
    expect(await send({ client_id: '1', message_id: said, text: said })).toBe(400)
    expect(await send({ hook_type: 'inbox', client_id: 1, message_id: said, text: said })).toBe(400)
    const forged = { 'x-signature': 'a'.repeat(64), 'x-timestamp': '1743681006' }
    expect(await send(bodyOf('7001', said), forged)).toBe(401)
    expect(await send(bodyOf('7001', said), {}, `/webhook/chat2desk/${canaries.picture}`)).toBe(404)
    expect(await send(said.repeat(2000))).toBe(413)
    await until('the late reply', () => heard('7009') > 0, stage.workers[0])
    const picture = { photo: `https://example.test/${canaries.picture}.jpg` }
    expect(await send(bodyOf('7007', canaries.words, picture))).toBe(200)
    await until('quiet', async () => (await stage.conversation('7007'))?.['mailbox'] === 0)
  })

  it.each(Object.entries(canaries))(
    'keeps the %s out of logs, metrics, health, answers and lists',
    async (_what, canary) => {
      const places = {
        logs: logs(),
        answers: answers.join('\n'),
        metrics: await get('/metrics'),
        health: await get('/health'),
        'dead letters': await get('/operator/api/dead-letters'),
      }
      expect(places['dead letters']).toContain('7003')
      for (const [place, text] of Object.entries(places)) {
        expect(text.length, place).toBeGreaterThan(20)
        expect(text.includes(canary), `${canary} in ${place}: ${around(text, canary)}`).toBe(false)
      }
    },
  )

  it.each(secrets)('keeps the secret %s out of them too', async (secret) => {
    for (const text of [logs(), answers.join('\n'), await get('/metrics'), await get('/health')])
      expect(text.includes(secret), around(text, secret)).toBe(false)
  })

  it('is in Redis with its conversation only, and not with the queues', async () => {
    const contents = contentsOf(redis)
    const keys = await redis.keys('*')
    const ofConversations = keys.filter((key) => /^\{shoro:\d+\}:(?:\w+:\d+|dl)$/.test(key))
    const others = keys.filter((key) => !ofConversations.includes(key))
    expect(others.some((key) => key.startsWith('bull:shoro-inbound'))).toBe(true)
    const found = async (among: string[]) => {
      const texts = await Promise.all(among.map(async (key) => `${key} ${JSON.stringify(await contents(key))}`))
      return Object.values(canaries).filter((canary) => texts.some((text) => text.includes(canary)))
    }
    // Otherwise this test would see nothing anywhere.
    expect(await found(ofConversations)).toContain(canaries.address)
    expect(await found(others)).toEqual([])
  })
})

function contentsOf(redis: Redis) {
  const readers: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, '0', '-1'),
    stream: (key) => redis.xrange(key, '-', '+'),
    none: async () => null,
  }
  return async (key: string): Promise<unknown> => {
    const type = await redis.type(key)
    const read = readers[type]
    if (!read) throw new Error(`Cannot read ${key}: type ${type}`)
    return read(key)
  }
}

function around(text: string, found: string): string {
  const at = text.indexOf(found)
  return text.slice(Math.max(0, at - 300), at + 100)
}
