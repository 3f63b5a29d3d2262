import { and, eq, inArray } from 'drizzle-orm'
import type { Commit, Committed, StoreOptions } from '../port.ts'
import { claimed, firstEffects, leaseHead, lock, lockOrCreate, settle, write } from './conversation.ts'
import type { Database } from './store.ts'
import { deadLetters, effects, inputs } from './tables.ts'

export function commit(
  db: Database,
  { graceMs }: Required<StoreOptions>,
  conversation: string,
  { rev, snapshot, inputs: ids, effects: added, nextTimerAt, ttlMs, now, rejected = [], lease }: Commit,
): Promise<Committed> {
  return db.transaction(async (tx) => {
    const row = await (rev === 0 ? lockOrCreate(tx, conversation, now) : lock(tx, conversation))
    if (row?.rev !== rev) return { ok: false, reason: 'fenced' }
    const mine = and(eq(inputs.conversation, conversation), inArray(inputs.id, [...ids]))
    const taken = ids.length === 0 ? [] : await tx.select({ order: inputs.order }).from(inputs).where(mine)
    if (taken.length < new Set(ids).size) return { ok: false, reason: 'unknown-input' }

    const free = (row.leaseToken === null || row.leaseUntil <= now) && row.notBefore <= now
    const [head] = lease && free ? (row.outbox > 0 ? await firstEffects(tx, conversation, 1) : added) : []
    const letters = rejected.map(({ id: item, body, reason }) => {
      const attempts = row.firstInput === item ? row.starts : 1
      return { kind: 'input' as const, conversation, item, body, reason, attempts, at: now }
    })
    const parts = [
      ...(taken.length > 0 ? [tx.$with('taken').as(tx.delete(inputs).where(mine))] : []),
      ...(added.length > 0
        ? [tx.$with('added').as(tx.insert(effects).values(added.map(({ id, body }) => ({ conversation, id, body }))))]
        : []),
      ...(letters.length > 0 ? [tx.$with('buried').as(tx.insert(deadLetters).values(letters))] : []),
    ]
    const after = {
      rev: rev + 1,
      snapshot,
      mailbox: row.mailbox - taken.length,
      outbox: row.outbox + added.length,
      lastOrder: Math.max(row.lastOrder, ...taken.map(({ order }) => order)),
      firstInput: null,
      starts: 0,
      ttlMs,
      mailboxWake: row.mailbox === taken.length ? null : row.mailboxWake,
      outboxWake: row.outboxWake ?? (added.length > 0 ? now + graceMs : null),
      timerWake: nextTimerAt,
    }
    const change = { ...after, expiresAt: settle(after, now), ...(lease && head && leaseHead(lease, now)) }
    await write(tx, conversation, change, parts)
    return {
      ok: true,
      rev: after.rev,
      waiting: after.mailbox,
      outbox: after.outbox,
      effect: head ? claimed(head, row) : null,
    }
  })
}
