import { afterEach, expect, it, vi } from 'vitest'
import { currentTime, followClock } from './clock.ts'

const noon = Date.UTC(2026, 0, 1, 12)
const hour = 3_600_000

afterEach(() => {
  vi.useRealTimers()
})

it('follows the clock that it asks, and not the one of its machine', async () => {
  vi.useFakeTimers({ now: noon + hour })
  const following = await followClock(async () => noon, { steady: () => 0 })
  expect(currentTime()).toBe(noon)
  vi.setSystemTime(noon - hour)
  expect(currentTime()).toBe(noon)
  following.stop()
  expect(currentTime()).toBe(noon - hour)
})

it('goes on evenly while nobody answers, and is set right by the next answer', async () => {
  vi.useFakeTimers({ now: noon })
  let steady = 0
  let answer = async () => noon
  const following = await followClock(async () => answer(), { everyMs: 1_000, steady: () => steady })
  answer = async () => Promise.reject(new Error('Redis is away'))
  steady = 60_000
  await vi.advanceTimersByTimeAsync(1_000)
  expect(currentTime()).toBe(noon + 60_000)
  answer = async () => noon + 90_000
  await vi.advanceTimersByTimeAsync(1_000)
  expect(currentTime()).toBe(noon + 90_000)
  following.stop()
})

it('is not moved by what an answer cannot tell', async () => {
  vi.useFakeTimers({ now: noon })
  let steady = 0
  let wrongMs = 0
  const slow = async () => {
    steady += 40
    return noon + steady - 20 + wrongMs
  }
  const following = await followClock(slow, { everyMs: 1_000, steady: () => steady })
  const before = currentTime() - steady
  wrongMs = 10
  await vi.advanceTimersByTimeAsync(1_000)
  expect(currentTime() - steady).toBe(before)
  wrongMs = 10_000
  await vi.advanceTimersByTimeAsync(1_000)
  expect(currentTime() - steady - before).toBeGreaterThan(9_900)
  following.stop()
})

it('begins with the machine’s own when nobody answers, and says so once', async () => {
  vi.useFakeTimers({ now: noon })
  const onUnknown = vi.fn()
  const away = new Error('Redis is away')
  const following = await followClock(async () => Promise.reject(away), { everyMs: 1_000, steady: () => 0, onUnknown })
  expect(currentTime()).toBe(noon)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(onUnknown.mock.calls).toEqual([[away]])
  following.stop()
})
