import { expect, it } from 'vitest'
import { createLockout } from './lockout.ts'

const minute = 60_000

it('locks an address out at the tenth wrong guess within 15 minutes, for 15 minutes, and no other', () => {
  const lockout = createLockout()
  for (let i = 0; i < 9; i++) expect(lockout.wrong('10.0.0.1', i * minute)).toBe(false)
  expect(lockout.until('10.0.0.1', 9 * minute)).toBe(0)
  expect(lockout.wrong('10.0.0.1', 9 * minute)).toBe(true)
  expect(lockout.until('10.0.0.1', 9 * minute)).toBe(24 * minute)
  expect(lockout.until('10.0.0.1', 24 * minute - 1)).toBe(24 * minute)
  expect(lockout.until('10.0.0.1', 24 * minute)).toBe(0)
  expect(lockout.until('10.0.0.2', 9 * minute)).toBe(0)
})

it('forgets guesses after 15 minutes, and begins anew after a lock-out', () => {
  const lockout = createLockout({ guesses: 3 })
  for (const at of [0, 14, 16, 30, 32]) expect([at, lockout.wrong('a', at * minute)]).toEqual([at, false])
  expect(lockout.wrong('a', 33 * minute)).toBe(true)
  for (const at of [48, 49]) expect(lockout.wrong('a', at * minute)).toBe(false)
  expect(lockout.wrong('a', 50 * minute)).toBe(true)
})

it('takes the addresses of one IPv6 network for one', () => {
  const lockout = createLockout({ guesses: 2 })
  lockout.wrong('2001:db8:0:7::1', 0)
  expect(lockout.wrong('2001:0DB8::0007:aaaa:bbbb:cccc:dddd', 0)).toBe(true)
  expect(lockout.until('2001:db8:0:7:ffff::', 1)).toBeGreaterThan(0)
  expect(lockout.until('2001:db8:0:8::1', 1)).toBe(0)
  lockout.wrong('::1', 0)
  expect(lockout.wrong('::1', 0)).toBe(true)
})

it('remembers a bounded number of addresses, those that guessed last', () => {
  const lockout = createLockout({ guesses: 2, addresses: 100 })
  for (let i = 0; i < 1000; i++) lockout.wrong(`a${i}`, i)
  expect(lockout.wrong('a0', 1000)).toBe(false)
  expect(lockout.wrong('a999', 1000)).toBe(true)
})
