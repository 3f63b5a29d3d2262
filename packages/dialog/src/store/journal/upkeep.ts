import { compareWith } from './compare.ts'
import { pulse } from './port.ts'
import type { Reviving } from './revive.ts'
import type { Writer } from './writer.ts'

const pulseEveryMs = 1_000
const sweepEveryMs = 5_000
const forgetEveryMs = 3_600_000
/** An input that was not taken for so long may be missing in the store. */
const unfinishedMs = 15_000
/** A commit comes into the journal no later than this, unless its process stands still. */
const recordMs = 15_000
/** By how much clocks of workers may differ, and a pulse be older than what was lost. */
const marginMs = 15_000
const pulseTtlMs = 90 * 86_400_000
const anyTime = 8.64e15
const page = 100
const pagesAtOnce = 4

export interface Upkeep extends Reviving {
  writer: Writer
  retentionMs: number
}

/** Which conversations are compared with the store, and how far that is. */
interface Walk {
  since: number
  part: 'committed' | 'unfinished'
  after: string
  conversations: number
}

/** What is to be done now and then: notice that the store lost something, and put it back. */
export function createUpkeep(upkeep: Upkeep) {
  const { store, journal, reach, writer, observe, retentionMs } = upkeep
  const compare = compareWith(upkeep)
  /** A process that begins does not know what happened while it was away. */
  let suspected = true
  let walk: Walk | undefined
  /** When what was committed at the time of a loss is compared once more: it may have come into the journal late. */
  let again: { at: number; since: number } | undefined
  /** When the store was seen to be whole. */
  let wholeAt: number | undefined
  let lost = false
  let seenRev = 0
  let unfinishedAfter = ''
  const last = { pulse: -Infinity, sweep: -Infinity, forget: -Infinity }

  const isTime = (what: keyof typeof last, everyMs: number, now: number) => {
    if (now >= last[what] && now - last[what] < everyMs) return false
    last[what] = now
    return true
  }
  const begin = (since: number) => {
    walk = { since: Math.min(since, walk?.since ?? Infinity), part: 'committed', after: '', conversations: 0 }
  }

  const beat = async (now: number) => {
    const doubtful = suspected
    suspected = false
    try {
      const known = await reach(() => journal.pulse())
      if (!known) {
        suspected ||= doubtful
        return
      }
      const { rev, snapshot } = await store.load(pulse, 1)
      const since = snapshot === null ? 0 : (JSON.parse(snapshot) as { at: number }).at
      const behind = rev < known.rev
      if (rev < seenRev || (behind && !(lost && walk))) {
        observe({ type: 'lost', since })
        begin(since)
        again = { at: now + recordMs, since: now }
      } else if (doubtful && !behind) {
        begin(wholeAt ?? known.at)
      }
      lost = behind
      if (!behind) wholeAt = now
      seenRev = rev
      const next = { rev, snapshot: JSON.stringify({ at: behind ? since : now }), inputs: [], effects: [] }
      const committed = await store.commit(pulse, { ...next, nextTimerAt: null, ttlMs: pulseTtlMs, now })
      if (!committed.ok) return
      seenRev = committed.rev
      if (!behind) await reach(async () => (await journal.beat(committed.rev, now), true))
    } catch (error) {
      suspected ||= doubtful
      throw error
    }
  }

  /** All is compared: the pulse stands where it should, so that other workers need not compare. */
  const heal = async (now: number) => {
    const known = await reach(() => journal.pulse())
    const { rev: overRev } = await store.load(pulse, 1)
    if (!known || overRev >= known.rev || overRev < seenRev) return
    const rev = known.rev + 1
    const nothing = { lastOrder: 0, nextTimerAt: null, receipts: [], inputs: [], seen: [] }
    const standing = { overRev, rev, snapshot: JSON.stringify({ at: now }), ttlMs: pulseTtlMs, now, ...nothing }
    await store.restore(pulse, standing)
  }

  const compareAll = async (names: readonly string[], now: number, found: string[]): Promise<boolean> => {
    const recalled = names.length > 0 ? await reach(() => journal.recall(names)) : []
    if (!recalled) return false
    const compared = await Promise.all(recalled.map((one) => compare.one(one, now, now - unfinishedMs)))
    found.push(...names.filter((_, i) => compared[i]))
    return true
  }

  const stride = async (now: number, found: string[]) => {
    for (let pages = 0; walk && pages < pagesAtOnce; pages++) {
      const here: Walk = walk
      const names = await reach(() =>
        here.part === 'committed'
          ? journal.committed(here.since - marginMs, page, here.after)
          : journal.unfinished(anyTime, page, here.after),
      )
      if (!names || !(await compareAll(names, now, found))) return
      const conversations = here.conversations + names.length
      const after = names.at(-1)
      if (after !== undefined && names.length === page) walk = { ...here, after, conversations }
      else if (here.part === 'committed') walk = { ...here, part: 'unfinished', after: '', conversations }
      else {
        if (lost) await heal(now)
        walk = undefined
        observe({ type: 'compared', conversations })
      }
    }
  }

  const sweep = async (now: number, found: string[]) => {
    const names = await reach(() => journal.unfinished(now - unfinishedMs, page, unfinishedAfter))
    if (!names) return
    unfinishedAfter = names.length === page ? (names.at(-1) ?? '') : ''
    await compareAll(names, now, found)
  }

  return {
    refeed: compare.refeed,

    suspect() {
      suspected = true
    },

    /** Compares one conversation, of which the store offered what was done. */
    async check(conversation: string, now: number): Promise<void> {
      await compareAll([conversation], now, [])
    },

    /** Gives at most `limit` conversations that have something to do by it. */
    async tend(now: number, limit: number): Promise<string[]> {
      const found: string[] = []
      if (isTime('pulse', pulseEveryMs, now)) {
        await writer.catchUp()
        await beat(now)
      }
      if (again && !walk && now >= again.at) {
        begin(again.since)
        again = undefined
      }
      await stride(now, found)
      if (isTime('sweep', sweepEveryMs, now)) await sweep(now, found)
      if (isTime('forget', forgetEveryMs, now))
        await reach(async () => (await journal.forget(now, now - retentionMs), true))
      return found.slice(0, limit)
    },
  }
}
