import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { openPostgres } from '../src/database/postgres.ts'
import { privatePostgres, privateRedis, type PrivateServer } from '../test/servers.ts'

const template = 'chaos_template'

/** Redis and Postgres of a whole run; each case begins with both up and empty. */
export interface Servers {
  redis: PrivateServer
  postgres: PrivateServer
  /** Brings both up with these settings of Redis, empties them, and gives the address of a database of its own. */
  fresh(name: string, redisSettings?: Record<string, string>): Promise<string>
  remove(): void
}

export async function createServers(): Promise<Servers> {
  const redis = await privateRedis('yes', { appendfsync: 'everysec', 'enable-debug-command': 'local' })
  const database = await privatePostgres({ track_commit_timestamp: 'on', wal_level: 'minimal', max_wal_senders: '0' })
  if (!redis || !database) throw new Error('Cannot break anything: no redis-server or postgres on PATH')
  let redisRuns = ''
  let made = false
  const urlOf = (name: string) => Object.assign(new URL(database.url), { pathname: `/${name}` }).href
  const admin = async <T>(act: (sql: postgres.Sql) => Promise<T>) => {
    const sql = postgres(database.url, { max: 1, onnotice: () => {} })
    try {
      return await act(sql)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  return {
    redis,
    postgres: database,
    async fresh(name, redisSettings = {}) {
      // What a case had Redis write down by itself would come back in one after it that keeps nothing.
      rmSync(join(redis.dir, 'dump.rdb'), { force: true })
      const wanted = JSON.stringify(redisSettings)
      if (redis.pid() === undefined || redisRuns !== wanted) {
        await redis.kill()
        await redis.start(redisSettings)
        redisRuns = wanted
      }
      if (database.pid() === undefined) await database.start()
      const client = new Redis(redis.url)
      await client.flushall()
      client.disconnect()
      if (!made) {
        await admin((sql) => sql.unsafe(`create database ${template}`))
        const tables = openPostgres(urlOf(template), 1)
        await tables.migrate()
        await tables.close()
        made = true
      }
      await admin((sql) => sql.unsafe(`create database ${name} template ${template}`))
      return urlOf(name)
    },
    remove() {
      redis.remove()
      database.remove()
    },
  }
}

/** Copies what `SAVE` or `BGSAVE` wrote, to put it back where it was while Redis is down. */
export function copyDump(redis: PrivateServer, to: string): void {
  copyFileSync(join(redis.dir, 'dump.rdb'), to)
}
