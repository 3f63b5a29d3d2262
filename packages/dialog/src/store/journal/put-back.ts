import type { Appended } from '../port.ts'
import { recent } from '../recent.ts'

/** Inputs that this process put back into the store: what comes of them may have been done before. */
export type PutBack = ReturnType<typeof createPutBack>

const most = 10_000

export function createPutBack() {
  const known = recent<Promise<boolean> | boolean>(most)
  const name = (conversation: string, id: string) => `${conversation}\n${id}`
  return {
    /** It is put back for sure. */
    add(conversation: string, id: string) {
      known.set(name(conversation, id), true)
    },

    /** It is put back if the store turns out not to have had it; without an answer it counts as put back. */
    watch(conversation: string, id: string, appending: Promise<Appended>) {
      const key = name(conversation, id)
      const before = known.get(key) ?? false
      const answer = appending.then(
        (appended) => appended === 'appended' || before,
        () => true,
      )
      known.set(key, answer)
    },

    /** Whether one of them was; waits where that is being found out. */
    async hasAny(conversation: string, ids: readonly string[]): Promise<boolean> {
      for (const id of ids) if (await known.get(name(conversation, id))) return true
      return false
    },

    /** They were taken. */
    forget(conversation: string, ids: readonly string[]) {
      for (const id of ids) known.delete(name(conversation, id))
    },
  }
}
