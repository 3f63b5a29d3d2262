import { script } from './script.ts'

export const read = script<
  | null
  | [
      rev: string,
      snapshot: string | null,
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
local known = redis.call('HMGET', state, 'r', 's', 'q', 'a', 'u')
return {
  known[1] or '0', known[2], redis.call('ZCARD', mailbox), redis.call('LLEN', outbox) / 2,
  known[3] and cmsgpack.unpack(known[3]) or {}, known[4] or '0', known[5] and 1 or 0, redis.call('LRANGE', outbox, 0, 1),
}
`)

export const erase = script<null>(`
-- KEYS state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, letterOrder, letters, itsLetters
-- ARGV conversation
local itsLetters = KEYS[10]
for _, id in ipairs(redis.call('SMEMBERS', itsLetters)) do
  redis.call('ZREM', KEYS[8], id)
  redis.call('HDEL', KEYS[9], id)
end
for i = 5, 7 do redis.call('ZREM', KEYS[i], ARGV[1]) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], itsLetters)
return nil
`)

export const letters = script<
  [
    id: string,
    kind: 'effect' | 'input',
    conversation: string,
    item: string,
    body: string,
    reason: string,
    attempts: string,
    at: string,
  ][]
>(`
-- KEYS letterOrder, letters
-- ARGV first id, limit
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, ARGV[2])) do
  table.insert(found, { id, unpack(cmsgpack.unpack(redis.call('HGET', KEYS[2], id))) })
end
return found
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
