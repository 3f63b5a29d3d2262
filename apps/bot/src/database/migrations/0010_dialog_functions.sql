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
end $$;
--> statement-breakpoint
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
end $$;
--> statement-breakpoint
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
end $$;
--> statement-breakpoint
create or replace function dialog_claim(
  _conversation text, _token text, _lease_ms double precision, _now double precision, _done text, _receipt text,
  _kept integer
) returns json language plpgsql as $$
declare
  c dialog_conversation;
  head dialog_effect;
  answer json;
begin
  select * into c from dialog_conversation where id = _conversation for update;
  if not found then return json_build_object('status', 'empty'); end if;
  select * into head from dialog_effect where conversation = _conversation order by position limit 1;
  if head.id = _done then
    delete from dialog_effect where conversation = _conversation and position = head.position;
    c.outbox := c.outbox - 1;
    c.attempts := 0;
    c.uncertain := false;
    c.not_before := 0;
    if _receipt is not null then
      c.receipts := array_append(c.receipts, _receipt);
      c.receipts := c.receipts[cardinality(c.receipts) - _kept + 1 :];
    end if;
    if c.lease_token = _token then
      c.lease_token := null;
      c.lease_until := 0;
    end if;
    select * into head from dialog_effect where conversation = _conversation order by position limit 1;
  end if;

  if head.id is null then
    answer := json_build_object('status', 'empty');
    c.lease_token := null;
    c.lease_until := 0;
    c.outbox_wake := null;
    c.expires_at := case when c.mailbox = 0 then greatest(_now, c.timer_wake) + c.ttl_ms end;
  elsif c.lease_token <> _token and c.lease_until > _now then
    answer := json_build_object('status', 'busy', 'until', c.lease_until);
  elsif c.not_before > _now then
    answer := json_build_object('status', 'postponed', 'until', c.not_before);
  else
    answer := json_build_object('status', 'claimed', 'effect', json_build_object(
      'id', head.id, 'body', head.body, 'attempts', c.attempts,
      'uncertain', c.uncertain or head.uncertain
    ));
    -- Until it is reported, nobody knows what became of a holder that died.
    c.uncertain := true;
    c.lease_token := _token;
    c.lease_until := _now + _lease_ms;
    c.outbox_wake := c.lease_until;
  end if;
  update dialog_conversation
    set outbox = c.outbox, attempts = c.attempts, uncertain = c.uncertain, not_before = c.not_before,
      lease_token = c.lease_token, lease_until = c.lease_until, receipts = c.receipts, expires_at = c.expires_at,
      outbox_wake = c.outbox_wake
    where id = _conversation;
  return answer;
end $$;
--> statement-breakpoint
create or replace function dialog_postpone(
  _conversation text, _id text, _token text, _until double precision, _attempt boolean, _uncertain boolean
) returns void language plpgsql as $$
declare
  head dialog_effect;
begin
  perform from dialog_conversation where id = _conversation and lease_token = _token for update;
  if not found then return; end if;
  select * into head from dialog_effect where conversation = _conversation order by position limit 1;
  if head.id is distinct from _id then return; end if;
  update dialog_conversation
    set attempts = attempts + _attempt::integer, uncertain = _uncertain, not_before = _until,
      lease_token = null, lease_until = 0, outbox_wake = _until
    where id = _conversation;
end $$;
--> statement-breakpoint
create or replace function dialog_bury(
  _conversation text, _id text, _token text, _reason text, _uncertain boolean, _now double precision
) returns void language plpgsql as $$
declare
  c dialog_conversation;
  head dialog_effect;
begin
  select * into c from dialog_conversation where id = _conversation and lease_token = _token for update;
  if not found then return; end if;
  select * into head from dialog_effect where conversation = _conversation order by position limit 1;
  if head.id is distinct from _id then return; end if;
  delete from dialog_effect where conversation = _conversation and position = head.position;
  insert into dialog_dead_letter (kind, conversation, item, body, reason, attempts, uncertain, at)
    values ('effect', _conversation, _id, head.body, _reason, c.attempts, _uncertain, _now);
  c.outbox := c.outbox - 1;
  update dialog_conversation
    set outbox = c.outbox, attempts = 0, uncertain = false, not_before = 0, lease_token = null, lease_until = 0,
      expires_at = case when c.mailbox = 0 and c.outbox = 0 then greatest(_now, timer_wake) + ttl_ms end,
      outbox_wake = case when c.outbox > 0 then _now end
    where id = _conversation;
end $$;
--> statement-breakpoint
create or replace function dialog_take_token(
  _name text, _emission_ms double precision, _burst double precision, _now double precision
) returns double precision language plpgsql as $$
declare
  latest double precision := _now + _emission_ms * (_burst - 1);
begin
  insert into dialog_bucket as bucket (name, arrival) values (_name, _now + _emission_ms)
    on conflict (name) do update set arrival = greatest(bucket.arrival, _now) + _emission_ms
    where bucket.arrival <= latest;
  if found then return 0; end if;
  return (select greatest(1, ceil(arrival - latest)) from dialog_bucket where name = _name);
end $$;
--> statement-breakpoint
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
end $$;
--> statement-breakpoint
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
end $$;
--> statement-breakpoint
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
end $$;
