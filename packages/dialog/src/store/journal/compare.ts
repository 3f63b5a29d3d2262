import { nextTimer, type Snapshot } from '../../flow/snapshot.ts'
import { usualTtlMs, type Stored } from '../port.ts'
import { hashOf } from './hash.ts'
import type { Recalled, RecordedCommit } from './port.ts'
import { isLive, revive, type Reviving } from './revive.ts'

/** The journal answers first, then the store is told. */
const onTheirWayMs = 1_000

/** Compares what the journal has with the store, and puts back what the store does not have. */
export function compareWith(reviving: Reviving) {
  const { store, journal, reach, putBack, observe } = reviving

  /** Puts inputs into the store that are missing there. True if one was. */
  const refeed = async (conversation: string, open: Recalled['open'], now: number): Promise<boolean> => {
    let missing = 0
    for (const { id, order, body, at } of open) {
      const input = { id, body, ...(order !== undefined && { order }) }
      const appending = store.append(conversation, input, now)
      // What was accepted just now is on its way into the store: nothing came of it yet.
      if (now - at > onTheirWayMs) putBack.watch(conversation, id, appending)
      if ((await appending) === 'appended') missing += 1
    }
    if (missing > 0) observe({ type: 'refed', conversation, inputs: missing })
    return missing > 0
  }

  /**
   * Inputs that the store had and that wait nowhere were taken by commits that the journal does not have. What the store
   * has come to holds all of them, the `overdue` and those that are not yet.
   */
  const closeTaken = async (recalled: Recalled, overdue: Recalled['open'], now: number): Promise<void> => {
    const { conversation, checkpoint, open } = recalled
    const stored = await store.read(conversation, now)
    if (stored && stored.mailbox > 0) return
    // What was lost since then is not taken.
    if (await refeed(conversation, open, now)) return
    const names = overdue.map(({ id }) => ({ conversation, id }))
    const close = () => reach(async () => (await journal.close(names), true))
    if (!stored || stored.snapshot === null || stored.rev <= (checkpoint?.rev ?? 0)) {
      await close()
    } else if (stored.outbox === 0) {
      const commit = asCommit(recalled, { ...stored, snapshot: stored.snapshot }, open, now)
      const recordings = await reach(() => journal.record([commit]))
      if (recordings?.[0]?.written === false) await close()
    }
  }

  return {
    refeed,

    /** One conversation; inputs accepted before `before` must have come to something. True if its mailbox got something. */
    async one(recalled: Recalled, now: number, before: number): Promise<boolean> {
      const { conversation, checkpoint, open } = recalled
      const live = isLive(recalled, now)
      if (!live && open.length === 0) return false
      const rev = (await store.read(conversation, now))?.rev ?? 0
      if (live && checkpoint && rev < checkpoint.rev)
        return (await revive(reviving, { ...recalled, checkpoint }, rev, now)) && open.length > 0
      const missing = await refeed(conversation, open, now)
      const overdue = open.filter(({ at }) => at < before)
      if (!missing && overdue.length > 0) await closeTaken(recalled, overdue, now)
      return missing
    },
  }
}

/** A conversation as it stands in the store, as the commit that made it so. */
function asCommit(
  { conversation, checkpoint }: Recalled,
  { rev, snapshot, lastOrder }: Stored & { snapshot: string },
  open: Recalled['open'],
  now: number,
): RecordedCommit {
  const parsed = JSON.parse(snapshot) as Snapshot
  const nextTimerAt = (parsed?.timers && nextTimer(parsed)?.at) ?? null
  const ttlMs = checkpoint?.ttlMs ?? usualTtlMs
  return {
    conversation,
    rev,
    loadedRev: rev - 1,
    snapshot,
    lineage: hashOf(snapshot),
    previous: null,
    lastOrder,
    nextTimerAt,
    ttlMs,
    expiresAt: Math.max(now, nextTimerAt ?? 0) + ttlMs,
    at: now,
    inputs: open.map(({ id }) => id),
    effects: [],
    outboxWasEmpty: true,
    whole: true,
  }
}
