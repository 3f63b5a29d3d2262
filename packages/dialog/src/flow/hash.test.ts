import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { structuralHash } from './hash.ts'

const config = {
  id: 'tea',
  context: { cups: 0 },
  initial: 'door',
  states: { door: { on: { hi: { target: 'table', actions: ['a', 'b'] } } }, table: { type: 'final' } },
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}

describe('structuralHash', () => {
  it('is 16 hex digits', () => {
    expect(structuralHash(config)).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is the same under any order of keys and after JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(structuralHash(reversed(value))).toBe(structuralHash(value))
        expect(structuralHash(JSON.parse(JSON.stringify(value)))).toBe(structuralHash(value))
      }),
    )
    expect(structuralHash(reversed(config))).toBe(structuralHash(config))
  })

  it('is blind to descriptions, meta, tags and version', () => {
    const table = { type: 'final', description: 'Where one sits', meta: { awaits: 'order' }, tags: ['busy'] }
    const described = { ...config, version: '2', description: 'A house', states: { ...config.states, table } }
    expect(structuralHash(described)).toBe(structuralHash(config))
  })

  it.each<[string, unknown]>([
    ['a target', { ...config, states: { ...config.states, door: { on: { hi: { target: 'door' } } } } }],
    ['a new state', { ...config, states: { ...config.states, yard: {} } }],
    ['the initial state', { ...config, initial: 'table' }],
    ['the context', { ...config, context: { cups: 1 } }],
    [
      'the order of actions',
      { ...config, states: { ...config.states, door: { on: { hi: { target: 'table', actions: ['b', 'a'] } } } } },
    ],
  ])('changes with %s', (_, changed) => {
    expect(structuralHash(changed)).not.toBe(structuralHash(config))
  })

  it.each(['description', 'meta', 'tags', 'version'])(
    'sees a state, an event and a context field called %s',
    (name) => {
      const one = (over: object) => structuralHash({ ...config, ...over })
      const states = new Set([{}, { type: 'final' }].map((inner) => one({ states: { [name]: inner } })))
      const events = new Set(['a', 'b'].map((target) => one({ on: { [name]: { target } } })))
      const fields = new Set([1, 2].map((value) => one({ context: { [name]: value } })))
      const params = new Set([1, 2].map((value) => one({ entry: { type: 'say', params: { [name]: value } } })))
      expect([states.size, events.size, fields.size, params.size]).toEqual([2, 2, 2, 2])
    },
  )
})
