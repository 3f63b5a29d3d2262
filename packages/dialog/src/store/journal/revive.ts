import { randomUUID } from 'node:crypto'
import type { NewEffect, NewInput, Store } from '../port.ts'
import { isOf } from './hands.ts'
import type { JournalObserved } from './observe.ts'
import type { Checkpoint, Journal, Recalled } from './port.ts'
import type { Reach } from './reach.ts'
import type { PutBack } from './put-back.ts'

export interface Reviving {
  store: Store
  journal: Journal
  reach: Reach
  putBack: PutBack
  /** How long nobody touches effects that were put back: their holder may be at work on one. */
  holdMs: number
  observe: (observed: JournalObserved) => void
}

/** Effects that cannot be done for this long do not keep a conversation any more that is over. */
const longestOutageMs = 86_400_000

/** A conversation that is not over: it has time left, or something waits in it. */
export function isLive({ checkpoint, open, ...recalled }: Recalled, now: number): boolean {
  if (!checkpoint) return false
  const { expiresAt } = checkpoint
  if (now < expiresAt || open.some(({ at }) => at < expiresAt)) return true
  return now < expiresAt + longestOutageMs && pending(recalled).length > 0
}

/**
 * Puts a conversation back as the journal has it, over a store where it stands at `overRev`: what was accepted and not
 * taken into the mailbox, what was issued and not done into the outbox. False if it stood elsewhere.
 */
export async function revive(
  reviving: Reviving,
  recalled: Recalled & { checkpoint: Checkpoint },
  overRev: number,
  now: number,
): Promise<boolean> {
  const { store, journal, reach, putBack, holdMs, observe } = reviving
  const { conversation, checkpoint, receipts, open, taken } = recalled
  const { rev, snapshot, lastOrder, nextTimerAt, ttlMs } = checkpoint
  // What the journal has was in the store before: one that has moved on since it was looked at has lost nothing.
  if (((await store.read(conversation, now))?.rev ?? 0) !== overRev) return false
  const effects = pending(recalled)
  // The last step makes it stand where the journal has it, so one that stops half-way is found to be behind.
  const steps = effects.length > 0 ? 1 : 0
  const stand = Math.max(rev - steps, overRev + 1)
  if (stand + steps > rev && !(await reach(async () => (await journal.raise(conversation, stand + steps), true))))
    return false
  const inputs = inOrder(open, lastOrder)
  for (const { id } of inputs) putBack.add(conversation, id)
  const kept = { overRev, rev: stand, snapshot, lastOrder, nextTimerAt, ttlMs, receipts, inputs, seen: taken, now }
  if (!(await store.restore(conversation, kept))) return false
  observe({ type: 'restored', conversation, inputs: inputs.length, effects: effects.length })
  if (effects.length === 0) return true
  const committed = await store.commit(conversation, {
    rev: stand,
    snapshot,
    inputs: [],
    effects: effects.map((effect) => ({ ...effect, uncertain: true })),
    nextTimerAt,
    ttlMs,
    now,
    lease: { token: randomUUID(), leaseMs: holdMs },
  })
  return committed.ok
}

/** Issued and neither done nor a dead letter. */
function pending({ effects, ledger }: Pick<Recalled, 'effects' | 'ledger'>): NewEffect[] {
  const settled = new Map(ledger.map((entry) => [entry.id, entry]))
  const distinct = new Map(effects.map((effect) => [effect.id, effect]))
  return [...distinct.values()].filter(({ id, body }) => {
    const entry = settled.get(id)
    return !entry || !isOf(entry, body)
  })
}

/** Inputs with the places that they got when they came: one without an order went behind everything known. */
function inOrder(open: Recalled['open'], lastOrder: number): Required<NewInput>[] {
  let last = lastOrder
  return open.map(({ id, order = last + 1, body }) => {
    last = Math.max(last, order)
    return { id, order, body }
  })
}
