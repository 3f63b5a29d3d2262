import type { Engine } from './engine.ts'

/** How long a worker holds an outbox without a word. */
export const leaseMs = 10_000

const renewals = 3

/** A lease that is as old as this is renewed. */
export const renewMs = leaseMs / renewals

/** A worker that died held its outbox for at least so long after it began with a call. Whole seconds: renewals come late. */
export const heldAfterDeathMs = Math.floor((leaseMs - renewMs) / 1_000) * 1_000

/** Renews the lease while a handler takes long; a handler that is quick costs nothing. */
export function holdLease({ store, clock }: Engine, conversation: string, token: string) {
  const lost = new AbortController()
  let renewing: Promise<void> = Promise.resolve()
  const renew = async () => {
    const claimed = await store.claim(conversation, { token, leaseMs, now: clock() })
    if (claimed.status !== 'claimed')
      lost.abort(new Error('Cannot go on with effect: another worker took the outbox over'))
  }
  // A renewal that fails is tried again; until the lease runs out nobody else can come in.
  const timer = setInterval(() => {
    renewing = renew().catch(() => {})
  }, renewMs).unref()
  return {
    signal: lost.signal,
    async end() {
      clearInterval(timer)
      await renewing
    },
  }
}
