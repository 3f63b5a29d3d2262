import type { Due } from '../port.ts'
import type { keyNames } from './keys.ts'
import { script, type Client } from './script.ts'

const take = script<[mailboxes: string[], outboxes: string[], timers: string[]]>(`
-- KEYS mailboxWake, outboxWake, timerWake, state of each conversation with a timer
-- ARGV now, next wake, how many mailboxes and outboxes; then conversations: mailboxes, outboxes, timers
local now, nextWake, mailboxes, outboxes = unpack(ARGV, 1, 4)
local taken = { {}, {}, {} }
local function take(index, conversation)
  local at = redis.call('ZSCORE', KEYS[index], conversation)
  if not at or tonumber(at) > tonumber(now) then return end
  redis.call('ZADD', KEYS[index], nextWake, conversation)
  table.insert(taken[index], conversation)
end
local firstTimer = 5 + mailboxes + outboxes
for i = 5, #ARGV do
  if i < 5 + mailboxes then take(1, ARGV[i])
  elseif i < firstTimer then take(2, ARGV[i])
  elseif redis.call('EXISTS', KEYS[4 + i - firstTimer]) == 1 then take(3, ARGV[i])
  else redis.call('ZREM', KEYS[3], ARGV[i]) end
end
return taken
`)

/**
 * Looks first and takes then, for two reasons: the earliest of all shards can be chosen, and the script gets the names
 * of all keys it touches. Of two sweepers that saw the same conversation one takes it.
 */
export async function sweep(
  redis: Client,
  names: ReturnType<typeof keyNames>,
  now: number,
  nextWake: number,
  limit: number,
): Promise<Due> {
  const overdue = async (index: 'mailboxWake' | 'outboxWake' | 'timerWake') => {
    const found = await Promise.all(
      names.everyShard.map(async ({ shard, [index]: key }) => {
        const flat = await redis.zrangebyscore(key, '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit)
        return pairs(flat).map(([conversation, at]) => ({ shard, conversation, at: Number(at) }))
      }),
    )
    return found
      .flat()
      .sort((a, b) => a.at - b.at)
      .slice(0, limit)
  }
  const [mailboxes, outboxes, timers] = await Promise.all([
    overdue('mailboxWake'),
    overdue('outboxWake'),
    overdue('timerWake'),
  ])
  const taken = await Promise.all(
    names.everyShard.map(async ({ shard, mailboxWake, outboxWake, timerWake }) => {
      const here = (found: typeof mailboxes) =>
        found.filter((one) => one.shard === shard).map(({ conversation }) => conversation)
      const [m, o, t] = [here(mailboxes), here(outboxes), here(timers)]
      if (m.length + o.length + t.length === 0) return [[], [], []]
      const states = t.map((conversation) => names.of(conversation).state)
      const args = [now, nextWake, m.length, o.length, ...m, ...o, ...t]
      return take(redis, [mailboxWake, outboxWake, timerWake, ...states], args)
    }),
  )
  const kept = (found: typeof mailboxes, index: 0 | 1 | 2) => {
    const won = new Set(taken.flatMap((lists) => lists[index] ?? []))
    return found.map(({ conversation }) => conversation).filter((conversation) => won.has(conversation))
  }
  return { inbound: [...new Set([...kept(mailboxes, 0), ...kept(timers, 2)])], outbound: kept(outboxes, 1) }
}

/** A flat reply of Redis as pairs. */
export function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])
}
