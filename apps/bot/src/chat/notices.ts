import type { Store } from '@shoro/dialog'

/** A word that all workers hear until its time runs out. */
export type Notice = 'open' | 'pause' | 'well'

/** Notices are buckets of the store: a full one says that the time has not run out. */
export interface Notices {
  /** Posts a notice for so long, unless one is posted. */
  post(notice: Notice, ms: number): Promise<void>
  /** For how much longer each is posted, ms; 0 = it is not. Asks the store at most four times a second. */
  read(): Promise<Record<Notice, number>>
}

const readEveryMs = 250
/** Reading leaves a trace of less than that. */
const traceMs = 10

export function noticesIn(store: Store, prefix: string, clock: () => number): Notices {
  let reading: Promise<Record<Notice, number>> | undefined
  let readAt = -Infinity
  const left = async (notice: Notice, now: number) => {
    const ms = await store.takeToken(`${prefix}:${notice}`, { perSecond: 1e6, burst: 1 }, now)
    return ms <= traceMs ? 0 : ms
  }
  const readAll = async (now: number) => {
    const [open, pause, well] = await Promise.all([left('open', now), left('pause', now), left('well', now)])
    return { open, pause, well }
  }
  return {
    async post(notice, ms) {
      await store.takeToken(`${prefix}:${notice}`, { perSecond: 1000 / ms, burst: 1 + traceMs / ms }, clock())
      readAt = -Infinity
    },
    async read() {
      const now = clock()
      if (!reading || now - readAt >= readEveryMs) {
        readAt = now
        reading = readAll(now)
        reading.catch(() => {
          readAt = -Infinity
        })
      }
      const at = readAt
      const { open, pause, well } = await reading
      const since = Math.max(0, clock() - at)
      const rest = (ms: number) => Math.max(0, ms - since)
      return { open: rest(open), pause: rest(pause), well: rest(well) }
    },
  }
}
