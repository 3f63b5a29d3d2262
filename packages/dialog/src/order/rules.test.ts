import { describe, expect, it } from 'vitest'
import { clockTime, deliveryDay, isQuietHour } from './rules.ts'

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

it('is quiet from ten in the evening to eight in the morning', () => {
  expect([7, 8, 21, 22].map((hour) => isQuietHour(monday(hour)))).toEqual([true, false, false, true])
})
