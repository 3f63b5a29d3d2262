import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

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
    status: text({ enum: orderStatuses }).notNull().default('new'),
    source: text().notNull().default('chat2desk'),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true })
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  (table) => [
    check('orders_bottles', sql`${table.bottles} between 1 and 50`),
    check('orders_status', sql`${table.status} in ('new', 'accepted', 'delivered', 'cancelled')`),
    index('orders_client').on(table.clientId),
    index('orders_created_at').on(table.createdAt),
    index('orders_status_index').on(table.status),
  ],
)
