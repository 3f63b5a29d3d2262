import type { Store } from '@shoro/dialog'

/** How fast one worker calls, and whether it calls at all just now. Times are ms since the epoch. */
export interface Pace {
  /** The configured rate, halved by each pause, and back to the whole of it within a minute. 0 = no limit. */
  perSecond(now: number): number
  /** When the latest pause ends or ended. */
  readonly pausedUntil: number
  /** The service asked for a pause, `retryAfterMs` long if it said so. Gives how long it is. */
  pause(retryAfterMs: number | null, now: number): number
  /** Another worker was asked for one. */
  pauseUntil(until: number, now: number): void
  /** A call was answered: the next pause is a short one again. */
  answered(): void
}

/** The bucket that every call of the API takes a token of, whoever makes it. */
const bucket = 'chat2desk'

const leastShare = 1 / 16
const riseMs = 60_000
const longestRetryAfterMs = 600_000
const longestPauseMs = 30_000

export function createPace(ratePerSecond: number): Pace {
  let share = 1
  let slowedAt = -Infinity
  let pausedUntil = -Infinity
  let pauses = 0
  const shareAt = (now: number) => Math.min(1, share + Math.max(0, now - slowedAt) / riseMs)
  const pauseUntil = (until: number, now: number) => {
    // Calls that were under way together are refused together: that is one pause.
    if (now >= pausedUntil) {
      share = Math.max(leastShare, shareAt(now) / 2)
      slowedAt = now
    }
    pausedUntil = Math.max(pausedUntil, until)
  }
  return {
    perSecond: (now) => ratePerSecond * shareAt(now),
    get pausedUntil() {
      return pausedUntil
    },
    pause(retryAfterMs, now) {
      if (retryAfterMs === null && now < pausedUntil) return pausedUntil - now
      const ms =
        retryAfterMs === null
          ? Math.min(longestPauseMs, 1000 * 2 ** Math.min(pauses, 10))
          : Math.min(longestRetryAfterMs, Math.max(1000, retryAfterMs))
      pauses += 1
      pauseUntil(now + ms, now)
      return ms
    },
    pauseUntil,
    answered() {
      pauses = 0
    },
  }
}

/**
 * Takes one call from what all workers together may make: at `perSecond`, which is `ratePerSecond` or less. In any window
 * they are at most what `ratePerSecond` gives in it, and 5 or a second's worth at once. 0 = go, otherwise ms to wait.
 */
export async function takeCall(store: Store, ratePerSecond: number, perSecond: number, now: number): Promise<number> {
  if (ratePerSecond === 0) return 0
  // A slower worker may be ahead of time no longer than the others.
  const burst = 1 + (Math.max(5, ratePerSecond) - 1) * (perSecond / ratePerSecond)
  return store.takeToken(bucket, { perSecond, burst }, now)
}
