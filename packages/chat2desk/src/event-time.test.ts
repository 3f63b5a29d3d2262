import { describe, expect, it } from 'vitest'
import { readEventTime } from './event-time.ts'

describe('readEventTime', () => {
  it.each([
    ['2026-09-18T07:00:00Z', Date.UTC(2026, 8, 18, 7)],
    ['2026-09-18T07:00:00.123456Z', Date.UTC(2026, 8, 18, 7, 0, 0, 123)],
    ['2026-09-18T07:00:00 UTC', Date.UTC(2026, 8, 18, 7)],
    ['2026-09-18T07:00:00', Date.UTC(2026, 8, 18, 7)],
    ['2026-09-18T12:00:00+05:00', Date.UTC(2026, 8, 18, 7)],
  ])('reads %s', (text, expected) => {
    expect(readEventTime(text).eventTime).toBe(expected)
  })

  it.each([['yesterday'], [''], [null], [5], ['2026-99-99T00:00:00Z'], ['2026-09-18']])('does not read %j', (value) => {
    expect(readEventTime(value)).toEqual({ eventTime: null, stamp: '' })
  })
})
