import { Redis } from 'ioredis'

const reconnect = (times: number) => Math.min(100 * times, 2000)

/** For webhooks, stores and wake-ups: a command fails within a second or so when Redis is away. */
export function openRedis(url: string): Redis {
  return new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 2_000,
    connectTimeout: 5_000,
    retryStrategy: reconnect,
  })
}

/** For BullMQ's workers, which block on Redis and wait for as long as it is away. */
export function openWorkerRedis(url: string): Redis {
  return new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    retryStrategy: reconnect,
  })
}
