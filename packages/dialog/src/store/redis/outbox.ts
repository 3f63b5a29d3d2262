import type { LeasedReply } from './commit.ts'
import { addLetter, doubt, lease, settle } from './fragments.ts'
import { script } from './script.ts'

export const claim = script<['empty'] | ['busy' | 'postponed', until: string] | ['claimed', LeasedReply]>(`
-- KEYS state, mailbox, outbox, outboxWake, timerWake
-- ARGV conversation, token, leased until, now, receipts to keep, id done (if any), its receipt (if any)
local state, mailbox, outbox, outboxWake, timerWake = unpack(KEYS)
local conversation, token, leasedUntil, now, keep, done, receipt = unpack(ARGV)
${settle}
${lease}
if done and redis.call('LINDEX', outbox, 0) == done then
  redis.call('LPOP', outbox)
  redis.call('LPOP', outbox)
  redis.call('HDEL', state, 'a', 'u', 'b')
  if receipt then
    local packed = redis.call('HGET', state, 'q')
    local receipts = packed and cmsgpack.unpack(packed) or {}
    receipts[#receipts + 1] = receipt
    while #receipts > tonumber(keep) do table.remove(receipts, 1) end
    redis.call('HSET', state, 'q', cmsgpack.pack(receipts))
  end
  if redis.call('HGET', state, 'k') == token then redis.call('HDEL', state, 'k', 'v') end
end
if redis.call('EXISTS', outbox) == 0 then
  redis.call('ZREM', outboxWake, conversation)
  redis.call('HDEL', state, 'k', 'v')
  settle(state, mailbox, outbox, timerWake, conversation, now)
  return { 'empty' }
end
local held = redis.call('HMGET', state, 'k', 'v', 'b')
if held[1] and held[1] ~= token and tonumber(held[2]) > tonumber(now) then return { 'busy', held[2] } end
if tonumber(held[3] or 0) > tonumber(now) then return { 'postponed', held[3] } end
return { 'claimed', lease(state, outbox, outboxWake, conversation, token, leasedUntil) }
`)

export const postpone = script<null>(`
-- KEYS state, outbox, outboxWake
-- ARGV conversation, id, token, postponed until, 1 if it counts as a try, 1 if uncertain
local state, outbox, outboxWake = unpack(KEYS)
local conversation, id, token, postponedUntil, attempt, uncertain = unpack(ARGV)
if redis.call('LINDEX', outbox, 0) ~= id or redis.call('HGET', state, 'k') ~= token then return nil end
redis.call('HDEL', state, 'k', 'v', 'u')
redis.call('HSET', state, 'b', postponedUntil)
if attempt == '1' then redis.call('HINCRBY', state, 'a', 1) end
if uncertain == '1' then redis.call('HSET', state, 'u', 1) end
redis.call('ZADD', outboxWake, postponedUntil, conversation)
return nil
`)

export const bury = script<null>(`
-- KEYS state, mailbox, outbox, outboxWake, timerWake, letterOrder, letters, letterCount, itsLetters
-- ARGV conversation, id, token, reason, now, shard, 1 if uncertain
local state, mailbox, outbox, outboxWake, timerWake, letterOrder, letters, letterCount, itsLetters = unpack(KEYS)
local conversation, id, token, reason, now, shard, uncertain = unpack(ARGV)
${settle}
${addLetter}
local head = redis.call('LRANGE', outbox, 0, 1)
if head[1] ~= id or redis.call('HGET', state, 'k') ~= token then return nil end
addLetter(letterOrder, letters, letterCount, itsLetters, shard,
  { 'effect', conversation, id, string.gsub(head[2], '^%${doubt}', ''), reason, redis.call('HGET', state, 'a') or '0', now, uncertain })
redis.call('LTRIM', outbox, 2, -1)
redis.call('HDEL', state, 'a', 'u', 'b', 'k', 'v')
if redis.call('EXISTS', outbox) == 1 then redis.call('ZADD', outboxWake, now, conversation)
else redis.call('ZREM', outboxWake, conversation) end
settle(state, mailbox, outbox, timerWake, conversation, now)
return nil
`)
