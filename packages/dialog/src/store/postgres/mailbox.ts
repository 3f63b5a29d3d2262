import { sql } from 'drizzle-orm'
import type { Appended, Loaded, NewInput, StoreOptions } from '../port.ts'
import { call } from './call.ts'
import type { Database } from './store.ts'

export const appendFunction = `
create or replace function dialog_append(
  _conversation text, _id text, _order double precision, _body text, _now double precision,
  _seen_ttl_ms double precision, _capacity double precision, _grace_ms double precision
) returns text language plpgsql as $$
declare
  forgotten double precision := _now - _seen_ttl_ms;
  c dialog_conversation;
begin
  insert into dialog_conversation (id, expires_at) values (_conversation, _now)
    on conflict (id) do update set id = excluded.id
    returning * into c;
  if c.mailbox >= _capacity then
    perform from dialog_seen_input where conversation = _conversation and id = _id and at > forgotten;
    return case when found then 'duplicate' else 'full' end;
  end if;

  insert into dialog_seen_input as seen (conversation, id, at) values (_conversation, _id, _now)
    on conflict (conversation, id) do update set at = excluded.at where seen.at <= forgotten;
  if not found then return 'duplicate'; end if;

  -- A conversation that outlived its time before any sweep begins anew; a new row is blank already.
  if c.expires_at <= _now and c.rev > 0 then
    update dialog_conversation
      set rev = 0, snapshot = null, last_order = 0, first_input = null, starts = 0, receipts = '{}', ttl_ms = 0,
        timer_wake = null
      where id = _conversation
      returning * into c;
  end if;
  insert into dialog_input (conversation, id, sort_order, body)
    select _conversation, _id, coalesce(_order, greatest(c.last_order, max(sort_order)) + 1), _body
    from dialog_input where conversation = _conversation
    on conflict (conversation, id) do update set sort_order = excluded.sort_order, body = excluded.body;
  -- Counted, not added up: an id that was forgotten while it waits takes its own place again.
  update dialog_conversation
    set mailbox = (select count(*) from dialog_input where conversation = _conversation),
      mailbox_wake = coalesce(mailbox_wake, _now + _grace_ms), expires_at = null
    where id = _conversation;
  return 'appended';
end $$`

export function append(
  db: Database,
  { seenTtlMs, capacity, graceMs }: Required<StoreOptions>,
  conversation: string,
  { id, order, body }: NewInput,
  now: number,
): Promise<Appended> {
  return call<Appended>(
    db,
    sql`dialog_append(${conversation}, ${id}, ${order ?? null}, ${body}, ${now}, ${seenTtlMs}, ${capacity}, ${graceMs})`,
  )
}

export const loadFunction = `
create or replace function dialog_load(_conversation text, _limit integer)
returns json language plpgsql as $$
declare
  c dialog_conversation;
  loaded json;
begin
  select * into c from dialog_conversation where id = _conversation for update;
  if not found then return null; end if;
  select json_agg(json_build_object('id', id, 'body', body, 'order', sort_order, 'late', sort_order < c.last_order))
    into loaded
    from (
      select id, body, sort_order from dialog_input
      where conversation = _conversation order by sort_order, id collate "C" limit _limit
    ) as first_inputs;
  if loaded is null then
    c.starts := 0;
    update dialog_conversation set mailbox_wake = null where id = _conversation and mailbox_wake is not null;
  else
    c.starts := case when c.first_input = loaded->0->>'id' then c.starts + 1 else 1 end;
    update dialog_conversation set first_input = loaded->0->>'id', starts = c.starts where id = _conversation;
  end if;
  return json_build_object(
    'rev', greatest(c.rev, 0), 'snapshot', c.snapshot, 'inputs', coalesce(loaded, '[]'), 'starts', c.starts, 'outbox', c.outbox
  );
end $$`

export async function load(db: Database, conversation: string, limit: number): Promise<Loaded> {
  const loaded = await call<Loaded | null>(db, sql`dialog_load(${conversation}, ${limit})`)
  return loaded ?? { rev: 0, snapshot: null, inputs: [], starts: 0, outbox: 0 }
}
