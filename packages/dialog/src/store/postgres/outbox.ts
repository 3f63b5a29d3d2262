import { and, eq } from 'drizzle-orm'
import type { Buried, Claim, Claimed, Postponed, StoreOptions } from '../port.ts'
import { claimed, firstEffects, leaseHead, lock, nextHead, released, settle, write } from './conversation.ts'
import type { Database } from './store.ts'
import { deadLetters, effects } from './tables.ts'

export function claim(
  db: Database,
  { receipts: kept }: Required<StoreOptions>,
  conversation: string,
  { token, leaseMs, now, done }: Claim,
): Promise<Claimed> {
  return db.transaction(async (tx) => {
    const row = await lock(tx, conversation)
    if (!row) return { status: 'empty' }
    const [first, second] = row.outbox === 0 ? [] : await firstEffects(tx, conversation, 2)
    const finished = done && first?.id === done.id ? first : undefined
    const head = finished ? second : first
    const change = finished && {
      ...nextHead,
      outbox: row.outbox - 1,
      ...(done?.receipt !== undefined && { receipts: kept === 0 ? [] : [...row.receipts, done.receipt].slice(-kept) }),
      ...(row.leaseToken === token && released),
    }
    const parts = finished ? [remove(tx, finished)] : []
    const after = { ...row, ...change }
    if (!head) {
      await write(tx, conversation, { ...change, ...released, outboxWake: null, expiresAt: settle(after, now) }, parts)
      return { status: 'empty' }
    }
    const busy = after.leaseToken !== null && after.leaseToken !== token && after.leaseUntil > now
    if (busy || after.notBefore > now) {
      if (change) await write(tx, conversation, change, parts)
      return busy ? { status: 'busy', until: after.leaseUntil } : { status: 'postponed', until: after.notBefore }
    }
    await write(tx, conversation, { ...change, ...leaseHead({ token, leaseMs }, now) }, parts)
    return { status: 'claimed', effect: claimed(head, after) }
  })
}

export function postpone(
  db: Database,
  conversation: string,
  { id, token, until, attempt, uncertain }: Postponed,
): Promise<void> {
  return db.transaction(async (tx) => {
    const row = await lock(tx, conversation)
    if (row?.leaseToken !== token) return
    const [head] = await firstEffects(tx, conversation, 1)
    if (head?.id !== id) return
    const attempts = row.attempts + Number(attempt)
    await write(tx, conversation, { attempts, uncertain, notBefore: until, ...released, outboxWake: until })
  })
}

export function bury(db: Database, conversation: string, { id, token, reason, now }: Buried): Promise<void> {
  return db.transaction(async (tx) => {
    const row = await lock(tx, conversation)
    if (row?.leaseToken !== token) return
    const [head] = await firstEffects(tx, conversation, 1)
    if (head?.id !== id) return
    const { attempts } = row
    const letter = { kind: 'effect' as const, conversation, item: id, body: head.body, reason, attempts, at: now }
    const buried = tx.$with('buried').as(tx.insert(deadLetters).values(letter))
    const outbox = row.outbox - 1
    const change = { ...nextHead, ...released, outbox, outboxWake: outbox > 0 ? now : null }
    const expiresAt = settle({ ...row, outbox }, now)
    await write(tx, conversation, { ...change, expiresAt }, [buried, remove(tx, head)])
  })
}

const remove = (tx: Database, { conversation, position }: { conversation: string; position: number }) =>
  tx
    .$with('removed')
    .as(tx.delete(effects).where(and(eq(effects.conversation, conversation), eq(effects.position, position))))
