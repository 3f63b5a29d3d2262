import { asc, count, eq, isNotNull, or, sql } from 'drizzle-orm'
import { erasedTtlMs, type Depth, type Stored } from '../port.ts'
import { call } from './call.ts'
import type { Database } from './store.ts'
import { conversations, deadLetters, effects } from './tables.ts'

export async function read(db: Database, conversation: string, now: number): Promise<Stored | null> {
  const [found] = await db
    .select({ row: conversations, head: { id: effects.id, body: effects.body } })
    .from(conversations)
    .leftJoin(effects, eq(effects.conversation, conversations.id))
    .where(eq(conversations.id, conversation))
    .orderBy(asc(effects.position))
    .limit(1)
  if (!found || (found.row.expiresAt !== null && found.row.expiresAt <= now)) return null
  const { rev, snapshot, lastOrder, mailbox, outbox, receipts, attempts, uncertain } = found.row
  if (rev < 0 && mailbox === 0 && outbox === 0) return null
  const head = found.head && { ...found.head, attempts, started: uncertain }
  return { rev: Math.max(0, rev), snapshot, lastOrder, mailbox, outbox, receipts, head }
}

/** What is left is the rev, negative and for a while, so that a worker from before is fenced by what begins after. */
export const eraseFunction = `
create or replace function dialog_erase(_conversation text, _ttl_ms double precision)
returns integer language plpgsql as $$
declare
  c dialog_conversation;
begin
  -- Also a conversation that is not there is locked, against an input that arrives meanwhile.
  insert into dialog_conversation (id, expires_at) values (_conversation, 0)
    on conflict (id) do update set id = excluded.id
    returning * into c;
  delete from dialog_input where conversation = _conversation;
  delete from dialog_effect where conversation = _conversation;
  delete from dialog_dead_letter where conversation = _conversation;
  delete from dialog_conversation where id = _conversation;
  if c.rev <> 0 then
    insert into dialog_conversation (id, rev, expires_at)
      values (_conversation, -abs(c.rev), extract(epoch from clock_timestamp()) * 1000 + _ttl_ms);
  end if;
  return abs(c.rev);
end $$`

export function erase(db: Database, conversation: string): Promise<number> {
  return call<number>(db, sql`dialog_erase(${conversation}, ${erasedTtlMs})`)
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
