import { expect, it } from 'vitest'
import { rewindingStore } from '../../../test/rewinding-store.ts'
import { journaledStore, memoryJournal } from './index.ts'

const begin = 1_000_000_000
const commit = { rev: 0, snapshot: '"new"', inputs: ['m'], nextTimerAt: null, ttlMs: 86_400_000 }
const effects = [
  { id: 'said', body: '"said"' },
  { id: 'done', body: '"done"' },
]

it('puts a conversation back whose commit came into the journal after all was compared', async () => {
  let now = begin
  const clock = () => now
  const lossy = rewindingStore()
  const journal = memoryJournal()
  let record: (() => void) | undefined
  const late: typeof journal = {
    ...journal,
    async record(commits) {
      await new Promise<void>((resolve) => (record = resolve))
      return journal.record(commits)
    },
  }
  const slow = journaledStore({ store: lossy.store, journal: late, gatherMs: 0, clock })
  let committing: Promise<unknown> | undefined
  const meanwhile: typeof journal = {
    ...journal,
    async unfinished(...given) {
      // Its commit was not among those that are compared; now its input is not open any more either.
      record?.()
      await committing
      return journal.unfinished(...given)
    },
  }
  const watchful = journaledStore({ store: lossy.store, journal: meanwhile, gatherMs: 0, clock })
  const watch = async (seconds: number) => {
    for (const end = now + seconds * 1000; now < end; now += 1_000) await watchful.due(now, 10)
  }
  await watch(3)
  await slow.append('c', { id: 'm', body: '1' }, now)
  await slow.load('c', 9)
  committing = slow.commit('c', { ...commit, effects, now })
  await expect.poll(() => record).toBeDefined()
  lossy.rewind(0)
  await watch(60)
  expect(await lossy.store.read('c', now)).toMatchObject({ snapshot: '"new"', outbox: 2 })
})
