import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { startProxy, type Proxy } from '../chaos/proxy.ts'
import { openPostgres } from '../src/database/postgres.ts'
import { openRedis, openWorkerRedis } from '../src/queue/redis.ts'
import { until } from './processes.ts'

const redisUrl = inject('redisUrl')
const databaseUrl = inject('databaseUrl')
const silenceMs = 300

describe('a connection whose peer is gone without a word', () => {
  let proxy: Proxy
  afterEach(() => proxy?.close())

  it.skipIf(redisUrl === '')('is given up, and Redis is reached over a new one', { timeout: 10_000 }, async () => {
    proxy = await startProxy(redisUrl)
    const redis = openRedis(proxy.url, silenceMs)
    redis.on('error', () => {})
    await redis.connect()
    expect(proxy.freeze()).toBe(1)
    await until('an answer', async () => (await redis.ping()) === 'PONG', undefined, 5_000)
    expect(proxy.connections).toBe(2)
    redis.disconnect()
  })

  it.skipIf(redisUrl === '')('does not keep a worker of the queues', { timeout: 10_000 }, async () => {
    proxy = await startProxy(redisUrl)
    const redis = openWorkerRedis(proxy.url, silenceMs)
    redis.on('error', () => {})
    await redis.connect()
    proxy.freeze()
    await expect(redis.ping()).resolves.toBe('PONG')
    redis.disconnect()
  })

  it.skipIf(databaseUrl === '')('is given up, and PostgreSQL is asked again', { timeout: 10_000 }, async () => {
    proxy = await startProxy(databaseUrl)
    const database = openPostgres(proxy.url, 1, silenceMs)
    await database.ping()
    expect(proxy.freeze()).toBe(1)
    await expect(database.db.execute(sql`select 1`)).rejects.toThrow()
    await database.ping()
    await database.close()
  })
})

describe('a connection to PostgreSQL that the system refuses at once', () => {
  it('is a failed statement and nothing more', { timeout: 10_000 }, async () => {
    // Nobody may connect to everybody: the refusal comes before the connection was tried, as that of too many files does.
    const database = openPostgres('postgres://255.255.255.255/nobody', 1)
    await expect(database.ping()).rejects.toThrow()
    await database.close()
  })
})

describe.skipIf(databaseUrl === '')('a statement of PostgreSQL', () => {
  it('does not wait for a lock for ever', async () => {
    const database = openPostgres(databaseUrl, 1)
    const [row] = (await database.db.execute(sql`show lock_timeout`)) as unknown as { lock_timeout: string }[]
    expect(row?.lock_timeout).toBe('5s')
    await database.close()
  })
})

describe.skipIf(databaseUrl === '')('a new connection to PostgreSQL', () => {
  it('asks nothing of its own accord, whose failure nobody would await', async () => {
    const proxy = await startProxy(databaseUrl)
    proxy.set({ resetOn: { text: 'pg_type', to: 'server', after: true } })
    const database = openPostgres(proxy.url, 1)
    await expect(database.ping()).resolves.toBeUndefined()
    expect(proxy.resets).toBe(0)
    await database.close()
    proxy.close()
  })
})
