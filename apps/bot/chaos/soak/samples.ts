import { readFileSync } from 'node:fs'
import type { Stage } from '../stage.ts'

/** What the bot holds at one moment. */
export interface Sample {
  at: number
  /** Messages of customers so far, and customers. */
  messages: number
  customers: number
  /** MiB. */
  serverMemory: number
  workerMemory: number
  redisMemory: number
  /** Keys of Redis that stay until somebody deletes them, and those that go by themselves. */
  standing: number
  expiring: number
  /** Rows in all tables. */
  rows: number
}

export type Measure = Exclude<keyof Sample, 'at' | 'messages' | 'customers'>

const mib = 1024 * 1024

/** Null while something is down: the next moment tells as well. */
export async function takeSample({ redis, sql, server, workers, courier, servers }: Stage): Promise<Sample | null> {
  if (servers.redis.pid() === undefined || servers.postgres.pid() === undefined || redis.status !== 'ready') return null
  try {
    const facts = await redis.info()
    const fact = (pattern: RegExp) => Number(pattern.exec(facts)?.[1] ?? 0)
    const expiring = fact(/^db0:keys=\d+,expires=(\d+)/m)
    const [counted] = await sql.unsafe(await countRows(sql))
    const messages = courier.parcels.filter(({ message }) => message)
    return {
      at: Date.now(),
      messages: messages.length,
      customers: new Set(messages.map(({ conversation }) => conversation)).size,
      serverMemory: memoryOf(server.pid),
      workerMemory: memoryOf(workers[0]?.pid),
      redisMemory: fact(/^used_memory:(\d+)/m) / mib,
      standing: fact(/^db0:keys=(\d+)/m) - expiring,
      expiring,
      rows: Number(counted?.['rows'] ?? 0),
    }
  } catch {
    return null
  }
}

async function countRows(sql: Stage['sql']): Promise<string> {
  const tables = await sql`select table_name as name from information_schema.tables where table_schema = 'public'`
  const counts = tables.map(({ name }) => `(select count(*) from "${String(name)}")`)
  return `select ${counts.join(' + ')} as rows`
}

/** Resident, MiB. */
function memoryOf(pid: number | undefined): number {
  const [, kb] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb ?? 0) / 1024
}

/** How much a measure grows per message, by least squares. */
export function slopeOf(samples: readonly Sample[], measure: Measure): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(samples.map(({ messages }) => messages))
  const y = mean(samples.map((sample) => sample[measure]))
  const over = samples.reduce((sum, sample) => sum + (sample.messages - x) * (sample[measure] - y), 0)
  const under = samples.reduce((sum, { messages }) => sum + (messages - x) ** 2, 0)
  return under === 0 ? 0 : over / under
}

export function medianOf(samples: readonly Sample[], measure: Measure): number {
  const sorted = samples.map((sample) => sample[measure]).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
