import { afterEach, describe, expect, it } from 'vitest'
import { page } from './state.ts'
import { clockTime, clockTimeExact, dayAndTime, span } from './time.ts'

afterEach(() => void (page.language = 'en'))

describe('a span of time', () => {
  it.each([
    [0, '0 s'],
    [400, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [30 * 60_000, '30 min'],
    [3_599_700, '1 h'],
    [26 * 3_600_000 + 5_000, '1 d 2 h'],
  ])('of %i ms is %s', (ms, told) => expect(span(ms)).toBe(told))
})

describe('a time of day', () => {
  it('begins at midnight with 00, in either language', () => {
    const midnight = new Date(2026, 0, 5, 0, 5, 9).getTime()
    for (const language of ['en', 'ru'] as const) {
      page.language = language
      expect([clockTime(midnight), clockTimeExact(midnight)]).toEqual(['00:05', '00:05:09'])
      expect(dayAndTime(midnight)).toContain('00:05')
    }
  })
})
