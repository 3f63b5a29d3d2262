import { script } from './script.ts'

export const read = script<
  | null
  | [
      rev: string,
      snapshot: string | null,
      lastOrder: string,
      mailbox: number,
      outbox: number,
      receipts: string[],
      attempts: string,
      started: number,
      head: [] | [id: string, body: string],
    ]
>(`
-- KEYS state, mailbox, outbox
local state, mailbox, outbox = unpack(KEYS)
if redis.call('EXISTS', state, mailbox, outbox) == 0 then return nil end
local known = redis.call('HMGET', state, 'r', 's', 'q', 'a', 'u', 'l')
if tonumber(known[1] or 0) < 0 and redis.call('EXISTS', mailbox, outbox) == 0 then return nil end
return {
  known[1] or '0', known[2], known[6] or '0', redis.call('ZCARD', mailbox), redis.call('LLEN', outbox) / 2,
  known[3] and cmsgpack.unpack(known[3]) or {}, known[4] or '0', known[5] and 1 or 0, redis.call('LRANGE', outbox, 0, 1),
}
`)

/** What is left is the rev, negative and for a while, so that a worker from before is fenced by what begins after. */
export const erase = script<number>(`
-- KEYS state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, letterOrder, letters, itsLetters
-- ARGV conversation, ms to keep the rev
local itsLetters = KEYS[10]
local rev = math.abs(tonumber(redis.call('HGET', KEYS[1], 'r') or 0))
for _, id in ipairs(redis.call('SMEMBERS', itsLetters)) do
  redis.call('ZREM', KEYS[8], id)
  redis.call('HDEL', KEYS[9], id)
end
for i = 5, 7 do redis.call('ZREM', KEYS[i], ARGV[1]) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], itsLetters)
if rev > 0 then
  redis.call('HSET', KEYS[1], 'r', -rev)
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return rev
`)

export const depth = script<
  [mailboxes: number, outboxes: number, timers: number, letters: number, ...earliest: string[]]
>(`
-- KEYS mailboxWake, outboxWake, timerWake, letterOrder
local counted = {}
for i, key in ipairs(KEYS) do counted[i] = redis.call('ZCARD', key) end
for i = 1, 3 do table.insert(counted, redis.call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2]) end
return counted
`)
