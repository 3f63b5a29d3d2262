import { describe, expect, it } from 'vitest'
import { readLocation } from './location.ts'

describe('readLocation', () => {
  it.each([
    ['43.238949,76.889709', { lat: 43.238949, lon: 76.889709 }],
    ['76.889709 43.238949', { lat: 43.238949, lon: 76.889709 }],
    ['76.889709,43.238949', { lat: 43.238949, lon: 76.889709 }],
    ['43.238949 76.889709', { lat: 43.238949, lon: 76.889709 }],
    ['42.8746, 74.5698', { lat: 42.8746, lon: 74.5698 }],
    ['72.8 40.53', { lat: 40.53, lon: 72.8 }],
    ['69.6 39.5', { lat: 39.5, lon: 69.6 }],
    ['51.5,51.2', { lat: 51.5, lon: 51.2 }],
    ['51.2 51.5', { lat: 51.5, lon: 51.2 }],
    ['-33.86,151.2', { lat: -33.86, lon: 151.2 }],
    ['151.2,-33.86', { lat: -33.86, lon: 151.2 }],
  ])('%s is somewhere', (text, expected) => {
    expect(readLocation(text)).toEqual(expected)
  })

  it.each([['181,181'], ['abc'], ['1'], [''], [null], [42], [{}], ['1,2,3'], [`1${' '.repeat(70)}2`]])(
    '%j is nowhere',
    (value) => {
      expect(readLocation(value)).toBeNull()
    },
  )
})
