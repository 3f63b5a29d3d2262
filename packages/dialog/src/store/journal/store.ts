import { erasedTtlMs, type Commit, type Committed, type Loaded, type Store } from '../port.ts'
import { createHands } from './hands.ts'
import { hashOf } from './hash.ts'
import type { JournalObserved } from './observe.ts'
import { pulse, type Journal, type LedgerEntry, type RecordedCommit } from './port.ts'
import { createPutBack } from './put-back.ts'
import { createReach, within } from './reach.ts'
import { recent } from '../recent.ts'
import { isLive, revive, type Reviving } from './revive.ts'
import { createUpkeep } from './upkeep.ts'
import { createWriter } from './writer.ts'

export interface JournaledStoreOptions {
  store: Store
  journal: Journal
  observe?: (observed: JournalObserved) => void
  /** How long an answer of the journal is waited for, ms. Default 1000. */
  timeoutMs?: number
  /** What comes within so many ms after a write goes into the journal with the next one. Default 5. */
  gatherMs?: number
  /** How long the journal is left alone once it failed, ms. Default 2000. */
  pauseMs?: number
  /** How long the store is waited for with an input that the journal has, ms. Default 1000. */
  storeTimeoutMs?: number
  /** How long effects lie that were put back: longer than a handler takes. Default 15 s. */
  holdMs?: number
  /** How long inputs and effects are kept, ms; at least for as long as copies may come. Default 7 days. */
  retentionMs?: number
  /** Ms since the epoch; the clock of those who call. Default `Date.now`. */
  clock?: () => number
}

export interface JournaledStore extends Store {
  /** The store may have lost something, as when its connection was cut: the next `due` compares it with the journal. */
  suspect(): void
}

/**
 * A store that may lose everything and loses nothing: what it is told is also kept in a journal, and put back from
 * there. Inputs are accepted while one of the two can be reached. Call `due` about each half second, as workers do.
 */
export function journaledStore(options: JournaledStoreOptions): JournaledStore {
  const { store, journal, observe = () => {}, clock = Date.now } = options
  const reach = createReach({
    timeoutMs: options.timeoutMs ?? 1_000,
    pauseMs: options.pauseMs ?? 2_000,
    clock,
    onAway: (error) => observe({ type: 'away', error }),
    onBack: () => {
      observe({ type: 'back' })
      void writer.catchUp()
    },
  })
  const writer = createWriter(journal, reach, options.gatherMs ?? 5, () => observe({ type: 'forgotten' }))
  const hands = createHands(store, writer, (conversation) => upkeep.check(conversation, clock()))
  const putBack = createPutBack()
  const loads = recent<{ rev: number; lineage: string; orders: Map<string, number> }>(10_000)
  const reviving: Reviving = { store, journal, reach, putBack, holdMs: options.holdMs ?? 15_000, observe }
  const upkeep = createUpkeep({ ...reviving, writer, retentionMs: options.retentionMs ?? 7 * 86_400_000 })
  const storeTimeoutMs = options.storeTimeoutMs ?? 1_000

  /** The store does not know the conversation: it never was, it is over, or it was lost. True if it was put back. */
  const reviveUnknown = async (conversation: string, loaded?: Loaded): Promise<boolean> => {
    if (conversation === pulse) return false
    const recalled = await writer.recall(conversation)
    if (!recalled) return false
    const now = clock()
    const { checkpoint, open } = recalled
    if (checkpoint && isLive(recalled, now)) {
      await revive(reviving, { ...recalled, checkpoint }, 0, now)
      return true
    }
    if (!loaded) return false
    const here = new Set(loaded.inputs.map(({ id }) => id))
    return upkeep.refeed(
      conversation,
      open.filter(({ id }) => !here.has(id)),
      now,
    )
  }

  const recordOf = (conversation: string, commit: Commit, committed: Committed & { ok: true }): RecordedCommit => {
    const loaded = loads.get(conversation)
    const known = loaded?.rev === commit.rev ? loaded : undefined
    const { snapshot, nextTimerAt, ttlMs, inputs, effects } = commit
    return {
      conversation,
      rev: committed.rev,
      loadedRev: commit.rev,
      snapshot,
      lineage: hashOf(snapshot),
      previous: known?.lineage ?? null,
      lastOrder: Math.max(0, ...inputs.map((id) => known?.orders.get(id) ?? 0)),
      nextTimerAt,
      ttlMs,
      expiresAt: Math.max(commit.now, nextTimerAt ?? 0) + ttlMs,
      at: commit.now,
      inputs,
      effects: effects.map(({ id, body }) => ({ id, body })),
      outboxWasEmpty: committed.outbox === effects.length,
      whole: false,
    }
  }

  /** The journal has another history than the commit came from: the store lost what the journal has. */
  const reconcile = async (
    recorded: RecordedCommit,
    commit: Commit,
    committed: Committed & { ok: true },
  ): Promise<Committed> => {
    const { conversation } = recorded
    const recalled = await writer.recall(conversation)
    const stored = await store.read(conversation, commit.now)
    if (!recalled) throw new Error('Cannot compare commit with journal: it went away')
    const { checkpoint } = recalled
    const rev = stored?.rev ?? 0
    if (checkpoint && rev === checkpoint.rev && hashOf(stored?.snapshot ?? '') === checkpoint.lineage) {
      // The journal has what came after it, read from the store. Whoever claims its effects looks into the ledger.
      await reach(() => journal.join([recorded]))
      if (commit.lease && committed.effect) {
        const { id } = committed.effect
        const until = commit.now
        const back = { id, token: commit.lease.token, until, attempt: false, uncertain: false, now: commit.now }
        await store.postpone(conversation, back)
      }
      return { ...committed, effect: null }
    }
    if (checkpoint && rev > 0) await revive(reviving, { ...recalled, checkpoint }, rev, commit.now)
    return { ok: false, reason: 'fenced' }
  }

  const handOut = async (
    conversation: string,
    commit: Commit,
    committed: Committed & { ok: true },
    settled: readonly LedgerEntry[],
  ): Promise<Committed> => {
    const { lease, effects } = commit
    const { effect } = committed
    if (!lease || !effect) return committed
    const known = new Set(settled.map(({ id }) => id))
    const fresh = effects.map(({ id }) => id).filter((id) => !known.has(id))
    hands.issued(lease.token, fresh)
    const given = await hands.give(conversation, { ...lease, now: commit.now }, { status: 'claimed', effect })
    if (given.status === 'claimed') return { ...committed, effect: given.effect }
    return { ...committed, effect: null, outbox: given.status === 'empty' ? 0 : committed.outbox }
  }

  return {
    ...store,

    suspect: () => upkeep.suspect(),

    async append(conversation, input, at) {
      const { id, order = null, body } = input
      const known = await writer.accept({ conversation, id, order, body, at })
      if (known === 'taken') return 'duplicate'
      if (!known) return store.append(conversation, input, at)
      try {
        const appending = store.append(conversation, input, at)
        if (known === 'open') putBack.watch(conversation, id, appending)
        const appended = await within(storeTimeoutMs, appending, 'Cannot append input: no answer')
        if (appended === 'full' && known === 'new') await reach(() => journal.strike([{ conversation, id }]))
        return appended
      } catch (error) {
        upkeep.suspect()
        observe({ type: 'store-failed', conversation, error })
        return known === 'new' ? 'appended' : 'duplicate'
      }
    },

    async load(conversation, limit) {
      let loaded = await store.load(conversation, limit)
      if (loaded.rev === 0 && (await reviveUnknown(conversation, loaded)))
        loaded = await store.load(conversation, limit)
      loads.set(conversation, {
        rev: loaded.rev,
        lineage: loaded.snapshot === null ? '' : hashOf(loaded.snapshot),
        orders: new Map(loaded.inputs.map(({ id, order }) => [id, order])),
      })
      return loaded
    },

    async commit(conversation, commit) {
      const again = await putBack.hasAny(conversation, commit.inputs)
      const effects = again ? commit.effects.map((effect) => ({ ...effect, uncertain: true })) : commit.effects
      const committed = await store.commit(conversation, { ...commit, effects })
      if (!committed.ok) return committed
      const recorded = recordOf(conversation, commit, committed)
      await hands.reported(conversation)
      const settled = await writer.record(recorded)
      loads.delete(conversation)
      if (settled === 'refused') return reconcile(recorded, commit, committed)
      putBack.forget(conversation, commit.inputs)
      return handOut(conversation, commit, committed, settled)
    },

    async claim(conversation, claim) {
      const { token, done } = claim
      if (done) hands.report(conversation, { ...claim, done })
      const given = await hands.give(conversation, claim, await store.claim(conversation, claim))
      if (done && given.status !== 'claimed') hands.release(token)
      return given
    },

    async postpone(conversation, postponed) {
      hands.release(postponed.token)
      await store.postpone(conversation, postponed)
    },

    async bury(conversation, buried) {
      const { id, token, reason, now: at } = buried
      const held = hands.holds(token, id)
      if (held) {
        const { body, attempts } = held
        const letter = JSON.stringify({ kind: 'effect', conversation, item: id, body, reason, attempts, at })
        await writer.settle({ conversation, id, hash: hashOf(body), at, receipt: null, letter })
      }
      await store.bury(conversation, buried)
    },

    async due(at, limit) {
      try {
        const due = await store.due(at, limit)
        const found = await upkeep.tend(at, limit)
        return { ...due, inbound: [...new Set([...due.inbound, ...found])] }
      } catch (error) {
        upkeep.suspect()
        throw error
      }
    },

    async read(conversation, at) {
      const stored = await store.read(conversation, at)
      if ((stored?.rev ?? 0) > 0 || !(await reviveUnknown(conversation))) return stored
      return store.read(conversation, at)
    },

    async erase(conversation) {
      const until = clock() + erasedTtlMs
      const forget = async (rev: number) => {
        const done = await reach(async () => (await journal.erase(conversation, rev, until), true))
        if (!done) throw new Error('Cannot erase conversation: the journal is away')
      }
      // Once before, so that nobody puts it back; once after, for what was written meanwhile.
      await forget(0)
      const rev = await store.erase(conversation)
      await forget(rev)
      return rev
    },

    async replay(letter, at) {
      const known = await store.deadLetter(letter)
      if (!known) return store.replay(letter, at)
      const { kind, conversation, item: id, body } = known
      if (kind === 'input') await reach(() => journal.reopen({ conversation, id, order: null, body, at }))
      else await reach(() => journal.unsettle(conversation, { id, body }))
      const revived = await store.replay(letter, at)
      if (revived.status === 'gone' && kind === 'effect')
        await writer.settle({ conversation, id, hash: hashOf(body), at, receipt: null, letter: JSON.stringify(known) })
      return revived
    },
  }
}
