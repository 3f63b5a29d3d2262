import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { openPostgres, type PostgresConnection } from '../src/database/postgres.ts'

/** A database of its own on a server, with the bot's tables; `url` is the server's. */
export async function openOwnDatabase(url: string, pool = 4): Promise<PostgresConnection> {
  const name = `own_${randomBytes(8).toString('hex')}`
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  await admin.end()
  const own = new URL(url)
  own.pathname = `/${name}`
  const database = openPostgres(own.href, pool)
  await database.migrate()
  return database
}
