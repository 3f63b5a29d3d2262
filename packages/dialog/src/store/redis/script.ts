import { createHash } from 'node:crypto'
import type { Cluster, Redis } from 'ioredis'

export type Client = Redis | Cluster

/** Sends the hash of a script; the text follows only if the server does not know it, as after a restart. */
export function script<Reply>(lua: string) {
  const sha = createHash('sha1').update(lua).digest('hex')
  return async (redis: Client, keys: readonly string[], args: readonly (string | number)[]): Promise<Reply> => {
    try {
      return (await redis.evalsha(sha, keys.length, ...keys, ...args)) as Reply
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return (await redis.eval(lua, keys.length, ...keys, ...args)) as Reply
    }
  }
}
