const acceptFunction = `
create or replace function dialog_journal_accept(_inputs json) returns json language plpgsql as $$
declare
  g record;
  was boolean;
  known json[] := '{}';
begin
  for g in
    select * from json_to_recordset(_inputs) as g (
      n integer, conversation text, id text, "order" double precision, body text, at double precision)
    order by conversation, id
  loop
    insert into dialog_journal_input (conversation, id, sort_order, body, at)
      values (g.conversation, g.id, g."order", g.body, g.at)
      on conflict do nothing;
    if not found then
      select done into was from dialog_journal_input where conversation = g.conversation and id = g.id;
      known := known || json_build_object('n', g.n, 'done', was);
    end if;
  end loop;
  return array_to_json(known);
end $$`

const recordFunction = `
create or replace function dialog_journal_record(_commits json) returns json language plpgsql as $$
declare
  g record;
  before integer;
  begins boolean;
  written boolean;
  settled json;
  recorded json[] := '{}';
begin
  for g in
    select * from json_to_recordset(_commits) as g (
      n integer, conversation text, rev integer, "loadedRev" integer, snapshot text, lineage text, previous text,
      "lastOrder" double precision, "nextTimerAt" double precision, "ttlMs" double precision,
      "expiresAt" double precision, at double precision, "outboxWasEmpty" boolean, whole boolean, inputs text[],
      effect_ids text[], effect_bodies text[])
    order by conversation
  loop
    select rev into before from dialog_journal_checkpoint where conversation = g.conversation for update;
    written := false;
    begins := g."loadedRev" = 0;
    if before is not null or begins or g.whole then
      insert into dialog_journal_checkpoint as c (conversation, rev, snapshot, lineage, last_order, next_timer_at, ttl_ms,
          expires_at, at, effect_ids, effect_bodies)
        values (g.conversation, g.rev, g.snapshot, g.lineage, g."lastOrder", g."nextTimerAt", g."ttlMs", g."expiresAt",
          g.at, g.effect_ids, g.effect_bodies)
        on conflict (conversation) do update set
          rev = excluded.rev, snapshot = excluded.snapshot, lineage = excluded.lineage,
          last_order = greatest(case when begins then 0 else c.last_order end, excluded.last_order),
          next_timer_at = excluded.next_timer_at, ttl_ms = excluded.ttl_ms, expires_at = excluded.expires_at,
          at = excluded.at,
          effect_ids = case when begins or g."outboxWasEmpty" then excluded.effect_ids
            else c.effect_ids || excluded.effect_ids end,
          effect_bodies = case when begins or g."outboxWasEmpty" then excluded.effect_bodies
            else c.effect_bodies || excluded.effect_bodies end
        where case
          when begins and c.expires_at <= g.at then true
          when c.lineage = '' then (begins or g.whole) and g.rev > c.rev
          when c.rev = g.rev - 1 then coalesce(g.previous = c.lineage, true)
          else g.whole and c.rev < g.rev end;
      written := found;
    end if;
    if written then
      insert into dialog_journal_input (conversation, id, body, at, done)
        select g.conversation, id, '', g.at, true from unnest(g.inputs) as taken (id) order by id
        on conflict (conversation, id) do update set done = true;
    end if;
    select json_agg(json_build_object('id', e.id, 'hash', e.hash, 'receipt', e.receipt, 'buried', e.letter is not null))
      into settled from dialog_journal_effect e where e.conversation = g.conversation and e.id = any (g.effect_ids);
    recorded := recorded || json_build_object('n', g.n, 'before', before, 'written', written, 'settled', settled);
  end loop;
  return array_to_json(recorded);
end $$`

const settleFunction = `
create or replace function dialog_journal_settle(_effects json) returns void language plpgsql as $$
declare
  g record;
begin
  for g in
    select * from json_to_recordset(_effects) as g (
      conversation text, id text, hash text, at double precision, receipt text, letter text)
    order by conversation, id
  loop
    if g.letter is not null then
      perform from dialog_journal_checkpoint where conversation = g.conversation and snapshot = '';
      if found then g.letter := '{}'; end if;
    end if;
    insert into dialog_journal_effect as e (conversation, id, hash, at, receipt, letter)
      values (g.conversation, g.id, g.hash, g.at, g.receipt, g.letter)
      on conflict (conversation, id) do update set hash = excluded.hash, at = excluded.at,
        receipt = coalesce(excluded.receipt, e.receipt),
        letter = case when e.letter is null and e.hash = excluded.hash then null else excluded.letter end;
  end loop;
end $$`

/** What the journal calls for each input, commit and effect. The host's migrations make them, as they make the tables. */
export const journalFunctions: readonly string[] = [acceptFunction, recordFunction, settleFunction]
