export type Ring<Item> = { push: (item: Item) => void; all: () => Item[]; clear: () => void }

/** Keeps the newest items; forgets the oldest half-batch at a time, so that pushing stays cheap. */
export const createRing = <Item>(capacity: number): Ring<Item> => {
  let items: Item[] = []
  return {
    push: (item) => {
      items.push(item)
      if (items.length >= capacity * 2) items = items.slice(-capacity)
    },
    all: () => items.slice(-capacity),
    clear: () => {
      items = []
    },
  }
}

/** A map that forgets its oldest entries. */
export const setCapped = <Key, Value>(map: Map<Key, Value>, key: Key, value: Value, capacity: number): void => {
  map.set(key, value)
  if (map.size <= capacity) return
  const oldest = map.keys().next()
  if (!oldest.done) map.delete(oldest.value)
}
