import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

describe('backoffMs', () => {
  it('tries three times within a second and a half', () => {
    expect([1, 2, 3].map((attempt) => backoffMs(attempt, 1))).toEqual([250, 500, 1000])
  })

  it('never waits longer than 30 minutes, at any attempt', () => {
    expect(backoffMs(50, 1)).toBe(1_800_000)
    expect(backoffMs(1e6, 1)).toBe(1_800_000)
  })

  it('spreads over the upper half', () => {
    expect(backoffMs(50, 0)).toBe(900_000)
  })

  it('spans about 14 hours in 50 tries', () => {
    const hours = Array.from({ length: 50 }, (_, i) => backoffMs(i + 1, 0.5)).reduce((a, b) => a + b) / 3_600_000
    expect(hours).toBeGreaterThan(13)
    expect(hours).toBeLessThan(16)
  })
})
