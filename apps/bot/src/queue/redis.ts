import { Redis } from 'ioredis'

const reconnect = (times: number) => Math.min(100 * times, 2000)

/**
 * For webhooks, stores and wake-ups: a command fails within a second or so when Redis is away. A connection on which a
 * command was not answered for `silenceMs` is given up: its peer may be gone without a word.
 */
export function openRedis(url: string, silenceMs = 5_000): Redis {
  return new Redis(url, {
    lazyConnect: true,
    socketTimeout: silenceMs,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 2_000,
    connectTimeout: 5_000,
    retryStrategy: reconnect,
  })
}

/** For BullMQ's workers, which block on Redis for up to 10 s and wait for as long as it is away. */
export function openWorkerRedis(url: string, silenceMs = 15_000): Redis {
  return new Redis(url, {
    lazyConnect: true,
    socketTimeout: silenceMs,
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    retryStrategy: reconnect,
  })
}
