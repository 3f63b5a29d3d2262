import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { storeDefaults, type Store, type StoreOptions } from '../port.ts'
import { takeToken } from './bucket.ts'
import { commit } from './commit.ts'
import { append, load } from './mailbox.ts'
import { deadLetter, drop, dropOlder, letters, replay } from './letters.ts'
import { depth, erase, read } from './operator.ts'
import { bury, claim, postpone } from './outbox.ts'
import { restore } from './restore.ts'
import { sweep } from './sweep.ts'

/** A Drizzle database of any driver, with any schema. */
export type Database = PgDatabase<PgQueryResultHKT, any, any>

/**
 * Keeps conversations in Postgres, in tables that begin with `dialog_`. The database is the host's, and so are the
 * migrations: let drizzle-kit see the exported tables, and put the exported functions into a custom one. Made for the isolation level `read committed`, the default.
 */
export function postgresStore(db: Database, options: StoreOptions = {}): Store {
  const settings = { ...storeDefaults, ...options }
  return {
    append: (conversation, input, now) => append(db, settings, conversation, input, now),
    load: (conversation, limit) => load(db, conversation, limit),
    commit: (conversation, committed) => commit(db, settings, conversation, committed),
    claim: (conversation, claimed) => claim(db, settings, conversation, claimed),
    postpone: (conversation, postponed) => postpone(db, conversation, postponed),
    bury: (conversation, buried) => bury(db, conversation, buried),
    due: (now, limit) => sweep(db, settings, now, limit),
    read: (conversation, now) => read(db, conversation, now),
    erase: (conversation) => erase(db, conversation),
    deadLetters: (limit, after) => letters(db, limit, after),
    deadLetter: (letter) => deadLetter(db, letter),
    replay: (letter, now) => replay(db, letter, now),
    drop: (letter) => drop(db, letter),
    dropOlder: (before) => dropOlder(db, before),
    restore: (conversation, restored) => restore(db, settings, conversation, restored),
    depth: (now) => depth(db, now),
    takeToken: (bucket, rate, now) => takeToken(db, bucket, rate, now),
  }
}
