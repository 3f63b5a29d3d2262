import { createHash } from 'node:crypto'

const silent = new Set(['description', 'meta', 'tags', 'version'])
/** Under these the keys are names that the author chose, down to the next state or transition, or all the way. */
const named = new Set(['states', 'on', 'after'])
const opaque = new Set(['context', 'params'])

/**
 * A hash of a machine's structure: 16 hex digits, the same under any order of keys, blind to descriptions, meta and
 * tags. Bodies of guards and assigns are not in it.
 */
export function structuralHash(config: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(config, 'structure')))
    .digest('hex')
    .slice(0, 16)
}

function canonical(value: unknown, keys: 'structure' | 'names' | 'data'): unknown {
  if (Array.isArray(value)) return value.map((inner) => canonical(inner, keys))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => keys !== 'structure' || !silent.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner, below(key, keys))]),
  )
}

function below(key: string, keys: 'structure' | 'names' | 'data'): 'structure' | 'names' | 'data' {
  if (keys === 'data' || (keys === 'structure' && opaque.has(key))) return 'data'
  return keys === 'structure' && named.has(key) ? 'names' : 'structure'
}
