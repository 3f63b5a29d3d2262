import { expect, it } from 'vitest'
import { storeContract } from './contract.ts'
import { memoryStore } from './memory.ts'

storeContract('memory', async (options) => memoryStore(options))

it('forgets an idle conversation after its time, but not one with a timer or an effect to come', async () => {
  const store = memoryStore()
  const base = { rev: 0, snapshot: '1', inputs: [], effects: [], nextTimerAt: null, ttlMs: 1000, now: 0 }
  await store.commit('idle', base)
  await store.commit('timed', { ...base, nextTimerAt: 5000 })
  await store.commit('busy', { ...base, effects: [{ id: 'e', body: '1' }] })
  await store.due(1000, 10)
  expect(await store.read('idle', 1000)).toBeNull()
  expect(await store.read('timed', 5999)).not.toBeNull()
  expect(await store.read('timed', 6000)).toBeNull()
  expect(await store.read('busy', 9e9)).not.toBeNull()
})
