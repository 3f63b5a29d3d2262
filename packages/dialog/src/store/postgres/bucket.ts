import { sql } from 'drizzle-orm'
import type { Rate } from '../port.ts'
import { call } from './call.ts'
import type { Database } from './store.ts'

export const takeTokenFunction = `
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
end $$`

export function takeToken(db: Database, name: string, { perSecond, burst }: Rate, now: number): Promise<number> {
  return call<number>(db, sql`dialog_take_token(${name}, ${1000 / perSecond}, ${burst}, ${now})`)
}
