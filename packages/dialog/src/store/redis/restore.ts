import { behind, settle } from './fragments.ts'
import { script } from './script.ts'

export const restore = script<0 | 1>(`
-- KEYS state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, seen in this span
-- ARGV conversation, rev it stands at, rev, snapshot, last order, timer at or '', ttlMs, now, ms to keep seen ids,
--      how many receipts, seen ids and inputs; then receipts; id, id as a number of each seen one; id, id as a number,
--      order or '', body of each input
local state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, seen = unpack(KEYS)
local conversation, overRev, rev, snapshot, lastOrder, timerAt, ttlMs, now, seenMs, receipts, taken, inputs =
  unpack(ARGV, 1, 12)
${settle}
${behind}
local stands = tonumber(redis.call('HGET', state, 'r') or 0)
if math.max(stands, 0) ~= tonumber(overRev) then return 0 end
local kept = {}
for i = 13, 12 + receipts do kept[#kept + 1] = ARGV[i] end
redis.call('DEL', state, outbox)
redis.call('HSET', state, 'r', math.max(tonumber(rev), math.abs(stands) + 1), 's', snapshot, 'l', lastOrder,
  't', ttlMs, 'q', cmsgpack.pack(kept))
local next = 13 + receipts
for i = next, next + 2 * taken - 1, 2 do
  redis.call('ZREM', mailbox, ARGV[i])
  redis.call('HDEL', bodies, ARGV[i])
  redis.call('SADD', seen, ARGV[i + 1])
end
next = next + 2 * taken
for i = next, next + 4 * inputs - 1, 4 do
  local order = ARGV[i + 2]
  redis.call('ZADD', mailbox, order ~= '' and order or behind(state, mailbox), ARGV[i])
  redis.call('HSET', bodies, ARGV[i], ARGV[i + 3])
  redis.call('SADD', seen, ARGV[i + 1])
end
if taken + inputs > 0 then redis.call('PEXPIRE', seen, seenMs) end
redis.call('ZREM', outboxWake, conversation)
if timerAt == '' then redis.call('ZREM', timerWake, conversation)
else redis.call('ZADD', timerWake, timerAt, conversation) end
if redis.call('EXISTS', mailbox) == 1 then redis.call('ZADD', mailboxWake, 'LT', now, conversation)
else redis.call('ZREM', mailboxWake, conversation) end
settle(state, mailbox, outbox, timerWake, conversation, now)
return 1
`)
