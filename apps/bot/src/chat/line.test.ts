import { Chat2DeskRefused, Chat2DeskUnanswered } from '@shoro/chat2desk'
import { memoryStore } from '@shoro/dialog/memory'
import { describe, expect, it } from 'vitest'
import { Held } from './held.ts'
import { createLine, type Line, type LineNews } from './line.ts'

const second = 1_000
const minute = 60 * second

/** A clock that runs from one sleeper to the next. */
function hurriedClock() {
  const start = 1_000_000_000_000
  let now = start
  const sleepers: { at: number; wake: () => void }[] = []
  return {
    now: () => now,
    at: () => now - start,
    sleep: (ms: number) => new Promise<void>((wake) => sleepers.push({ at: now + Math.max(0, ms), wake })),
    async run(untilMs: number) {
      for (;;) {
        // What runs without sleeping comes to rest.
        for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve))
        sleepers.sort((a, b) => a.at - b.at)
        const [next] = sleepers
        if (!next || next.at > start + untilMs) break
        sleepers.shift()
        now = next.at
        next.wake()
      }
      now = start + untilMs
    },
  }
}

const refused = (kind: 'server' | 'rate-limit' | 'token' | 'invalid', retryAfterMs: number | null = null) =>
  new Chat2DeskRefused('send message', {
    kind,
    httpStatus: 500,
    apiMessage: null,
    errors: {},
    retryAfterMs,
    maybeSent: kind === 'server',
  })
const unanswered = (kind: 'not-sent' | 'timeout') =>
  new Chat2DeskUnanswered('send message', { kind, maybeSent: kind === 'timeout', reason: kind })

/** Customers on several workers, and a service that does as `api` says. */
function town(
  api: (call: { at: number; customer: string; calls: number }) => { error?: Error; ms?: number } | undefined,
  { workers = 3, perSecond = 5 }: { workers?: number; perSecond?: number } = {},
) {
  const time = hurriedClock()
  const store = memoryStore()
  const calls: { customer: string; at: number; endedAt: number; ok: boolean }[] = []
  const counted: string[] = []
  const news: LineNews[] = []
  const sent = new Map<string, number>()
  const call = async (customer: string) => {
    const entry = { customer, at: time.at(), endedAt: Infinity, ok: false }
    calls.push(entry)
    const { error, ms = 50 } = api({ at: time.at(), customer, calls: calls.length }) ?? {}
    await time.sleep(ms)
    entry.endedAt = time.at()
    entry.ok = error === undefined
    if (error) throw error
  }
  const lines = Array.from({ length: workers }, () =>
    createLine({
      store,
      name: 'api',
      ratePerSecond: perSecond,
      timeoutMs: 10 * second,
      ask: () => call('nobody'),
      tell: (item) => void news.push(item),
      clock: time.now,
      random: () => 0.5,
      sleep: time.sleep,
    }),
  )
  /** Tries until it is through, as an outbox does. */
  const send = async (customer: string, line: Line | undefined, tries = 50) => {
    for (let failures = 0; failures < tries;) {
      try {
        await line?.call(customer, () => call(customer))
        sent.set(customer, time.at())
        return
      } catch (error) {
        if (!(error instanceof Held)) counted.push(customer)
        if (!(error instanceof Held)) failures += 1
        await time.sleep(error instanceof Held ? error.ms : Math.min(30 * minute, 250 * 2 ** failures))
      }
    }
  }
  return {
    time,
    calls,
    counted,
    news,
    sent,
    lines,
    /** Customers who write one after the other, each served by another worker. */
    async customers(names: readonly string[], everyMs = 100) {
      for (const [n, name] of names.entries()) {
        void send(name, lines[n % workers])
        await time.run(time.at() + everyMs)
      }
    },
  }
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `c${n}`)
const between =
  (from: number, to: number) =>
  ({ at }: { at: number }) =>
    at >= from && at < to

describe('a line to the API', () => {
  it('keeps to the rate of all workers together in any window, and serves everybody', async () => {
    const { calls, customers, sent, time } = town(() => undefined)
    await customers(names(60), 0)
    await time.run(2 * minute)
    expect(sent.size).toBe(60)
    for (const { at } of calls)
      for (const ms of [200, second, 5 * second])
        expect(calls.filter(between(at, at + ms)).length).toBeLessThanOrEqual((5 * ms) / second + 5)
  })

  it.each([
    ['is refused', unanswered('not-sent'), 5],
    ['hangs', unanswered('timeout'), 10 * second],
    ['answers with errors', refused('server'), 50],
  ])(
    'through an outage in which every call %s: few calls, few failures, one try at a time, soon back',
    async (_, error, ms) => {
      const back = 2 * minute
      const { calls, counted, customers, news, sent, time } = town(({ at }) => (at < back ? { error, ms } : undefined))
      await customers(names(30))
      await time.run(back + 40 * second)
      expect(sent.size).toBe(30)
      const opened = news.findIndex(({ type }) => type === 'opened')
      expect(opened).toBeGreaterThan(-1)
      expect(counted.length).toBeLessThanOrEqual(3 * 4)
      // An eighth of the outage, and the time that a try takes which began before its end.
      expect(Math.min(...sent.values()) - back).toBeLessThan(20 * second + ms)
      // Once every worker knows: tries only, and never two at a time.
      const firstSent = Math.min(...sent.values())
      const tries = calls.filter(between(15 * second, firstSent))
      expect(tries.length).toBeGreaterThan(3)
      expect(tries.length).toBeLessThan(40)
      for (const one of tries)
        expect(tries.filter(({ at, endedAt }) => at <= one.at && one.at < endedAt)).toHaveLength(1)
      // A slow start, then the usual rate.
      expect(calls.filter(between(firstSent, firstSent + second)).length).toBeLessThanOrEqual(2)
    },
  )

  it('is back within eight seconds after an outage of one minute', async () => {
    const { customers, sent, time } = town(({ at }) => (at < minute ? { error: refused('server') } : undefined))
    await customers(names(10))
    await time.run(2 * minute)
    expect(Math.min(...sent.values()) - minute).toBeLessThan(8 * second)
    expect(Math.max(...sent.values()) - minute).toBeLessThan(20 * second)
  })

  it('stays closed for everybody else when the service fails for one customer only', async () => {
    const { calls, customers, lines, news, sent, time } = town(({ customer }) =>
      customer === 'c0' ? { error: refused('server') } : undefined,
    )
    await customers(['c0'])
    await time.run(10 * minute)
    await customers(names(20).slice(1))
    await time.run(time.at() + minute)
    expect(sent.size).toBe(19)
    expect(news.filter(({ type }) => type === 'opened')).toEqual([])
    expect(await lines[0]?.state()).toBe('closed')
    const opinions = calls.filter(({ customer }) => customer === 'nobody').length
    expect(opinions).toBeGreaterThan(0)
    expect(opinions).toBeLessThan(12)
  })

  it('does not wear out the only customer of a quiet night by an outage of three hours', async () => {
    const back = 180 * minute
    const { counted, customers, sent, time } = town(({ at }) => (at < back ? { error: refused('server') } : undefined))
    await customers(['c0'])
    await time.run(back + 2 * minute)
    expect(counted.length).toBeLessThan(5)
    expect(sent.get('c0')).toBeLessThan(back + 70 * second)
  })

  it.each([
    ['as long as it says', 4 * second, 4 * second],
    ['a second if it does not say', null, second],
  ])('pauses all workers when the service says that there are too many calls: %s', async (_, retryAfterMs, pauseMs) => {
    const { calls, customers, news, sent, time } = town(({ calls: n }) =>
      n === 4 ? { error: refused('rate-limit', retryAfterMs) } : undefined,
    )
    await customers(names(20))
    await time.run(minute)
    expect(sent.size).toBe(20)
    expect(news).toContainEqual({ type: 'paused', ms: pauseMs })
    const pausedAt = calls.find(({ ok }) => !ok)?.endedAt ?? 0
    for (const { at } of calls) expect(calls.filter(between(at, at + second)).length).toBeLessThanOrEqual(5 + 5)
    // The others hear of it within a quarter of a second.
    expect(calls.filter(between(pausedAt + 260, pausedAt + pauseMs))).toEqual([])
    expect(calls.filter(between(pausedAt + pauseMs, pausedAt + pauseMs + second)).length).toBeLessThanOrEqual(2)
  })

  it('pauses longer each time in a row', async () => {
    const { customers, news, time } = town(
      ({ at }) => (at < 20 * second ? { error: refused('rate-limit') } : undefined),
      {
        workers: 1,
      },
    )
    await customers(names(3))
    await time.run(minute)
    const pauses = news.flatMap((item) => (item.type === 'paused' ? [item.ms] : []))
    expect(pauses.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
  })

  it('makes two calls a minute while the token is refused, and counts none of it', async () => {
    const { calls, counted, customers, sent, time } = town(({ at }) =>
      at < 5 * minute ? { error: refused('token') } : undefined,
    )
    await customers(names(10))
    await time.run(7 * minute)
    expect(counted).toEqual([])
    expect(calls.filter(between(2 * second, 5 * minute)).length).toBeLessThanOrEqual(10)
    expect(sent.size).toBe(10)
  })

  it('takes a refused message for a sign of life', async () => {
    const { counted, customers, news, time } = town(({ customer }) =>
      customer === 'c9' ? { error: refused('invalid') } : { error: refused('server') },
    )
    await customers(['c0', 'c1', 'c9', 'c0', 'c2', 'c9', 'c1'], 5_000)
    await time.run(30 * second)
    expect(counted).toContain('c9')
    expect(news.filter((item) => item.type === 'called' && item.outcome === 'invalid').length).toBeGreaterThan(0)
  })

  it('shows a process that only listens what the others know', async () => {
    const { customers, lines, time } = town(({ at }) => (at < minute ? { error: refused('server') } : undefined), {
      workers: 4,
    })
    const [listener] = lines.splice(3)
    await customers(names(10))
    await time.run(20 * second)
    expect(await listener?.state()).not.toBe('closed')
    await time.run(3 * minute)
    expect(await listener?.state()).toBe('closed')
  })

  it('holds calls while the store is away', async () => {
    const line = createLine({
      store: { ...memoryStore(), takeToken: () => Promise.reject(new Error('connection lost')) },
      name: 'api',
      ratePerSecond: 5,
      timeoutMs: 10 * second,
      ask: async () => {},
    })
    let called = false
    await expect(line.call('c', async () => void (called = true))).rejects.toMatchObject({ name: 'Held', ms: 2_000 })
    expect(called).toBe(false)
  })
})
