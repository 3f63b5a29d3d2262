import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closed, react, slowStart, wantsOpinion, wellMs, type Breaker, type Happening } from './breaker.ts'

const failed = (conversation: string, over: Partial<Happening & { type: 'failed' }> = {}): Happening => ({
  type: 'failed',
  conversation,
  reached: true,
  probe: false,
  ...over,
})
const answered = (probe = false): Happening => ({ type: 'answered', probe })
const after = (happenings: readonly Happening[], from: Breaker = closed, now = 0) =>
  happenings.reduce<Breaker>((breaker, happening) => react(breaker, happening, now), from)
const outage = ['a', 'b', 'c', 'a', 'b'].map((name) => failed(name))

const someHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('answered' as const), probe: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('failed' as const),
      conversation: fc.constantFrom('a', 'b', 'c', 'd'),
      reached: fc.boolean(),
      probe: fc.boolean(),
    }),
  },
  fc.record({
    type: fc.constant('locked-out' as const),
    cause: fc.constantFrom('token' as const, 'quota' as const),
    probe: fc.boolean(),
  }),
  fc.constantFrom<Happening>({ type: 'asked' }, { type: 'down' }),
  fc.record({ type: fc.constant('told-open' as const), until: fc.nat(500_000) }),
  fc.record({ type: fc.constant('told-well' as const), at: fc.nat(500_000) }),
)
const history = fc.array(fc.tuple(someHappening, fc.nat(20_000)), { maxLength: 60 })

/** Plays a history and calls `look` with each step. */
function play(
  steps: readonly (readonly [Happening, number])[],
  look: (before: Breaker, happening: Happening, next: Breaker, now: number) => void,
) {
  let now = 0
  let breaker: Breaker = closed
  for (const [happening, ms] of steps) {
    now += ms
    const before = Object.freeze(breaker)
    breaker = react(before, happening, now)
    look(before, happening, breaker, now)
  }
}

describe('a breaker', () => {
  it('opens after five failures in a row of three customers', () => {
    expect(after(outage.slice(0, 4)).state).toBe('closed')
    expect(after(outage)).toMatchObject({ state: 'open', cause: 'server', until: 2_000 })
  })

  it('never opens for one customer or two that the service answers with errors', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b'), { maxLength: 100 }), (names) => {
        expect(after(names.map((name) => failed(name))).state).toBe('closed')
      }),
    )
  })

  it('opens for one customer when the service is not even reached', () => {
    const unreached = failed('a', { reached: false })
    expect(after([unreached, unreached]).state).toBe('closed')
    expect(after([unreached, unreached, unreached]).state).toBe('open')
  })

  it('wants a second opinion after three failures, once a minute, and opens if that fails too', () => {
    const suspicious = after([failed('a'), failed('a'), failed('a')])
    expect(wantsOpinion(after([failed('a'), failed('a')]), 0)).toBe(false)
    expect(wantsOpinion(suspicious, 0)).toBe(true)
    const asked = react(suspicious, { type: 'asked' }, 0)
    expect(wantsOpinion(asked, 59_999)).toBe(false)
    expect(wantsOpinion(asked, 60_000)).toBe(true)
    expect(react(asked, { type: 'down' }, 0).state).toBe('open')
  })

  it('forgets failures at the first answer, and after a minute', () => {
    expect(after([...outage.slice(0, 4), answered(), ...outage.slice(0, 4)]).state).toBe('closed')
    expect(react(after(outage.slice(0, 4)), failed('d'), 60_000).state).toBe('closed')
  })

  it('stays open half a minute for a refused token, and another half if the next try is refused', () => {
    const open = after([{ type: 'locked-out', cause: 'token', probe: false }])
    expect(open).toMatchObject({ state: 'open', cause: 'token', until: 30_000 })
    expect(react(open, { type: 'locked-out', cause: 'token', probe: true }, 30_000)).toMatchObject({ until: 60_000 })
  })

  it('takes longer pauses the longer it lasts, an eighth of it, from 2 s to a minute', () => {
    let breaker = after(outage)
    const pauses: number[] = []
    for (let tries = 0; tries < 60 && breaker.state === 'open'; tries++) {
      const at: number = breaker.until
      breaker = react(breaker, failed('a', { probe: true }), at)
      pauses.push((breaker as { until: number }).until - at)
    }
    expect(pauses[0]).toBe(2_000)
    expect(pauses.at(-1)).toBe(60_000)
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
  })

  it('goes on with the same outage if it fails again soon after it was well', () => {
    let breaker = after(outage)
    breaker = react(breaker, answered(true), 80_000)
    breaker = after(outage, breaker, 100_000)
    expect(breaker).toMatchObject({ state: 'open', since: 0, until: 113_000 })
  })

  it('stays open as long as others may still hear that it was well', () => {
    const well = react(after(outage), answered(true), 80_000)
    expect(after(outage, well, 81_000)).toMatchObject({ state: 'open', until: 80_000 + wellMs })
  })

  it('is told by another worker that it is open, and that it is well', () => {
    const open = react(closed, { type: 'told-open', until: 5_003 }, 0)
    expect(open).toMatchObject({ state: 'open', until: 5_000 })
    expect(react(open, { type: 'told-well', at: 4_000 }, 4_999)).toBe(open)
    expect(react(open, { type: 'told-well', at: 5_500 }, 6_000)).toMatchObject({
      state: 'closed',
      outage: { endedAt: 5_500 },
    })
  })

  it('when open is closed by nothing but a try that was answered or the word of another worker', () => {
    let seen = 0
    fc.assert(
      fc.property(history, (steps) => {
        play(steps, (before, happening, next, now) => {
          if (before.state !== 'open' || next.state !== 'closed') return
          seen += 1
          expect(now).toBeGreaterThanOrEqual(before.until)
          expect(happening.type === 'told-well' || (happening.type === 'answered' && happening.probe)).toBe(true)
        })
      }),
      { numRuns: 500 },
    )
    expect(seen).toBeGreaterThan(20)
  })

  it('never waits longer than a minute by its own decision, never opens into the past, and keeps little', () => {
    let seen = 0
    fc.assert(
      fc.property(history, (steps) => {
        play(steps, (before, happening, next, now) => {
          if (next.state === 'closed') return expect(next.failures.length).toBeLessThanOrEqual(10)
          if (happening.type.startsWith('told') || next === before) return
          if (before.state === 'open' && next.until === before.until) return
          seen += 1
          expect(next.until).toBeGreaterThan(now)
          expect(next.until - now).toBeLessThanOrEqual(61_000 + wellMs)
          expect(next.since).toBeLessThanOrEqual(now)
        })
      }),
      { numRuns: 500 },
    )
    expect(seen).toBeGreaterThan(100)
  })

  it('lets calls rise from one a second, doubling', () => {
    expect([0, 999, 1_000, 2_500, 5_000].map((ms) => slowStart(0, ms))).toEqual([1, 1, 2, 4, 32])
    expect(slowStart(0, wellMs)).toBe(Infinity)
  })
})
