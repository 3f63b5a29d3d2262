import { asc, eq, gt, lt, sql } from 'drizzle-orm'
import { revivedTtlMs, type DeadLetter, type Revived } from '../port.ts'
import { call } from './call.ts'
import type { Database } from './store.ts'
import { deadLetters } from './tables.ts'

export const replayFunction = `
create or replace function dialog_replay(_letter bigint, _now double precision, _ttl_ms double precision)
returns json language plpgsql as $$
declare
  c dialog_conversation;
  letter dialog_dead_letter;
begin
  select * into letter from dialog_dead_letter where id = _letter;
  if not found then return json_build_object('status', 'gone'); end if;
  insert into dialog_conversation (id, expires_at) values (letter.conversation, _now)
    on conflict (id) do update set id = excluded.id
    returning * into c;
  -- Looked at anew under the lock: of two replays one finds it.
  delete from dialog_dead_letter where id = _letter;
  if not found then return json_build_object('status', 'gone'); end if;

  if c.expires_at <= _now and c.rev > 0 then
    update dialog_conversation
      set rev = 0, snapshot = null, last_order = 0, first_input = null, starts = 0, receipts = '{}', ttl_ms = 0,
        timer_wake = null
      where id = c.id
      returning * into c;
  end if;
  if letter.kind = 'input' then
    insert into dialog_input (conversation, id, sort_order, body)
      select c.id, letter.item, greatest(c.last_order, max(sort_order)) + 1, letter.body
      from dialog_input where conversation = c.id
      on conflict (conversation, id) do nothing;
    update dialog_conversation
      set mailbox = (select count(*) from dialog_input where conversation = c.id),
        mailbox_wake = least(mailbox_wake, _now), expires_at = null
      where id = c.id;
  else
    perform from dialog_effect where conversation = c.id and id = letter.item;
    if not found then
      insert into dialog_effect (conversation, id, body, uncertain) values (c.id, letter.item, letter.body, letter.uncertain);
    end if;
    update dialog_conversation
      set outbox = (select count(*) from dialog_effect where conversation = c.id),
        outbox_wake = coalesce(outbox_wake, _now), expires_at = null,
        ttl_ms = case when ttl_ms = 0 then _ttl_ms else ttl_ms end
      where id = c.id;
  end if;
  return json_build_object(
    'status', 'replayed', 'conversation', c.id, 'to', case letter.kind when 'input' then 'mailbox' else 'outbox' end
  );
end $$`

export async function replay(db: Database, letter: string, now: number): Promise<Revived> {
  const id = numberOf(letter)
  return id === undefined ? { status: 'gone' } : call<Revived>(db, sql`dialog_replay(${id}, ${now}, ${revivedTtlMs})`)
}

export async function letters(db: Database, limit: number, after?: string): Promise<DeadLetter[]> {
  const found = await db
    .select()
    .from(deadLetters)
    .where(after === undefined ? undefined : gt(deadLetters.id, numberOf(after) ?? 0))
    .orderBy(asc(deadLetters.id))
    .limit(limit)
  return found.map(shown)
}

export async function deadLetter(db: Database, letter: string): Promise<DeadLetter | null> {
  const id = numberOf(letter)
  if (id === undefined) return null
  const [found] = await db.select().from(deadLetters).where(eq(deadLetters.id, id))
  return found ? shown(found) : null
}

export async function drop(db: Database, letter: string): Promise<boolean> {
  const id = numberOf(letter)
  if (id === undefined) return false
  return (await db.delete(deadLetters).where(eq(deadLetters.id, id)).returning({ id: deadLetters.id })).length > 0
}

export async function dropOlder(db: Database, before: number): Promise<number> {
  return (await db.delete(deadLetters).where(lt(deadLetters.at, before)).returning({ id: deadLetters.id })).length
}

function shown({ uncertain: _, ...letter }: typeof deadLetters.$inferSelect): DeadLetter {
  return { ...letter, id: String(letter.id) }
}

/** Another store's ids may be anything. */
function numberOf(letter: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(letter) ? Number(letter) : undefined
}
