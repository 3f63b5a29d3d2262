import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExact, stringifyExact } from './exact-json.ts'

const valueOf = (text: string) => {
  const read = parseExact(text)
  return read.ok ? read.value : read.reason
}

describe('parseExact', () => {
  it('keeps every digit of a long integer', () => {
    expect(valueOf('{"id": 9223372036854775807, "ids": [18446744073709551615,-9007199254740993]}')).toEqual({
      id: 9223372036854775807n,
      ids: [18446744073709551615n, -9007199254740993n],
    })
  })

  it('leaves safe integers, fractions and strings as they are', () => {
    expect(
      valueOf(
        '{"a":9007199254740991,"b":1.12345678901234567890,"c":"9223372036854775807","d":"\\"92233720368547758070"}',
      ),
    ).toEqual({ a: 9007199254740991, b: 1.1234567890123457, c: '9223372036854775807', d: '"92233720368547758070' })
  })

  it('does not turn bad JSON into good', () => {
    expect(valueOf('{12345678901234567890:1}')).toBe('not JSON')
    expect(valueOf('[012345678901234567890]')).toBe('not JSON')
    expect(valueOf('')).toBe('not JSON')
  })

  it('refuses deep nesting before parsing, but counts no brackets inside strings', () => {
    expect(valueOf('['.repeat(100_000))).toBe('nested deeper than 32 levels')
    expect(valueOf(`["${'['.repeat(1000)}"]`)).toEqual(['['.repeat(1000)])
    expect(valueOf('['.repeat(32) + ']'.repeat(32))).toBeTypeOf('object')
  })

  it('reads whatever JSON.parse reads, to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        const read = JSON.stringify(valueOf(text), (_key, item: unknown) =>
          typeof item === 'bigint' ? Number(item) : item,
        )
        expect(read).toBe(text)
      }),
    )
  })
})

describe('stringifyExact', () => {
  it('writes a bigint as a number and reads it back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }), fc.string(), (id, text) => {
        expect(stringifyExact({ id, text })).toBe(`{"id":${id},"text":${JSON.stringify(text)}}`)
        expect(valueOf(stringifyExact({ id, text }))).toEqual({ id, text })
      }),
    )
  })
})
