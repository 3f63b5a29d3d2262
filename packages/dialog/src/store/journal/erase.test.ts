import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { memoryStore } from '../memory.ts'
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

const databaseUrl = inject('databaseUrl')
const now = Date.now()
const lease = { token: 'w', leaseMs: 1000 }
const base = { rev: 0, snapshot: '"secret"', inputs: ['m'], nextTimerAt: null, ttlMs: 86_400_000, now, lease }
const effects = [{ id: 'e', body: '"secret"' }]

/** A worker and a server on one store and one journal. */
function two(journal: Journal, slow: Partial<Journal> = {}) {
  const store = memoryStore()
  return {
    worker: journaledStore({ store, journal: { ...journal, ...slow } }),
    server: journaledStore({ store, journal }),
  }
}

function erases(name: string, open: () => Journal) {
  describe(`erasing from ${name}`, () => {
    it('refuses a commit from before that is written down after, also the first one', async () => {
      const journal = open()
      let letIn = () => {}
      const gate = new Promise<void>((resolve) => {
        letIn = resolve
      })
      const { worker, server } = two(journal, {
        record: async (commits) => {
          await gate
          return journal.record(commits)
        },
      })
      await worker.append('c', { id: 'm', body: '"secret"' }, now)
      await worker.load('c', 9)
      const committing = worker.commit('c', { ...base, effects })
      await server.erase('c')
      letIn()
      await committing
      expect(await server.load('c', 9)).toMatchObject({ rev: 0, snapshot: null, inputs: [] })
      expect(JSON.stringify(await journal.recall(['c']))).not.toContain('secret')
    })

    it('lets the customer begin anew, and puts that back if the store is lost', async () => {
      const journal = open()
      const { worker, server } = two(journal)
      await worker.append('c', { id: 'm', body: '1' }, now)
      await worker.commit('c', { ...base, effects: [] })
      await server.erase('c')
      await worker.append('c', { id: 'n', body: '1' }, now + 1)
      const { rev } = await worker.load('c', 9)
      const anew = { ...base, rev, snapshot: '"new"', inputs: ['n'], effects: [], now: now + 1 }
      expect(await worker.commit('c', anew)).toMatchObject({ ok: true })
      const elsewhere = journaledStore({ store: memoryStore(), journal })
      expect(await elsewhere.load('c', 9)).toMatchObject({ snapshot: '"new"' })
      expect(await elsewhere.append('c', { id: 'm', body: '1' }, now + 2)).toBe('duplicate')
    })
  })
}

erases('memory', memoryJournal)

describe.skipIf(!databaseUrl)('on a real Postgres', () => {
  const database = `journal_erase_${process.pid}_${Date.now()}`
  const admin = postgres(databaseUrl || 'postgres://127.0.0.1:1/none', { max: 1, onnotice: () => {} })
  const client = postgres(databaseUrl || 'postgres://127.0.0.1:1/none', { database, max: 5, onnotice: () => {} })
  const db = drizzle(client)

  beforeAll(async () => {
    await admin.unsafe(`create database ${database}`)
    await createJournalTables(db)
  })
  afterAll(async () => {
    await client.end()
    await admin.unsafe(`drop database ${database}`)
    await admin.end()
  })

  beforeEach(async () => {
    for (const table of [journalInputs, journalCheckpoints, journalEffects]) await db.delete(table)
  })

  erases('postgres', () => postgresJournal(db))

  it('keeps nothing of an effect that becomes a dead letter after it', async () => {
    const { worker, server } = two(postgresJournal(db))
    await worker.append('d', { id: 'm', body: '1' }, now)
    await worker.load('d', 9)
    await worker.commit('d', { ...base, effects })
    await server.erase('d')
    await worker.bury('d', { id: 'e', token: 'w', reason: 'x', now })
    expect(await db.select().from(journalEffects)).toMatchObject([{ conversation: 'd', letter: '{}' }])
    expect(await server.deadLetters(9)).toEqual([])
  })
})
