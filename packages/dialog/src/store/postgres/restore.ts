import { sql } from 'drizzle-orm'
import type { Restored, StoreOptions } from '../port.ts'
import { call, json } from './call.ts'
import type { Database } from './store.ts'

export const restoreFunction = `
create or replace function dialog_restore(
  _conversation text, _over_rev integer, _rev integer, _snapshot text, _last_order double precision,
  _next_timer_at double precision, _ttl_ms double precision, _receipts json, _inputs json, _seen json, _kept integer,
  _now double precision
) returns boolean language plpgsql as $$
declare
  c dialog_conversation;
  latest text[] := array(select json_array_elements_text(_receipts));
  taken text[] := array(select json_array_elements_text(_seen));
  given json;
  waiting integer;
begin
  insert into dialog_conversation (id, expires_at) values (_conversation, _now)
    on conflict (id) do update set id = excluded.id
    returning * into c;
  if (case when c.expires_at <= _now then 0 else greatest(c.rev, 0) end) <> _over_rev then return false; end if;

  delete from dialog_effect where conversation = _conversation;
  delete from dialog_input where conversation = _conversation and id = any (taken);
  for given in select value from json_array_elements(_inputs) loop
    insert into dialog_input (conversation, id, sort_order, body)
      select _conversation, given->>'id',
        coalesce((given->>'order')::double precision, greatest(_last_order, max(sort_order)) + 1), given->>'body'
      from dialog_input where conversation = _conversation
      on conflict (conversation, id) do update set sort_order = excluded.sort_order, body = excluded.body;
  end loop;
  insert into dialog_seen_input (conversation, id, at)
    select distinct _conversation, id, _now from (
      select unnest(taken) as id union all select value->>'id' from json_array_elements(_inputs)
    ) as known
    on conflict (conversation, id) do update set at = excluded.at;

  waiting := (select count(*) from dialog_input where conversation = _conversation);
  update dialog_conversation
    set rev = greatest(_rev, abs(c.rev) + 1), snapshot = _snapshot, mailbox = waiting, outbox = 0,
      last_order = _last_order, first_input = null, starts = 0, attempts = 0, uncertain = false, not_before = 0,
      lease_token = null, lease_until = 0, receipts = latest[greatest(cardinality(latest) - _kept, 0) + 1 :],
      ttl_ms = _ttl_ms, expires_at = case when waiting = 0 then greatest(_now, _next_timer_at) + _ttl_ms end,
      mailbox_wake = case when waiting > 0 then least(mailbox_wake, _now) end,
      outbox_wake = null, timer_wake = _next_timer_at
    where id = _conversation;
  return true;
end $$`

export function restore(
  db: Database,
  { receipts: kept }: Required<StoreOptions>,
  conversation: string,
  { overRev, rev, snapshot, lastOrder, nextTimerAt, ttlMs, receipts, inputs, seen, now }: Restored,
): Promise<boolean> {
  return call<boolean>(
    db,
    sql`dialog_restore(${conversation}, ${overRev}, ${rev}, ${snapshot}, ${lastOrder}, ${nextTimerAt}, ${ttlMs},
      ${json(receipts)}, ${json(inputs)}, ${json(seen)}, ${kept}, ${now})`,
  )
}
