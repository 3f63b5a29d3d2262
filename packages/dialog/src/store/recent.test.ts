import { expect, it } from 'vitest'
import { recent } from './recent.ts'

it('forgets what was set first, and nothing else, once there is too much', () => {
  const known = recent<number>(2)
  known.set('a', 1)
  known.set('b', 2)
  known.set('a', 3)
  known.set('c', 4)
  expect(['a', 'b', 'c'].map(known.get)).toEqual([3, undefined, 4])
  expect(known.size).toBe(2)
  expect([known.delete('a'), known.delete('a'), known.size]).toEqual([true, false, 1])
})
