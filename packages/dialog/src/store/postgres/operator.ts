import { asc, count, eq, gt, isNotNull, or, sql } from 'drizzle-orm'
import type { DeadLetter, Depth, Stored } from '../port.ts'
import type { Database } from './store.ts'
import { conversations, deadLetters, effects, inputs } from './tables.ts'

export async function read(db: Database, conversation: string, now: number): Promise<Stored | null> {
  const [found] = await db
    .select({ row: conversations, head: { id: effects.id, body: effects.body } })
    .from(conversations)
    .leftJoin(effects, eq(effects.conversation, conversations.id))
    .where(eq(conversations.id, conversation))
    .orderBy(asc(effects.position))
    .limit(1)
  if (!found || (found.row.expiresAt !== null && found.row.expiresAt <= now)) return null
  const { rev, snapshot, mailbox, outbox, receipts, attempts, uncertain } = found.row
  const head = found.head && { ...found.head, attempts, started: uncertain }
  return { rev, snapshot, mailbox, outbox, receipts, head }
}

export function erase(db: Database, conversation: string): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.delete(conversations).where(eq(conversations.id, conversation))
    await tx.delete(inputs).where(eq(inputs.conversation, conversation))
    await tx.delete(effects).where(eq(effects.conversation, conversation))
    await tx.delete(deadLetters).where(eq(deadLetters.conversation, conversation))
  })
}

export async function letters(db: Database, limit: number, after?: string): Promise<DeadLetter[]> {
  const found = await db
    .select()
    .from(deadLetters)
    .where(after === undefined ? undefined : gt(deadLetters.id, Number(after)))
    .orderBy(asc(deadLetters.id))
    .limit(limit)
  return found.map((letter) => ({ ...letter, id: String(letter.id) }))
}

export async function depth(db: Database, now: number): Promise<Depth> {
  const { mailboxWake, outboxWake, timerWake } = conversations
  const [counted] = await db
    .select({
      mailboxes: count(mailboxWake),
      outboxes: count(outboxWake),
      timers: count(timerWake),
      deadLetters: sql`(${db.select({ all: count() }).from(deadLetters)})`.mapWith(Number),
      earliest: sql`coalesce(least(min(${mailboxWake}), min(${outboxWake}), min(${timerWake})), ${now})`.mapWith(
        Number,
      ),
    })
    .from(conversations)
    .where(or(isNotNull(mailboxWake), isNotNull(outboxWake), isNotNull(timerWake)))
  const { earliest = now, ...depths } = counted ?? { mailboxes: 0, outboxes: 0, timers: 0, deadLetters: 0 }
  return { ...depths, overdueMs: now - Math.min(now, earliest) }
}
