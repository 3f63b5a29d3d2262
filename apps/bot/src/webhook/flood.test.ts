import { describe, expect, it } from 'vitest'
import { createFlood } from './flood.ts'

const start = Date.UTC(2026, 0, 5)

describe('the limit for each client', () => {
  it('lets a burst pass, then as many a minute as set', () => {
    const flood = createFlood({ perMinute: 6, burst: 3 })
    const verdicts = Array.from({ length: 5 }, (_, n) => flood.charge('a', `m${n}`, start))
    expect(verdicts).toEqual(['pass', 'pass', 'pass', 'tell', 'drop'])
    expect(flood.charge('a', 'm10', start + 10_000)).toBe('pass')
    expect(flood.charge('a', 'm11', start + 10_000)).toBe('drop')
    expect(flood.charge('a', 'm12', start + 70_000)).toBe('pass')
  })

  it('asks for patience once a minute', () => {
    const flood = createFlood({ perMinute: 1, burst: 1 })
    const verdicts = Array.from({ length: 180 }, (_, second) => flood.charge('a', `m${second}`, start + second * 1000))
    expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(3)
    expect(verdicts.filter((verdict) => verdict === 'tell')).toHaveLength(3)
  })

  it('charges nothing for copies, and drops the copy of a dropped message too', () => {
    const flood = createFlood({ perMinute: 1, burst: 2 })
    const verdicts = ['m1', 'm1', 'm1', 'm2', 'm3', 'm3', 'm1'].map((message) => flood.charge('a', message, start))
    expect(verdicts).toEqual(['pass', 'pass', 'pass', 'pass', 'tell', 'drop', 'pass'])
    expect(flood.charge('a', 'm3', start + 3_600_000)).toBe('drop')
  })

  it('leaves other clients alone, and knows only so many', () => {
    const flood = createFlood({ perMinute: 1, burst: 1 }, 2)
    expect(['a', 'b', 'a', 'c', 'b', 'a'].map((client, n) => flood.charge(client, `m${n}`, start))).toEqual([
      'pass',
      'pass',
      'tell',
      'pass',
      // b had been quiet longest when c came, a when b came again.
      'pass',
      'pass',
    ])
  })

  it('is off with 0 a minute', () => {
    const flood = createFlood({ perMinute: 0, burst: 1 })
    expect(Array.from({ length: 100 }, (_, n) => flood.charge('a', `m${n}`, start))).not.toContain('drop')
  })
})
