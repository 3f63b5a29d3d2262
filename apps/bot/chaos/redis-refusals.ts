import type { Redis } from 'ioredis'

/** How often Redis has refused a command with this error since it started, such as `OOM`. */
export async function refusals(redis: Redis, error: string): Promise<number> {
  const stats = await redis.info('errorstats')
  return Number(new RegExp(`errorstat_${error}:count=(\\d+)`).exec(stats)?.[1] ?? 0)
}
