import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { casing, migrationsFolder, ping, type Database, type DatabaseConnection } from './database.ts'

const migrationLock = 7_407_161

/** Seconds between attempts to connect. The library's own grow to 20, and a database that is back would stand idle. */
const backoff = (tries: number) => Math.min(0.1 * 2 ** tries, 1)

export interface PostgresConnection extends DatabaseConnection {
  /** False if migrations are missing. Newer tables than this version knows are fine. */
  isMigrated(): Promise<boolean>
}

/** The longest that a statement waits for another one's lock: whoever asked comes again. */
const lockMs = 5_000

/**
 * PostgreSQL over the network. `migrate` runs under a lock, so that any number of processes may start at once. A
 * connection on which nothing came or went for `silenceMs` is given up, with what waits for an answer on it.
 */
export function openPostgres(url: string, pool: number, silenceMs = 15_000): PostgresConnection {
  const options = {
    max: pool,
    connect_timeout: 5,
    // Those that nobody needs are closed before.
    idle_timeout: (silenceMs * 0.6) / 1000,
    backoff,
    onnotice: () => {},
    // Nobody awaits what the library asks about types on a new connection: its failure would end the process.
    fetch_types: false,
    connection: { lock_timeout: lockMs },
    socket: impatientSocket(silenceMs),
  }
  const client = postgres(url, options)
  const db = drizzle(client, { casing }) as unknown as Database
  return {
    db,
    async migrate() {
      const own = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => {} })
      try {
        await own`select pg_advisory_lock(${migrationLock})`
        await migrate(drizzle(own, { casing }), { migrationsFolder })
      } finally {
        await own.end({ timeout: 5 })
      }
    },
    async isMigrated() {
      const [table] = await client`select to_regclass('drizzle.__drizzle_migrations') as name`
      if (!table?.['name']) return false
      const [last] = await client`select max(created_at) as at from drizzle.__drizzle_migrations`
      return Number(last?.['at'] ?? 0) >= latestMigration()
    },
    ping: () => ping(db),
    close: () => client.end({ timeout: 5 }),
  }
}

/** When the newest migration of this version was made, ms since the epoch: they are known by that. */
function latestMigration(): number {
  const journal = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[]
  }
  return Math.max(...journal.entries.map(({ when }) => when))
}

/** Where to connect to, as the library has read it from the address. */
interface Destination {
  host: string[]
  port: number[]
  path: string | false | undefined
}

/** A peer that is gone without a word is not noticed by TCP for a quarter of an hour. */
function impatientSocket(silenceMs: number): (to: Destination) => Socket {
  let next = 0
  return ({ host, port, path }) => {
    const at = next++ % host.length
    const to = path ? { path } : { host: host[at] ?? 'localhost', port: port[at] ?? 5432 }
    const socket = new Socket()
    // What the system refuses at once is told when the library listens.
    setImmediate(() => socket.connect(to))
    // The library names the server by it in TLS.
    Object.assign(socket, { host: host[at] })
    socket.once('connect', () => closeWithError(socket))
    return socket.setTimeout(silenceMs, () =>
      socket.destroy(new Error(`Nothing heard of PostgreSQL for ${silenceMs} ms`)),
    )
  }
}

/**
 * Between the error of a socket and its close the library still gives it statements, and never answers them: what a
 * caller asks again at once would wait for ever. So both come in one go, after the library's own listeners.
 */
function closeWithError(socket: Socket): void {
  socket.on('error', () => {
    socket.emit('close', true)
    socket.on('error', () => {})
  })
}
