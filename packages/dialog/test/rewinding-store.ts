import { memoryStore } from '../src/store/memory.ts'
import type { Store, StoreOptions } from '../src/store/port.ts'

type Call = [name: keyof Store, given: unknown[]]

/** A memory store that can lose its latest writes, as a server does that comes back with an old copy of its data. */
export function rewindingStore(options: StoreOptions = {}) {
  let calls: Call[] = []
  let store = memoryStore(options)
  const run = ([name, given]: Call) => (store[name] as (...given: unknown[]) => Promise<unknown>)(...given)
  const names = Object.keys(store) as (keyof Store)[]
  const rewinding = Object.fromEntries(
    names.map((name) => [
      name,
      (...given: unknown[]) => {
        const call: Call = [name, given]
        calls.push(call)
        return run(call)
      },
    ]),
  ) as unknown as Store
  return {
    store: rewinding,
    /** How many calls it has carried out. */
    calls: () => calls.length,
    /** Forgets all but its first `kept` calls. */
    rewind(kept: number) {
      store = memoryStore(options)
      const again = calls.slice(0, Math.max(0, kept))
      calls = []
      for (const call of again) {
        calls.push(call)
        void run(call)
      }
    },
  }
}
