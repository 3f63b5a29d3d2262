import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { storeContract } from '../contract.ts'
import { redisStore, type RedisStoreOptions } from './index.ts'

const url = inject('redisUrl')

describe.skipIf(!url)('on a real Redis', () => {
  const redis = new Redis(url || 'redis://127.0.0.1:1', { lazyConnect: true })
  let runs = 0
  const fresh = (options: RedisStoreOptions = {}) => {
    const prefix = `t${process.pid}-${++runs}`
    return { prefix, store: redisStore(redis, { prefix, ...options }) }
  }
  const now = Date.now()
  const base = { rev: 0, snapshot: '1', inputs: [], effects: [], nextTimerAt: null, ttlMs: 60_000, now }

  afterAll(() => redis.disconnect())

  storeContract('redis', async (options) => fresh(options).store)
  storeContract('redis over 4 shards', async (options) => fresh({ ...options, shards: 4 }).store)

  describe('memory', () => {
    it('keeps an idle conversation with a snapshot of 600 bytes and 12 seen ids in 1.5 KB', async () => {
      const { prefix, store } = fresh()
      const snapshot = JSON.stringify({ step: 'x'.repeat(600 - 11) })
      for (let rev = 0; rev < 12; rev++) {
        const id = `message:whatsapp:${8_000_000 + rev}`
        await store.append('wa-77001234567', { id, order: (8_000_000 + rev) * 1024, body: '{}' }, now)
        await store.load('wa-77001234567', 16)
        await store.commit('wa-77001234567', {
          ...base,
          rev,
          snapshot,
          inputs: [id],
          effects: [{ id: `e${rev}`, body: '{"text":"ok"}' }],
          lease: { token: 'w', leaseMs: 1000 },
        })
        await store.claim('wa-77001234567', { token: 'w', leaseMs: 1000, now, done: { id: `e${rev}` } })
      }
      const keys = await redis.keys(`{${prefix}:0}:*wa-77001234567`)
      const bytes = await Promise.all(keys.map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)))
      const total = bytes.reduce<number>((sum, size) => sum + Number(size), 0)
      console.info(`idle conversation: ${total} bytes in ${keys.length} keys`)
      expect(total).toBeLessThanOrEqual(1536)
      expect(total).toBeGreaterThan(600)
      expect(await redis.zcard(`{${prefix}:0}:wm`)).toBe(0)
      expect(await redis.zcard(`{${prefix}:0}:wo`)).toBe(0)
    })
  })

  describe('time to live', () => {
    let prefix: string
    let store: ReturnType<typeof redisStore>
    const left = () => redis.pttl(`{${prefix}:0}:c:c`)

    beforeEach(() => {
      ;({ prefix, store } = fresh())
    })

    it('starts when nothing waits any more and stops when something comes', async () => {
      await store.append('c', { id: 'm1', body: '1' }, now)
      await store.load('c', 9)
      expect(await left()).toBe(-1)
      await store.commit('c', { ...base, inputs: ['m1'], effects: [{ id: 'e', body: '1' }] })
      expect(await left()).toBe(-1)
      await store.claim('c', { token: 'w', leaseMs: 1000, now })
      await store.claim('c', { token: 'w', leaseMs: 1000, now, done: { id: 'e', receipt: 'r' } })
      expect(await left()).toBeGreaterThan(50_000)
      await store.append('c', { id: 'm2', body: '1' }, now)
      expect(await left()).toBe(-1)
    })

    it('is counted from the next timer', async () => {
      await store.commit('c', { ...base, nextTimerAt: now + 3_600_000 })
      expect(await left()).toBeGreaterThan(3_650_000)
    })

    it('drops the timer of a conversation that expired', async () => {
      await store.commit('c', { ...base, ttlMs: 1, nextTimerAt: now - 1 })
      await expect.poll(() => store.read('c', now)).toBeNull()
      expect((await store.depth(now)).timers).toBe(1)
      expect(await store.due(now, 10)).toEqual({ inbound: [], outbound: [] })
      expect((await store.depth(now)).timers).toBe(0)
    })

    it('forgets seen ids two spans later at most', async () => {
      await store.append('c', { id: 'm1', body: '1' }, now)
      const [key = ''] = await redis.keys(`{${prefix}:0}:s*:c`)
      expect(await redis.object('ENCODING', key)).toBe('intset')
      expect(await redis.pttl(key)).toBeGreaterThan(7 * 86_400_000 - 60_000)
      expect(await redis.pttl(key)).toBeLessThanOrEqual(14 * 86_400_000)
      expect(await store.append('c', { id: 'm1', body: '1' }, now + 15 * 86_400_000)).toBe('appended')
    })
  })

  it('goes on after the server forgot its scripts', async () => {
    const { store } = fresh()
    await redis.script('FLUSH')
    expect(await store.append('c', { id: 'm1', body: '1' }, now)).toBe('appended')
    await redis.script('FLUSH')
    expect((await store.load('c', 9)).inputs).toHaveLength(1)
  })

  it('keeps bodies of 64 KiB, in the mailbox, in the outbox and as a dead letter', async () => {
    const { store } = fresh()
    const body = JSON.stringify('ө\u0000'.repeat(8192))
    await store.append('c', { id: 'm1', body }, now)
    expect((await store.load('c', 9)).inputs[0]?.body).toBe(body)
    const lease = { token: 'w', leaseMs: 1000 }
    const committed = await store.commit('c', { ...base, inputs: ['m1'], effects: [{ id: 'e', body }], lease })
    expect(committed).toMatchObject({ ok: true, effect: { body } })
    await store.bury('c', { id: 'e', token: 'w', reason: 'x', now })
    expect((await store.deadLetters(1))[0]?.body).toBe(body)
  })

  it('keeps orders up to 2^52 exact', async () => {
    const { store } = fresh()
    await store.append('c', { id: 'm1', order: 2 ** 52 - 1, body: '1' }, now)
    await store.append('c', { id: 'm2', body: '2' }, now)
    expect((await store.load('c', 9)).inputs.map(({ order }) => order)).toEqual([2 ** 52 - 1, 2 ** 52])
  })

  it('hands overdue work to one of two sweepers, the earliest of all shards first', async () => {
    const { store } = fresh({ shards: 4 })
    for (let i = 0; i < 40; i++) await store.append(`c${i}`, { id: 'm', body: '1' }, now + i)
    expect((await store.due(now + 10_000, 2)).inbound).toEqual(['c0', 'c1'])
    const both = await Promise.all([store.due(now + 10_000, 99), store.due(now + 10_000, 99)])
    expect(both.flatMap(({ inbound }) => inbound)).toHaveLength(38)
  })

  it('refuses options that cannot work, by name', () => {
    expect(() => redisStore(redis, { shards: 0 })).toThrow(/shards/)
    expect(() => redisStore(redis, { prefix: '{a}' })).toThrow(/prefix/)
  })
})
