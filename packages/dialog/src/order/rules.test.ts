import { describe, expect, it } from 'vitest'
import { afterQuietHours, clockTime, deliveryDay } from './rules.ts'

/** A Monday in Bishkek. */
const monday = (hour: number, minute = 0) => Date.UTC(2026, 0, 5, hour - 6, minute)

describe('deliveryDay', () => {
  it('says nothing where the business has no rule', () => {
    expect(deliveryDay(monday(10), {})).toBeUndefined()
  })

  it('is today before the cut-off and tomorrow from then on', () => {
    const rules = { hours: { from: 540, to: 1260 }, cutOff: 840 }
    expect(deliveryDay(monday(13, 59), rules)).toEqual({ inDays: 0, weekday: 1 })
    expect(deliveryDay(monday(14), rules)).toEqual({ inDays: 1, weekday: 2 })
    expect(deliveryDay(monday(21), { hours: { from: 540, to: 1260 } })).toEqual({ inDays: 1, weekday: 2 })
  })

  it('goes over days off, and gives up on a week of them', () => {
    expect(deliveryDay(monday(20), { cutOff: 840, daysOff: [2, 3] })).toEqual({ inDays: 3, weekday: 4 })
    expect(deliveryDay(monday(8), { daysOff: [1] })).toEqual({ inDays: 1, weekday: 2 })
    expect(deliveryDay(monday(8), { daysOff: [0, 1, 2, 3, 4, 5, 6] })?.inDays).toBe(8)
  })

  it('counts days as Bishkek does: at one in the night it is the new day', () => {
    expect(deliveryDay(monday(25), { cutOff: 840 })).toEqual({ inDays: 0, weekday: 2 })
  })
})

it('writes times as people do', () => {
  expect([540, 1265].map(clockTime)).toEqual(['9:00', '21:05'])
})

describe('afterQuietHours', () => {
  it('moves what is due at night to the morning, and nothing by day', () => {
    const night = { from: 22 * 60, to: 8 * 60 }
    const moved = (hour: number, minute = 0) => afterQuietHours(monday(hour, minute), night)
    expect(moved(21, 59)).toBe(monday(21, 59))
    for (const hour of [22, 24, 27, 31]) expect(moved(hour)).toBe(monday(32))
    expect(moved(7, 59)).toBe(monday(8))
    expect(moved(8)).toBe(monday(8))
  })

  it('knows quiet hours within a day, and none', () => {
    expect(afterQuietHours(monday(13), { from: 12 * 60, to: 14 * 60 })).toBe(monday(14))
    expect(afterQuietHours(monday(23), { from: 22 * 60, to: 24 * 60 })).toBe(monday(24))
    expect(afterQuietHours(monday(3), { from: 0, to: 0 })).toBe(monday(3))
  })
})
