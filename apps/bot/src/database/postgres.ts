import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { casing, migrationsFolder, ping, type Database, type DatabaseConnection } from './database.ts'

const migrationLock = 7_407_161

/** PostgreSQL over the network. `migrate` runs under a lock, so that any number of processes may start at once. */
export function openPostgres(url: string, pool: number): DatabaseConnection {
  const client = postgres(url, { max: pool, connect_timeout: 5, idle_timeout: 30, onnotice: () => {} })
  const db = drizzle(client, { casing }) as unknown as Database
  return {
    db,
    async migrate() {
      const own = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
      try {
        await own`select pg_advisory_lock(${migrationLock})`
        await migrate(drizzle(own, { casing }), { migrationsFolder })
      } finally {
        await own.end({ timeout: 5 })
      }
    },
    ping: () => ping(db),
    close: () => client.end({ timeout: 5 }),
  }
}
