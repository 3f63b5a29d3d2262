import { expect, it } from 'vitest'
import { memoryStore } from '../memory.ts'
import { journaledStore, memoryJournal, type JournalObserved } from './index.ts'

const now = Date.now()
const commit = { rev: 0, snapshot: '"new"', inputs: ['m'], nextTimerAt: null, ttlMs: 86_400_000, now }
const effects = [{ id: 'e', body: '"said"' }]

it('does not put back a conversation that began while a worker looked at it', async () => {
  const store = memoryStore()
  const journal = memoryJournal()
  const observed: JournalObserved[] = []
  const observe = (one: JournalObserved) => void observed.push(one)
  const quick = journaledStore({ store, journal, observe })
  const slow = journaledStore({
    store: {
      ...store,
      load: async (conversation, limit) => {
        const loaded = await store.load(conversation, limit)
        if (conversation === 'c') await quick.commit('c', { ...commit, effects })
        return loaded
      },
    },
    journal,
    observe,
  })
  await quick.append('c', { id: 'm', body: '1' }, now)
  await slow.load('c', 9)
  await quick.append('c', { id: 'n', body: '2' }, now)
  await quick.load('c', 9)
  const next = await quick.commit('c', { ...commit, rev: 1, snapshot: '"next"', inputs: ['n'], effects: [] })
  expect(next.ok).toBe(true)
  expect(observed).toEqual([])
})

it('does not put back what is over, with the first call of a process', async () => {
  const journal = memoryJournal()
  const before = journaledStore({ store: memoryStore(), journal, clock: () => now })
  await before.append('c', { id: 'm', body: '1' }, now)
  await before.load('c', 9)
  await before.commit('c', { ...commit, effects: [] })
  const begun = (clock: () => number) => journaledStore({ store: memoryStore(), journal, clock })
  const lives = now + commit.ttlMs - 1
  expect(await begun(() => lives).load('c', 9)).toMatchObject({ rev: 1, snapshot: '"new"' })
  expect(await begun(() => lives + 1).load('c', 9)).toMatchObject({ rev: 0, snapshot: null })
})

it('does not doubt what comes of an input that it finds where it should be', async () => {
  const store = memoryStore()
  let release: (() => void) | undefined
  const busy = {
    ...store,
    append: async (...given: Parameters<typeof store.append>) => {
      const appended = await store.append(...given)
      if (appended === 'duplicate') await new Promise<void>((resolve) => (release = resolve))
      return appended
    },
  }
  const journaled = journaledStore({ store: busy, journal: memoryJournal() })
  await journaled.append('c', { id: 'm', body: '1' }, now)
  await journaled.load('c', 9)
  // A process that begins compares all with the journal.
  const comparing = journaled.due(now, 9)
  await expect.poll(() => release).toBeDefined()
  const committing = journaled.commit('c', { ...commit, effects, lease: { token: 't', leaseMs: 1_000 } })
  release?.()
  expect(await committing).toMatchObject({ ok: true, effect: { id: 'e', uncertain: false } })
  await comparing
})

it.each([
  { ms: 50, uncertain: false, why: 'it is on its way into the store' },
  { ms: 5_000, uncertain: true, why: 'the store lost it' },
])('finds an input $ms ms after it was accepted that is not in the store: $why', async ({ ms, uncertain }) => {
  const store = memoryStore()
  let held = true
  const slow = {
    ...store,
    append: async (...given: Parameters<typeof store.append>) => {
      if (held) await new Promise(() => {})
      return store.append(...given)
    },
  }
  const journal = memoryJournal()
  const server = journaledStore({ store: slow, journal, storeTimeoutMs: 10 })
  const worker = journaledStore({ store, journal, clock: () => now + ms })
  await server.append('c', { id: 'm', body: '1', order: 1 }, now)
  held = false
  await worker.append('c', { id: 'n', body: '2', order: 2 }, now + ms)
  expect((await worker.load('c', 9)).inputs.map(({ id }) => id)).toEqual(['m', 'n'])
  const committed = await worker.commit('c', {
    ...commit,
    inputs: ['m', 'n'],
    now: now + ms,
    effects,
    lease: { token: 't', leaseMs: 1_000 },
  })
  expect(committed).toMatchObject({ ok: true, effect: { uncertain } })
})
