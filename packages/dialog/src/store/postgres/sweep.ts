import { asc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Due, StoreOptions } from '../port.ts'
import type { Database } from './store.ts'
import { conversations, seenInputs } from './tables.ts'

/** What one call forgets at most, so that no sweep takes long. */
const batch = 1000

/**
 * Every statement stands alone and passes over rows that are locked: a sweep waits for nobody, and of two sweeps that
 * meet each conversation goes to one.
 */
export async function sweep(
  db: Database,
  { seenTtlMs, graceMs }: Required<StoreOptions>,
  now: number,
  limit: number,
): Promise<Due> {
  await forgetExpired(db, now)
  await forgetSeen(db, now - seenTtlMs)
  const mailboxes = await take(db, 'mailboxWake', now, graceMs, limit)
  const timers = await take(db, 'timerWake', now, graceMs, limit)
  return {
    inbound: [...new Set([...mailboxes, ...timers])],
    outbound: await take(db, 'outboxWake', now, graceMs, limit),
  }
}

async function take(
  db: Database,
  index: 'mailboxWake' | 'outboxWake' | 'timerWake',
  now: number,
  graceMs: number,
  limit: number,
): Promise<string[]> {
  const wake = conversations[index]
  const overdue = db
    .$with('overdue')
    .as(
      db
        .select({ id: conversations.id, at: wake })
        .from(conversations)
        .where(lte(wake, now))
        .orderBy(asc(wake))
        .limit(limit)
        .for('update', { skipLocked: true }),
    )
  const taken = await db
    .with(overdue)
    .update(conversations)
    .set({ [index]: now + graceMs })
    .from(overdue)
    .where(eq(conversations.id, overdue.id))
    .returning({ id: conversations.id, at: overdue.at })
  return taken.sort((a, b) => Number(a.at) - Number(b.at)).map(({ id }) => id)
}

async function forgetExpired(db: Database, now: number): Promise<void> {
  const expired = db
    .select({ id: conversations.id })
    .from(conversations)
    .where(lte(conversations.expiresAt, now))
    .limit(batch)
    .for('update', { skipLocked: true })
  await db.delete(conversations).where(inArray(conversations.id, expired))
}

async function forgetSeen(db: Database, until: number): Promise<void> {
  const old = db
    .select({ conversation: seenInputs.conversation, id: seenInputs.id })
    .from(seenInputs)
    .where(lte(seenInputs.at, until))
    .limit(batch)
    .for('update', { skipLocked: true })
  await db.delete(seenInputs).where(sql`(${seenInputs.conversation}, ${seenInputs.id}) in (${old})`)
}
