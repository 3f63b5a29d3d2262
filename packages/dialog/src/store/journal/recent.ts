/** A map that forgets what was set first once it holds more than `most`. */
export function recent<Value>(most: number) {
  const known = new Map<string, Value>()
  return {
    get: (key: string): Value | undefined => known.get(key),
    set(key: string, value: Value) {
      known.delete(key)
      known.set(key, value)
      if (known.size > most) known.delete(known.keys().next().value ?? key)
    },
    delete: (key: string): boolean => known.delete(key),
  }
}
