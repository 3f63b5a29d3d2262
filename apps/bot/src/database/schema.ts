import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const orderStatuses = ['new', 'accepted', 'delivered', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** Whose dialog or request it is that a person holds: Chat2Desk names only the dialog when it is closed. */
export const heldDialogs = pgTable(
  'held_dialogs',
  {
    kind: text({ enum: ['dialog', 'request'] }).notNull(),
    id: text().notNull(),
    clientId: text().notNull(),
    since: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
)

export const orders = pgTable(
  'orders',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** What people say aloud. */
    number: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull().unique(),
    /** The effect that placed it: a second try with the same one finds this row. */
    effectId: text().notNull().unique(),
    conversationId: text().notNull(),
    clientId: text().notNull(),
    address: text().notNull(),
    phone: text().notNull(),
    bottles: integer().notNull(),
    note: text(),
    /** Empty bottles that the courier takes back; null if nobody asked. */
    empties: integer(),
    /** The address in parts, as far as it was understood; a dispatcher's help, never instead of `address`. */
    addressParts: jsonb(),
    status: text({ enum: orderStatuses }).notNull().default('new'),
    source: text().notNull().default('chat2desk'),
    /** When the customer asked for the latest change; null if for none. */
    changedFor: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true })
      .notNull()
      .defaultNow()
      .$onUpdate(() => sql`now()`),
  },
  (table) => [
    check('orders_bottles', sql`${table.bottles} between 1 and 50`),
    check('orders_status', sql`${table.status} in ('new', 'accepted', 'delivered', 'cancelled')`),
    index('orders_client').on(table.clientId),
    index('orders_created_at').on(table.createdAt),
    index('orders_status_index').on(table.status),
  ],
)

/** Sends of which nobody knows whether they succeeded, by their effect; the message, once its echo came. */
export const doubts = pgTable(
  'doubts',
  {
    effectId: text().primaryKey(),
    clientId: text().notNull(),
    /** From then on Chat2Desk's list of messages tells for sure. */
    settledAt: timestamp({ withTimezone: true }).notNull(),
    messageId: text(),
    operatorId: text(),
  },
  (table) => [index('doubts_client').on(table.clientId), index('doubts_settled_at').on(table.settledAt)],
)

/** What operators did: who, to what, why. Names no customer by more than an id. */
export const audit = pgTable(
  'audit',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** The address that the request came from. */
    actor: text().notNull(),
    act: text().notNull(),
    target: text().notNull(),
    reason: text(),
  },
  (table) => [index('audit_at').on(table.at)],
)

/** Customers whose data was erased on request: what was sent before that is refused. */
export const erasedClients = pgTable('erased_clients', {
  /** SHA-256 of the client's id, hex. */
  client: text().primaryKey(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
})

/** Customers to whom earlier orders are not offered. */
export const forgottenClients = pgTable('forgotten_clients', {
  /** SHA-256 of the client's id, hex. */
  client: text().primaryKey(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
})

/** How far the messages of Chat2Desk were taken in. One row. */
export const intakePosition = pgTable('intake_position', {
  id: integer().primaryKey().default(1),
  messageId: text().notNull(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
})
