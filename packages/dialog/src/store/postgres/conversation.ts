import { asc, eq, type WithSubquery } from 'drizzle-orm'
import type { ClaimedEffect, Lease } from '../port.ts'
import type { Database } from './store.ts'
import { conversations, effects } from './tables.ts'

export type Row = typeof conversations.$inferSelect
type Change = Partial<typeof conversations.$inferInsert>
type Effect = typeof effects.$inferSelect

/** Whoever holds a conversation's row works on it alone: each operation takes it first. */
export async function lock(tx: Database, id: string): Promise<Row | undefined> {
  const [row] = await tx.select().from(conversations).where(eq(conversations.id, id)).for('update')
  return row
}

/** A new row counts as expired until something is written to it, so one that stays empty is swept up. */
export async function lockOrCreate(tx: Database, id: string, now: number): Promise<Row | undefined> {
  const [row] = await tx
    .insert(conversations)
    .values({ id, expiresAt: now })
    .onConflictDoUpdate({ target: conversations.id, set: { id } })
    .returning()
  return row
}

/** Changes the row and whatever belongs to it in one statement. */
export async function write(tx: Database, id: string, change: Change, parts: WithSubquery[] = []): Promise<void> {
  await tx
    .with(...parts)
    .update(conversations)
    .set(change)
    .where(eq(conversations.id, id))
}

/** The first effects of an outbox, to be asked for under the lock. */
export function firstEffects(tx: Database, conversation: string, limit: number): Promise<Effect[]> {
  return tx
    .select()
    .from(effects)
    .where(eq(effects.conversation, conversation))
    .orderBy(asc(effects.position))
    .limit(limit)
}

export const blank = {
  rev: 0,
  snapshot: null,
  lastOrder: 0,
  firstInput: null,
  starts: 0,
  receipts: [],
  ttlMs: 0,
  timerWake: null,
} satisfies Change

export const nextHead = { attempts: 0, uncertain: false, notBefore: 0 } satisfies Change

export const released = { leaseToken: null, leaseUntil: 0 } satisfies Change

/** An idle conversation is forgotten after its time, counted from its next timer; one with something to do is kept. */
export function settle(row: Pick<Row, 'mailbox' | 'outbox' | 'timerWake' | 'ttlMs'>, now: number): number | null {
  return row.mailbox === 0 && row.outbox === 0 ? Math.max(now, row.timerWake ?? 0) + row.ttlMs : null
}

/** Until it is reported, a leased effect counts as uncertain: nobody knows what became of a holder that died. */
export function leaseHead({ token, leaseMs }: Lease, now: number) {
  const until = now + leaseMs
  return { leaseToken: token, leaseUntil: until, uncertain: true, outboxWake: until } satisfies Change
}

export function claimed(
  { id, body }: { id: string; body: string },
  { attempts, uncertain }: Pick<Row, 'attempts' | 'uncertain'>,
): ClaimedEffect {
  return { id, body, attempts, uncertain }
}
