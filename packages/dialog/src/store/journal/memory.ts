import {
  receiptsRecalled,
  type AcceptedInput,
  type Checkpoint,
  type InputName,
  type Journal,
  type LedgerEntry,
  type Recalled,
  type RecordedCommit,
  type SettledEffect,
} from './port.ts'
import type { NewEffect } from '../port.ts'

interface Kept extends Checkpoint {
  effects: NewEffect[]
}

/** A journal in this process: the reference for what a journal must do, for tests and simulations. */
export function memoryJournal(): Journal {
  const inputs = new Map<string, Map<string, AcceptedInput & { done: boolean }>>()
  const checkpoints = new Map<string, Kept>()
  const ledger = new Map<string, Map<string, SettledEffect>>()
  let pulse = { rev: 0, at: 0 }

  const inputsOf = (conversation: string) =>
    inputs.get(conversation) ?? new Map<string, AcceptedInput & { done: boolean }>()
  const ledgerOf = (conversation: string) => ledger.get(conversation) ?? new Map<string, SettledEffect>()
  const close = ({ conversation, id }: InputName, at: number) => {
    const all = inputsOf(conversation)
    const known = all.get(id) ?? { conversation, id, order: null, body: '', at }
    inputs.set(conversation, all.set(id, { ...known, done: true }))
  }
  const entry = ({ id, hash, receipt, letter }: SettledEffect): LedgerEntry => ({
    id,
    hash,
    receipt,
    buried: letter !== null,
  })
  const entries = (conversation: string, ids: readonly string[]) =>
    ids.flatMap((id) => {
      const known = ledgerOf(conversation).get(id)
      return known ? [entry(known)] : []
    })
  const follows = (known: Kept | undefined, { rev, loadedRev, at, previous, whole }: RecordedCommit) => {
    if (!known) return loadedRev === 0 || whole
    if (loadedRev === 0 && known.expiresAt <= at) return true
    if (known.lineage === '') return (loadedRev === 0 || whole) && rev > known.rev
    if (known.rev === rev - 1) return previous === null || previous === known.lineage
    return whole && known.rev < rev
  }
  const names = (all: Iterable<string>, limit: number, after: string) =>
    [...all]
      .filter((name) => name > after)
      .sort((a, b) => (a < b ? -1 : 1))
      .slice(0, limit)

  return {
    async accept(given) {
      return given.map((input) => {
        const all = inputsOf(input.conversation)
        const known = all.get(input.id)
        if (known) return known.done ? 'taken' : 'open'
        inputs.set(input.conversation, all.set(input.id, { ...input, done: false }))
        return 'new'
      })
    },

    async strike(given) {
      for (const { conversation, id } of given) {
        if (!inputsOf(conversation).get(id)?.done) inputs.get(conversation)?.delete(id)
      }
    },

    async close(given) {
      for (const input of given) if (inputs.get(input.conversation)?.has(input.id)) close(input, 0)
    },

    async reopen(input) {
      inputs.set(input.conversation, inputsOf(input.conversation).set(input.id, { ...input, done: false }))
    },

    async record(commits) {
      return commits.map((commit) => {
        const { conversation, rev, snapshot, lineage, lastOrder, nextTimerAt, ttlMs, expiresAt, at } = commit
        const { loadedRev, inputs: taken, effects, outboxWasEmpty } = commit
        const known = checkpoints.get(conversation)
        const settled = entries(
          conversation,
          effects.map(({ id }) => id),
        )
        const before = known?.rev ?? 0
        if (!follows(known, commit)) return { written: false, before, settled }
        const begins = !known || loadedRev === 0
        checkpoints.set(conversation, {
          rev,
          snapshot,
          lineage,
          nextTimerAt,
          ttlMs,
          expiresAt,
          at,
          lastOrder: begins ? lastOrder : Math.max(known.lastOrder, lastOrder),
          effects: begins || outboxWasEmpty ? [...effects] : [...known.effects, ...effects],
        })
        for (const id of taken) close({ conversation, id }, commit.at)
        return { written: true, before, settled }
      })
    },

    async join(commits) {
      for (const { conversation, inputs: taken, effects, at, lastOrder } of commits) {
        const known = checkpoints.get(conversation)
        if (known) {
          known.lastOrder = Math.max(known.lastOrder, lastOrder)
          known.effects.push(...effects.filter(({ id }) => !known.effects.some((other) => other.id === id)))
        }
        for (const id of taken) close({ conversation, id }, at)
      }
    },

    async raise(conversation, rev) {
      const known = checkpoints.get(conversation)
      if (known) known.rev = Math.max(known.rev, rev)
    },

    async settle(effects) {
      for (const effect of effects) {
        const all = ledgerOf(effect.conversation)
        const known = all.get(effect.id)
        const wasDone = known?.letter === null && known.hash === effect.hash
        const isErased = checkpoints.get(effect.conversation)?.snapshot === ''
        const letter = isErased && effect.letter !== null ? '{}' : effect.letter
        const merged = { ...effect, letter, receipt: effect.receipt ?? known?.receipt ?? null }
        ledger.set(effect.conversation, all.set(effect.id, wasDone ? { ...merged, letter: null } : merged))
      }
    },

    async settled(effects) {
      return effects.map(({ conversation, id }) => entries(conversation, [id])[0])
    },

    async unsettle(conversation, effect) {
      ledger.get(conversation)?.delete(effect.id)
      const known = checkpoints.get(conversation)
      if (known && !known.effects.some(({ id }) => id === effect.id)) known.effects.push(effect)
    },

    async recall(conversations) {
      return conversations.map((conversation): Recalled => {
        const known = checkpoints.get(conversation)
        const { effects, ...checkpoint } = known ?? { effects: [] as NewEffect[] }
        const all = [...inputsOf(conversation).values()]
        return {
          conversation,
          checkpoint: known && known.snapshot !== '' ? (checkpoint as Checkpoint) : null,
          effects: effects.map(({ id, body }) => ({ id, body })),
          ledger: entries(
            conversation,
            effects.map(({ id }) => id),
          ),
          receipts: [...ledgerOf(conversation).values()]
            .filter(({ receipt }) => receipt !== null)
            .sort((a, b) => a.at - b.at)
            .slice(-receiptsRecalled)
            .map(({ receipt }) => receipt ?? ''),
          open: all
            .filter(({ done }) => !done)
            .sort((a, b) => a.at - b.at)
            .map(({ id, order, body, at }) => ({ id, body, at, ...(order !== null && { order }) })),
          taken: all.filter(({ done }) => done).map(({ id }) => id),
        }
      })
    },

    async committed(since, limit, after) {
      const found = [...checkpoints].filter(([, { at, snapshot }]) => at >= since && snapshot !== '')
      return names(
        found.map(([name]) => name),
        limit,
        after,
      )
    },

    async unfinished(before, limit, after) {
      const found = [...inputs].filter(([, all]) => [...all.values()].some(({ done, at }) => !done && at < before))
      return names(
        found.map(([name]) => name),
        limit,
        after,
      )
    },

    pulse: async () => pulse,

    async beat(rev, at) {
      if (rev > pulse.rev) pulse = { rev, at }
    },

    async erase(conversation, rev, until) {
      ledger.delete(conversation)
      const known = checkpoints.get(conversation)
      checkpoints.set(conversation, {
        rev: Math.max(rev, known?.rev ?? 0),
        snapshot: '',
        lineage: '',
        lastOrder: 0,
        nextTimerAt: null,
        ttlMs: 0,
        expiresAt: until,
        at: known?.at ?? 0,
        effects: [],
      })
      for (const input of inputsOf(conversation).values()) Object.assign(input, { body: '', done: true })
    },

    async forget(now, before) {
      for (const [conversation, all] of inputs) {
        for (const [id, { done, at }] of all) if (done && at < before) all.delete(id)
        if (all.size === 0) inputs.delete(conversation)
      }
      for (const [conversation, { expiresAt, effects, at }] of checkpoints) {
        const pending = effects.some(({ id }) => !ledgerOf(conversation).has(id))
        if (expiresAt <= now && (!pending || at < before)) checkpoints.delete(conversation)
      }
      for (const [conversation, all] of ledger) {
        const kept = new Set(checkpoints.get(conversation)?.effects.map(({ id }) => id))
        for (const [id, { at }] of all) if (at < before && !kept.has(id)) all.delete(id)
        if (all.size === 0) ledger.delete(conversation)
      }
    },
  }
}
