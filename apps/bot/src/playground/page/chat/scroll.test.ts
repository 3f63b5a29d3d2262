import { expect, it } from 'vitest'
import { isAtEnd } from './scroll.ts'

it.each<[string, { scrollTop: number; scrollHeight: number; clientHeight: number }, number | undefined, boolean]>([
  ['a log that was just opened', { scrollTop: 0, scrollHeight: 1_000, clientHeight: 400 }, undefined, true],
  [
    'one that was at its end when a message came',
    { scrollTop: 600, scrollHeight: 1_100, clientHeight: 400 },
    600,
    true,
  ],
  ['one whose window grew', { scrollTop: 500, scrollHeight: 1_000, clientHeight: 500 }, 600, true],
  ['one whose window became smaller', { scrollTop: 600, scrollHeight: 1_000, clientHeight: 200 }, 600, true],
  ['one in which somebody reads further up', { scrollTop: 200, scrollHeight: 1_100, clientHeight: 400 }, 600, false],
])('%s shows the newest message, or stays', (_, log, end, shows) => expect(isAtEnd(log, end)).toBe(shows))
