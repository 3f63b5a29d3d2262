import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, matchable } from './text.ts'

describe('text made clean', () => {
  it.each([
    ['２ бутылки', '2 бутылки'],
    ['٣ бөтөлкө', '3 бөтөлкө'],
    ['❷ шт', '2 шт'],
    ['🔟', '10'],
    ['да\u200b\u200d', 'да'],
    ['вода\u00a0есть\r\nда', 'вода есть\nда'],
    ['\uffe3', ' '],
  ])('%j → %j', (raw, clean) => {
    expect(cleanText(raw)).toBe(clean)
  })

  it('is left alone by a second time, and keeps every digit as a plain one', () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom(...Array.from('\u1100\u1161\u30ab\u3099\uff76\uff9e\uffe3\u0301\u200b٣𑑐9①Ⅳ㎏й')),
        maxLength: 30,
      }),
    )
    fc.assert(
      fc.property(words, (raw) => {
        const clean = cleanText(raw)
        expect(cleanText(clean)).toBe(clean)
        expect(matchable(clean)).toHaveLength(clean.length)
        expect(count(clean, /[0-9]/g)).toBeGreaterThanOrEqual(count(raw, /\p{Nd}/gu))
        expect(count(clean, /\p{Nd}/gu)).toBe(count(clean, /[0-9]/g))
      }),
      { numRuns: 3000 },
    )
  })
})

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
