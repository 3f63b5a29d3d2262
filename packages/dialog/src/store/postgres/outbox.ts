import { sql } from 'drizzle-orm'
import type { Buried, Claim, Claimed, Postponed, StoreOptions } from '../port.ts'
import { call, keepable } from './call.ts'
import type { Database } from './store.ts'

export const claimFunction = `
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
end $$`

export function claim(
  db: Database,
  { receipts: kept }: Required<StoreOptions>,
  conversation: string,
  { token, leaseMs, now, done }: Claim,
): Promise<Claimed> {
  const { id = null, receipt = null } = done ?? {}
  return call<Claimed>(db, sql`dialog_claim(${conversation}, ${token}, ${leaseMs}, ${now}, ${id}, ${receipt}, ${kept})`)
}

export const postponeFunction = `
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
end $$`

export async function postpone(
  db: Database,
  conversation: string,
  { id, token, until, attempt, uncertain }: Postponed,
): Promise<void> {
  await call(db, sql`dialog_postpone(${conversation}, ${id}, ${token}, ${until}, ${attempt}, ${uncertain})`)
}

export const buryFunction = `
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
end $$`

export async function bury(
  db: Database,
  conversation: string,
  { id, token, reason, uncertain = true, now }: Buried,
): Promise<void> {
  await call(db, sql`dialog_bury(${conversation}, ${id}, ${token}, ${keepable(reason)}, ${uncertain}, ${now})`)
}
