import { sql } from 'drizzle-orm'
import type { Commit, Committed, StoreOptions } from '../port.ts'
import { call, json } from './call.ts'
import type { Database } from './store.ts'

export const commitFunction = `
create or replace function dialog_commit(
  _conversation text, _rev integer, _snapshot text, _inputs json, _effects json, _rejected json,
  _next_timer_at double precision, _ttl_ms double precision, _token text, _lease_ms double precision,
  _now double precision, _grace_ms double precision
) returns json language plpgsql as $$
declare
  ids text[] := array(select distinct json_array_elements_text(_inputs));
  added integer := json_array_length(_effects);
  taken integer;
  last_taken double precision;
  head dialog_effect;
  effect json;
  c dialog_conversation;
begin
  if _rev = 0 then
    -- Counts as expired until something is written to it, so the row of a refused commit is swept up.
    insert into dialog_conversation (id, expires_at) values (_conversation, _now)
      on conflict (id) do update set id = excluded.id
      returning * into c;
  else
    select * into c from dialog_conversation where id = _conversation for update;
  end if;
  -- Below 0: it was erased, and what begins anew goes on from there.
  if greatest(c.rev, 0) is distinct from _rev then return json_build_object('ok', false, 'reason', 'fenced'); end if;
  select count(*), max(sort_order) into taken, last_taken
    from dialog_input where conversation = _conversation and id = any (ids);
  if taken < cardinality(ids) then return json_build_object('ok', false, 'reason', 'unknown-input'); end if;

  delete from dialog_input where conversation = _conversation and id = any (ids);
  insert into dialog_effect (conversation, id, body, uncertain)
    select _conversation, id, body, coalesce(uncertain, false)
    from json_to_recordset(_effects) as new_effect (id text, body text, uncertain boolean);
  insert into dialog_dead_letter (kind, conversation, item, body, reason, attempts, at)
    select 'input', _conversation, id, body, reason, case when id = c.first_input then c.starts else 1 end, _now
    from json_to_recordset(_rejected) as letter (id text, body text, reason text);

  c.mailbox := c.mailbox - taken;
  c.outbox := c.outbox + added;
  if added > 0 then c.outbox_wake := coalesce(c.outbox_wake, _now + _grace_ms); end if;
  if _token is not null and (c.lease_token is null or c.lease_until <= _now) and c.not_before <= _now then
    select * into head from dialog_effect where conversation = _conversation order by position limit 1;
    if found then
      effect := json_build_object(
        'id', head.id, 'body', head.body, 'attempts', c.attempts, 'uncertain', c.uncertain or head.uncertain
      );
      c.lease_token := _token;
      c.lease_until := _now + _lease_ms;
      c.uncertain := true;
      c.outbox_wake := c.lease_until;
    end if;
  end if;
  update dialog_conversation
    set rev = abs(c.rev) + 1, snapshot = _snapshot, mailbox = c.mailbox, outbox = c.outbox,
      last_order = greatest(last_order, last_taken), first_input = null, starts = 0,
      uncertain = c.uncertain, lease_token = c.lease_token, lease_until = c.lease_until, ttl_ms = _ttl_ms,
      expires_at = case when c.mailbox = 0 and c.outbox = 0 then greatest(_now, _next_timer_at) + _ttl_ms end,
      mailbox_wake = case when c.mailbox > 0 then mailbox_wake end,
      outbox_wake = c.outbox_wake, timer_wake = _next_timer_at
    where id = _conversation;
  return json_build_object('ok', true, 'rev', abs(c.rev) + 1, 'waiting', c.mailbox, 'outbox', c.outbox, 'effect', effect);
end $$`

export function commit(
  db: Database,
  { graceMs }: Required<StoreOptions>,
  conversation: string,
  { rev, snapshot, inputs, effects, nextTimerAt, ttlMs, now, rejected = [], lease }: Commit,
): Promise<Committed> {
  return call<Committed>(
    db,
    sql`dialog_commit(${conversation}, ${rev}, ${snapshot}, ${json(inputs)}, ${json(effects)}, ${json(rejected)},
      ${nextTimerAt}, ${ttlMs}, ${lease?.token ?? null}, ${lease?.leaseMs ?? null}, ${now}, ${graceMs})`,
  )
}
