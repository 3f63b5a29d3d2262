import type { TestProject } from 'vitest/node'
import { startPostgres, startRedis } from './apps/bot/test/servers.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    redisUrl: string
    databaseUrl: string
  }
}

/** A switch for CI: without a server the run fails instead of skipping. */
const required = process.env['REQUIRE_SERVERS'] === '1'

/**
 * Gives the suites a Redis and a Postgres: the ones of REDIS_URL and DATABASE_URL if set, else private ones started
 * from binaries on PATH, else none, said in one line.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stops: (() => void)[] = []
  const redisUrl = process.env['REDIS_URL'] || (await startRedis(stops))
  const databaseUrl = process.env['DATABASE_URL'] || (await startPostgres(stops))
  const missing = [
    !redisUrl && 'Redis (apt-get install redis-server, or set REDIS_URL)',
    !databaseUrl && 'Postgres (apt-get install postgresql, or set DATABASE_URL)',
  ].filter(Boolean)
  if (missing.length > 0) {
    if (required) throw new Error(`Cannot run every suite: no ${missing.join(' and no ')}`)
    console.warn(`\n!!! SKIPPED: the suites that need ${missing.join(' and ')} !!!\n`)
  }
  project.provide('redisUrl', redisUrl ?? '')
  project.provide('databaseUrl', databaseUrl ?? '')
  return async () => stops.toReversed().forEach((stop) => stop())
}
