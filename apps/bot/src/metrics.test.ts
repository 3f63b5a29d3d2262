import { memoryStore } from '@shoro/dialog/memory'
import { expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

it('shows its counters while the store is away, and nothing old of what waits in it', async () => {
  const store = memoryStore()
  let away = false
  const metrics = createMetrics({
    ...store,
    depth: async (now) => (away ? Promise.reject(new Error('Redis is away')) : store.depth(now)),
  })
  metrics.webhooks.inc({ outcome: 'taken' })
  expect(await metrics.registry.metrics()).toContain('shoro_waiting{what="mailboxes"} 0')
  away = true
  const shown = await metrics.registry.metrics()
  expect(shown).toContain('shoro_webhooks_total{outcome="taken"} 1')
  expect(shown).not.toContain('shoro_waiting{')
})
