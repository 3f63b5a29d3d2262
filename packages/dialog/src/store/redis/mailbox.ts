import { behind } from './fragments.ts'
import { script } from './script.ts'

export const append = script<'appended' | 'duplicate' | 'full'>(`
-- KEYS state, mailbox, bodies, mailboxWake, timerWake, seen in this span, seen in the one before
-- ARGV conversation, id, id as a number, body, wake at, capacity, ms to keep seen ids, order (if given)
local state, mailbox, bodies, mailboxWake, timerWake, seen, seenBefore = unpack(KEYS)
local conversation, id, number, body, wakeAt, capacity, seenMs, order = unpack(ARGV)
${behind}
if redis.call('SISMEMBER', seen, number) + redis.call('SISMEMBER', seenBefore, number) > 0 then return 'duplicate' end
if redis.call('ZCARD', mailbox) >= tonumber(capacity) then return 'full' end
redis.call('SADD', seen, number)
redis.call('PEXPIRE', seen, seenMs)
redis.call('ZADD', mailbox, order or behind(state, mailbox), id)
redis.call('HSET', bodies, id, body)
redis.call('ZADD', mailboxWake, 'NX', wakeAt, conversation)
if redis.call('EXISTS', state) == 0 then redis.call('ZREM', timerWake, conversation) end
redis.call('PERSIST', state)
return 'appended'
`)

export const load = script<
  [
    rev: string,
    snapshot: string | null,
    lastOrder: string,
    starts: number,
    outbox: number,
    idsAndOrders: string[],
    bodies: string[],
  ]
>(`
-- KEYS state, mailbox, bodies, outbox, mailboxWake
-- ARGV conversation, limit
local state, mailbox, bodies, outbox, mailboxWake = unpack(KEYS)
local conversation, limit = unpack(ARGV)
local known = redis.call('HMGET', state, 'r', 's', 'l', 'h')
local inputs = redis.call('ZRANGEBYSCORE', mailbox, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local first, starts, texts = inputs[1], 0, {}
if not first then
  redis.call('ZREM', mailboxWake, conversation)
elseif known[4] == first then
  starts = redis.call('HINCRBY', state, 'n', 1)
else
  starts = 1
  redis.call('HSET', state, 'h', first, 'n', 1)
end
for i = 1, #inputs, 2 do texts[#texts + 1] = redis.call('HGET', bodies, inputs[i]) end
return { known[1] or '0', known[2], known[3] or '0', starts, redis.call('LLEN', outbox) / 2, inputs, texts }
`)
