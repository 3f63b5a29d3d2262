import { sql } from 'drizzle-orm'
import { functions } from './functions.ts'
import type { Database } from './store.ts'

const statements = [
  `create table if not exists dialog_conversation (
    id text primary key,
    rev integer not null default 0,
    snapshot text,
    mailbox integer not null default 0,
    outbox integer not null default 0,
    last_order double precision not null default 0,
    first_input text,
    starts integer not null default 0,
    attempts integer not null default 0,
    uncertain boolean not null default false,
    not_before double precision not null default 0,
    lease_token text,
    lease_until double precision not null default 0,
    receipts text[] not null default '{}',
    ttl_ms double precision not null default 0,
    expires_at double precision,
    mailbox_wake double precision,
    outbox_wake double precision,
    timer_wake double precision
  )`,
  ...['mailbox_wake', 'outbox_wake', 'timer_wake', 'expires_at'].map(
    (column) => `create index if not exists dialog_conversation_${column} on dialog_conversation (${column})
      where ${column} is not null`,
  ),
  `create table if not exists dialog_input (
    conversation text not null,
    id text not null,
    sort_order double precision not null,
    body text not null,
    primary key (conversation, id)
  )`,
  'create index if not exists dialog_input_sort_order on dialog_input (conversation, sort_order)',
  `create table if not exists dialog_seen_input (
    conversation text not null,
    id text not null,
    at double precision not null,
    primary key (conversation, id)
  )`,
  'create index if not exists dialog_seen_input_at on dialog_seen_input (at)',
  `create table if not exists dialog_effect (
    conversation text not null,
    position bigint not null generated always as identity,
    id text not null,
    body text not null,
    uncertain boolean not null default false,
    primary key (conversation, position)
  )`,
  `create table if not exists dialog_dead_letter (
    id bigint primary key generated always as identity,
    kind text not null,
    conversation text not null,
    item text not null,
    body text not null,
    reason text not null,
    attempts integer not null,
    uncertain boolean not null default true,
    at double precision not null
  )`,
  'create index if not exists dialog_dead_letter_conversation on dialog_dead_letter (conversation)',
  'create table if not exists dialog_bucket (name text primary key, arrival double precision not null)',
]

/** Makes the tables and functions where no migrations do: in a PGlite, in a test. */
export async function createTables(db: Database): Promise<void> {
  for (const statement of [...statements, ...functions]) await db.execute(sql.raw(statement))
}
