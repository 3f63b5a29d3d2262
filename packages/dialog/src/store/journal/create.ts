import { sql } from 'drizzle-orm'
import type { Database } from '../postgres/store.ts'
import { journalFunctions } from './functions.ts'

const statements = [
  `create table if not exists dialog_journal_input (
    conversation text not null,
    id text not null,
    sort_order double precision,
    body text not null,
    at double precision not null,
    done boolean not null default false,
    primary key (conversation, id)
  )`,
  'create index if not exists dialog_journal_input_open on dialog_journal_input (at) where not done',
  'create index if not exists dialog_journal_input_at on dialog_journal_input (at)',
  `create table if not exists dialog_journal_checkpoint (
    conversation text primary key,
    rev integer not null,
    snapshot text not null,
    lineage text not null,
    last_order double precision not null,
    next_timer_at double precision,
    ttl_ms double precision not null,
    expires_at double precision not null,
    at double precision not null,
    effect_ids text[] not null default '{}',
    effect_bodies text[] not null default '{}'
  )`,
  'create index if not exists dialog_journal_checkpoint_expires_at on dialog_journal_checkpoint (expires_at)',
  `create table if not exists dialog_journal_effect (
    conversation text not null,
    id text not null,
    hash text not null,
    at double precision not null,
    receipt text,
    letter text,
    primary key (conversation, id)
  )`,
  'create index if not exists dialog_journal_effect_at on dialog_journal_effect (at)',
]

/** Makes the tables and functions where no migrations do: in a PGlite, in a test. */
export async function createJournalTables(db: Database): Promise<void> {
  for (const statement of [...statements, ...journalFunctions]) await db.execute(sql.raw(statement))
}
