import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { casing, migrationsFolder, ping, type Database, type DatabaseConnection } from './database.ts'

export interface EmbeddedDatabase extends DatabaseConnection {
  pglite: PGlite
}

/**
 * Postgres inside this process, its data in `folder`. Throws if another process uses the folder: two at once would
 * destroy it. Making a new database takes some seconds.
 */
export async function openEmbedded(folder: string): Promise<EmbeddedDatabase> {
  mkdirSync(folder, { recursive: true })
  const release = lock(folder)
  try {
    const pglite = await PGlite.create(join(folder, 'postgres'))
    const db = drizzle(pglite, { casing }) as unknown as Database
    return {
      db,
      pglite,
      migrate: () => migrate(drizzle(pglite, { casing }), { migrationsFolder }),
      ping: () => ping(db),
      async close() {
        await pglite.close()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

function lock(folder: string): () => void {
  const file = join(folder, 'process.pid')
  const owner = readOwner(file)
  if (owner !== undefined && owner !== process.pid && runs(owner)) {
    throw new Error(`Cannot open ${folder}: process ${owner} uses it. Stop that one, or set DATA_DIR to another folder`)
  }
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
}

function readOwner(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
