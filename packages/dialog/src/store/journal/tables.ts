import { sql } from 'drizzle-orm'
import { boolean, doublePrecision, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'

/** Every input that was accepted, until it is older than its retention. */
export const journalInputs = pgTable(
  'dialog_journal_input',
  {
    conversation: text().notNull(),
    id: text().notNull(),
    order: doublePrecision('sort_order'),
    body: text().notNull(),
    /** When it was accepted. */
    at: doublePrecision().notNull(),
    /** Its conversation's checkpoint holds what came of it. */
    done: boolean().notNull().default(false),
  },
  (row) => [
    primaryKey({ columns: [row.conversation, row.id] }),
    index('dialog_journal_input_open')
      .on(row.at)
      .where(sql`not ${row.done}`),
    index('dialog_journal_input_at').on(row.at),
  ],
)

/** A conversation as it stood after its last commit. */
export const journalCheckpoints = pgTable(
  'dialog_journal_checkpoint',
  {
    conversation: text().primaryKey(),
    rev: integer().notNull(),
    /** Empty once it was erased. */
    snapshot: text().notNull(),
    /** A hash of the snapshot: what the next commit must have come from. */
    lineage: text().notNull(),
    lastOrder: doublePrecision('last_order').notNull(),
    nextTimerAt: doublePrecision('next_timer_at'),
    ttlMs: doublePrecision('ttl_ms').notNull(),
    expiresAt: doublePrecision('expires_at').notNull(),
    /** When it was committed. */
    at: doublePrecision().notNull(),
    /** The outbox as it was then; what of it was done since is in the ledger. */
    effectIds: text('effect_ids').array().notNull().default([]),
    effectBodies: text('effect_bodies').array().notNull().default([]),
  },
  (row) => [index('dialog_journal_checkpoint_expires_at').on(row.expiresAt)],
)

/** The ledger: every effect that was done, or became a dead letter. */
export const journalEffects = pgTable(
  'dialog_journal_effect',
  {
    conversation: text().notNull(),
    id: text().notNull(),
    /** Of its body: an input that is taken anew may come to something else. */
    hash: text().notNull(),
    at: doublePrecision().notNull(),
    /** What its handler kept of it. */
    receipt: text(),
    /** The dead letter that it became, as JSON. */
    letter: text(),
  },
  (row) => [primaryKey({ columns: [row.conversation, row.id] }), index('dialog_journal_effect_at').on(row.at)],
)
