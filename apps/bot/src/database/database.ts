import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** A Drizzle database on postgres.js or on PGlite. Raw results differ between the two: use typed queries. */
export type Database = PgDatabase<PgQueryResultHKT>

export interface DatabaseConnection {
  db: Database
  migrate(): Promise<void>
  ping(): Promise<void>
  close(): Promise<void>
}

export async function ping(db: Database): Promise<void> {
  await db.execute(sql`select 1`)
}

export const casing = 'snake_case'

export const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url))
