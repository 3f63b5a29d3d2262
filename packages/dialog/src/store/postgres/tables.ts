import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core'

/** Ms since the epoch, as a number that may have a fraction: what the port takes. */
const time = doublePrecision
const known = (column: AnyPgColumn) => sql`${column} is not null`

/** One row for each conversation: its lock, its snapshot, and all there is to know of its mailbox and outbox but texts. */
export const conversations = pgTable(
  'dialog_conversation',
  {
    id: text().primaryKey(),
    /** Below 0 after an erasure: what begins anew goes on from there. */
    rev: integer().notNull().default(0),
    snapshot: text(),
    mailbox: integer().notNull().default(0),
    outbox: integer().notNull().default(0),
    /** The highest order that was committed. */
    lastOrder: doublePrecision('last_order').notNull().default(0),
    /** The first input as it was loaded last, and how often. */
    firstInput: text('first_input'),
    starts: integer().notNull().default(0),
    /** Of the outbox's first effect. */
    attempts: integer().notNull().default(0),
    uncertain: boolean().notNull().default(false),
    notBefore: time('not_before').notNull().default(0),
    leaseToken: text('lease_token'),
    leaseUntil: time('lease_until').notNull().default(0),
    receipts: text().array().notNull().default([]),
    ttlMs: doublePrecision('ttl_ms').notNull().default(0),
    /** Null while something waits. */
    expiresAt: time('expires_at'),
    mailboxWake: time('mailbox_wake'),
    outboxWake: time('outbox_wake'),
    timerWake: time('timer_wake'),
  },
  (row) => [
    index('dialog_conversation_mailbox_wake').on(row.mailboxWake).where(known(row.mailboxWake)),
    index('dialog_conversation_outbox_wake').on(row.outboxWake).where(known(row.outboxWake)),
    index('dialog_conversation_timer_wake').on(row.timerWake).where(known(row.timerWake)),
    index('dialog_conversation_expires_at').on(row.expiresAt).where(known(row.expiresAt)),
  ],
)

/** The mailboxes. */
export const inputs = pgTable(
  'dialog_input',
  {
    conversation: text().notNull(),
    id: text().notNull(),
    order: doublePrecision('sort_order').notNull(),
    body: text().notNull(),
  },
  (row) => [
    primaryKey({ columns: [row.conversation, row.id] }),
    index('dialog_input_sort_order').on(row.conversation, row.order),
  ],
)

/** Ids of inputs that were appended, kept apart because they outlive their conversation. */
export const seenInputs = pgTable(
  'dialog_seen_input',
  { conversation: text().notNull(), id: text().notNull(), at: time().notNull() },
  (row) => [primaryKey({ columns: [row.conversation, row.id] }), index('dialog_seen_input_at').on(row.at)],
)

/** The outboxes. */
export const effects = pgTable(
  'dialog_effect',
  {
    conversation: text().notNull(),
    position: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    id: text().notNull(),
    body: text().notNull(),
    /** It may have been done before it came here. */
    uncertain: boolean().notNull().default(false),
  },
  (row) => [primaryKey({ columns: [row.conversation, row.position] })],
)

export const deadLetters = pgTable(
  'dialog_dead_letter',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text({ enum: ['effect', 'input'] }).notNull(),
    conversation: text().notNull(),
    item: text().notNull(),
    body: text().notNull(),
    reason: text().notNull(),
    attempts: integer().notNull(),
    /** Whether an effect may have been done all the same. */
    uncertain: boolean().notNull().default(true),
    at: time().notNull(),
  },
  (row) => [index('dialog_dead_letter_conversation').on(row.conversation)],
)

/** When the next token of a bucket would arrive at an even rate. */
export const buckets = pgTable('dialog_bucket', { name: text().primaryKey(), arrival: time().notNull() })
