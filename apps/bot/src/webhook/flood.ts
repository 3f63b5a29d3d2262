import type { Settings } from '../env.ts'

/** `drop` and `tell` drop the message; `tell` at most once a minute for each client. */
export type Verdict = 'pass' | 'drop' | 'tell'

export interface Flood {
  /** Charges a client for a message. A copy of a message gets its verdict again and costs nothing. */
  charge(client: string, message: string, now: number): Verdict
}

interface Bucket {
  /** When the bucket would be full again, ms since the epoch. */
  fullAt: number
  toldAt: number
  verdicts: Map<string, Exclude<Verdict, 'tell'>>
}

const tellEveryMs = 60_000
const idsPerClient = 32

/** A limit for each client of this process, in bounded memory: the clients that wrote last are known. */
export function createFlood({ perMinute, burst }: Settings['flood'], maxClients = 10_000): Flood {
  const buckets = new Map<string, Bucket>()
  const spacingMs = perMinute === 0 ? 0 : 60_000 / perMinute

  const bucketOf = (client: string): Bucket => {
    const bucket = buckets.get(client) ?? { fullAt: 0, toldAt: -Infinity, verdicts: new Map() }
    // A Map keeps the order of insertion: the first key is the client who has been quiet longest.
    buckets.delete(client)
    buckets.set(client, bucket)
    if (buckets.size > maxClients) forgetFirst(buckets)
    return bucket
  }

  return {
    charge(client, message, now) {
      if (perMinute === 0) return 'pass'
      const bucket = bucketOf(client)
      const known = bucket.verdicts.get(message)
      if (known) return known
      const fullAt = Math.max(bucket.fullAt, now) + spacingMs
      const verdict = fullAt - now > burst * spacingMs ? 'drop' : 'pass'
      bucket.verdicts.set(message, verdict)
      if (bucket.verdicts.size > idsPerClient) forgetFirst(bucket.verdicts)
      if (verdict === 'pass') {
        bucket.fullAt = fullAt
        return 'pass'
      }
      if (now - bucket.toldAt < tellEveryMs) return 'drop'
      bucket.toldAt = now
      return 'tell'
    },
  }
}

function forgetFirst(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key)
    return
  }
}
