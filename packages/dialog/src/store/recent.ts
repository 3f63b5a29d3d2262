/** A map that forgets what was set first once it holds more than `most`. */
export interface Recent<Value> {
  readonly size: number
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): boolean
}

export function recent<Value>(most: number): Recent<Value> {
  const known = new Map<string, Value>()
  return {
    get size() {
      return known.size
    },
    get: (key) => known.get(key),
    set(key, value) {
      known.delete(key)
      known.set(key, value)
      if (known.size > most) known.delete(known.keys().next().value ?? key)
    },
    delete: (key) => known.delete(key),
  }
}
