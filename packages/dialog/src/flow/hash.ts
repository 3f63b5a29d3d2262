import { createHash } from 'node:crypto'

const silent = new Set(['description', 'meta', 'tags', 'version'])

/**
 * A hash of a machine's structure: 16 hex digits, the same under any order of keys, blind to descriptions, meta and
 * tags. Bodies of guards and assigns are not in it.
 */
export function structuralHash(config: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(config)))
    .digest('hex')
    .slice(0, 16)
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !silent.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  )
}
