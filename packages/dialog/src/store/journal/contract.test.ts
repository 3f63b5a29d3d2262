import { drizzle } from 'drizzle-orm/postgres-js'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { storeContract } from '../contract.ts'
import { memoryStore } from '../memory.ts'
import { redisStore } from '../redis/index.ts'
import {
  createJournalTables,
  journalCheckpoints,
  journalEffects,
  journalInputs,
  journaledStore,
  memoryJournal,
  postgresJournal,
  type Journal,
} from './index.ts'

const redisUrl = inject('redisUrl')
const databaseUrl = inject('databaseUrl')

storeContract('journaled memory', async (options) =>
  journaledStore({ store: memoryStore(options), journal: memoryJournal() }),
)

describe.skipIf(!redisUrl || !databaseUrl)('on a real Redis and a real Postgres', () => {
  const database = `journal_contract_${process.pid}_${Date.now()}`
  const admin = postgres(databaseUrl || 'postgres://127.0.0.1:1/none', { max: 1, onnotice: () => {} })
  const client = postgres(databaseUrl || 'postgres://127.0.0.1:1/none', { database, max: 5, onnotice: () => {} })
  const db = drizzle(client)
  const redis = new Redis(redisUrl || 'redis://127.0.0.1:1', { lazyConnect: true })
  let runs = 0

  beforeAll(async () => {
    await admin.unsafe(`create database ${database}`)
    await createJournalTables(db)
  })
  afterAll(async () => {
    redis.disconnect()
    await client.end()
    await admin.unsafe(`drop database ${database}`)
    await admin.end()
  })

  /** A journal whose calls can be waited for: those of one test must not come into the next. */
  const awaited = (journal: Journal): Journal => {
    const calls = Object.entries(journal).map(([name, call]: [string, (...given: unknown[]) => Promise<unknown>]) => [
      name,
      (...given: unknown[]) => {
        const called = call(...given)
        underWay.add(called)
        return called.finally(() => underWay.delete(called))
      },
    ])
    return Object.fromEntries(calls) as Journal
  }
  const underWay = new Set<Promise<unknown>>()

  storeContract('journaled redis', async (options) => {
    while (underWay.size > 0) await Promise.allSettled(underWay)
    for (const table of [journalInputs, journalCheckpoints, journalEffects]) await db.delete(table)
    const store = redisStore(redis, { prefix: `journal${process.pid}-${++runs}`, ...options })
    return journaledStore({ store, journal: awaited(postgresJournal(db)), gatherMs: 0 })
  })
})
