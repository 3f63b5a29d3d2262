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
  const [owner = 0, birth] = readOwner(file)
  // A number alone proves nothing: after a crash another process may have got it.
  if (owner !== process.pid && runs(owner) && birthOf(owner) === birth) {
    throw new Error(`Cannot open ${folder}: process ${owner} uses it. Stop that one, or set DATA_DIR to another folder`)
  }
  writeFileSync(file, `${process.pid} ${birthOf(process.pid)}`)
  return () => rmSync(file, { force: true })
}

function readOwner(file: string): [pid?: number, birth?: string] {
  try {
    const [pid, birth = ''] = readFileSync(file, 'utf8').split(' ')
    return [Number(pid) || 0, birth]
  } catch {
    return []
  }
}

function runs(pid: number): boolean {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process was born, in ticks since the machine was; empty where the system does not tell. */
function birthOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
