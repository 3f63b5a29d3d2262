/** Fields whose strings are names of the flow's own and never a customer's words. */
export type Shown = ReadonlySet<string>

/**
 * A copy for other eyes: strings become `‹12 characters›` and long numbers `‹number›`, save for fields that are shown.
 * What is not known to be harmless is masked.
 */
export function masked(value: unknown, shown: Shown, field = ''): unknown {
  if (typeof value === 'string') return shown.has(field) ? value : `‹${value.length} characters›`
  if (typeof value === 'number') return Math.abs(value) < 1_000_000 ? value : '‹number›'
  if (Array.isArray(value)) return value.map((inner) => masked(inner, shown, field))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner, shown, key)]))
}
