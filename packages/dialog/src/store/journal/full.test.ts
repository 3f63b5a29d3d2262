import { expect, it } from 'vitest'
import { memoryStore } from '../memory.ts'
import { journaledStore, memoryJournal } from './index.ts'

const now = Date.now()
const commit = { rev: 0, snapshot: '"1"', effects: [], nextTimerAt: null, ttlMs: 86_400_000, now }

it('keeps an input that was accepted into the journal alone when a copy of it meets a full mailbox', async () => {
  const store = memoryStore({ capacity: 1 })
  let isAway = true
  const failing = {
    ...store,
    append: async (...given: Parameters<typeof store.append>) => {
      if (isAway) throw new Error('the store is away')
      return store.append(...given)
    },
  }
  const journaled = journaledStore({ store: failing, journal: memoryJournal() })
  expect(await journaled.append('c', { id: 'm', body: '"m"' }, now)).toBe('appended')
  isAway = false
  await store.append('c', { id: 'other', body: '"other"' }, now)
  expect(await journaled.append('c', { id: 'm', body: '"m"' }, now)).toBe('full')
  await store.commit('c', { ...commit, inputs: ['other'] })
  for (let sweeps = 0; sweeps < 5; sweeps++) await journaled.due(now + 20_000 * (sweeps + 1), 9)
  expect((await journaled.load('c', 9)).inputs).toMatchObject([{ id: 'm', body: '"m"' }])
})

it('strikes out a new input that meets a full mailbox', async () => {
  const store = memoryStore({ capacity: 1 })
  const journal = memoryJournal()
  const journaled = journaledStore({ store, journal })
  await journaled.append('c', { id: 'first', body: '1' }, now)
  expect(await journaled.append('c', { id: 'm', body: '"m"' }, now)).toBe('full')
  expect((await journal.recall(['c'])).flatMap(({ open }) => open.map(({ id }) => id))).toEqual(['first'])
})
