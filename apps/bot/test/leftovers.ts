import { Redis } from 'ioredis'
import postgres from 'postgres'

/** Everything that a Redis and a PostgreSQL hold, as one text to search in. */
export async function everythingIn(redisUrl: string, databaseUrl: string): Promise<string> {
  return `${await everythingInRedis(redisUrl)}\n${await everythingInPostgres(databaseUrl)}`
}

async function everythingInRedis(url: string): Promise<string> {
  const redis = new Redis(url)
  const read: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, '0', '-1'),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, '0', '-1'),
    stream: (key) => redis.xrange(key, '-', '+'),
  }
  try {
    const keys = await redis.keys('*')
    const values = await Promise.all(keys.map(async (key) => [key, await read[await redis.type(key)]?.(key)]))
    return values.map((entry) => JSON.stringify(entry)).join('\n')
  } finally {
    redis.disconnect()
  }
}

async function everythingInPostgres(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const tables = await sql`select table_name as name from information_schema.tables where table_schema = 'public'`
    const rows = await Promise.all(tables.map(({ name }) => sql`select * from ${sql(String(name))}`))
    return rows.flatMap((table) => table.map((row) => JSON.stringify(row))).join('\n')
  } finally {
    await sql.end()
  }
}
