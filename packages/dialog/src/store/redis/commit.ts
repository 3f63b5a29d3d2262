import { addLetter, lease, settle } from './fragments.ts'
import { script } from './script.ts'

export type LeasedReply = [] | [id: string, body: string, attempts: number, uncertain: number]

export const commit = script<
  'fenced' | 'unknown-input' | [rev: number, waiting: number, outbox: number, effect: LeasedReply]
>(`
-- KEYS state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, letterOrder, letters, letterCount, itsLetters
-- ARGV conversation, rev, snapshot, timer at or '', ttlMs, now, outbox wake at, shard, token or '', leased until,
--      how many inputs, effects and rejected; then id of each input; id, body of each effect; id, body, reason of each
--      rejected
local state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, letterOrder, letters, letterCount, itsLetters =
  unpack(KEYS)
local conversation, rev, snapshot, timerAt, ttlMs, now, wakeAt, shard, token, leasedUntil, inputs, effects, rejected =
  unpack(ARGV, 1, 13)
${settle}
${lease}
${addLetter}
local known = redis.call('HMGET', state, 'r', 'l', 'h', 'n', 'v', 'b')
-- Below 0: it was erased, and what begins anew goes on from there.
local stands = tonumber(known[1] or 0)
if math.max(stands, 0) ~= tonumber(rev) then return 'fenced' end
local newRev = math.abs(stands) + 1
local lastOrder = known[2] or '0'
for i = 14, 13 + inputs do
  local order = redis.call('ZSCORE', mailbox, ARGV[i])
  if not order then return 'unknown-input' end
  if tonumber(order) > tonumber(lastOrder) then lastOrder = order end
end

-- Everything is checked: from here on the script only writes.
for i = 14, 13 + inputs do
  redis.call('ZREM', mailbox, ARGV[i])
  redis.call('HDEL', bodies, ARGV[i])
end
local next = 14 + inputs
for i = next, next + 2 * effects - 1, 2 do redis.call('RPUSH', outbox, ARGV[i], ARGV[i + 1]) end
next = next + 2 * effects
for i = next, next + 3 * rejected - 1, 3 do
  local starts = known[3] == ARGV[i] and known[4] or '1'
  addLetter(letterOrder, letters, letterCount, itsLetters, shard,
    { 'input', conversation, ARGV[i], ARGV[i + 1], ARGV[i + 2], starts, now })
end
redis.call('HSET', state, 'r', newRev, 's', snapshot, 'l', lastOrder, 't', ttlMs)
redis.call('HDEL', state, 'h', 'n')
local waiting = redis.call('ZCARD', mailbox)
if tonumber(effects) > 0 then redis.call('ZADD', outboxWake, 'NX', wakeAt, conversation) end
if waiting == 0 then redis.call('ZREM', mailboxWake, conversation) end
if timerAt == '' then redis.call('ZREM', timerWake, conversation)
else redis.call('ZADD', timerWake, timerAt, conversation) end
settle(state, mailbox, outbox, timerWake, conversation, now)

local effect = {}
if token ~= '' and tonumber(known[5] or 0) <= tonumber(now) and tonumber(known[6] or 0) <= tonumber(now) then
  effect = lease(state, outbox, outboxWake, conversation, token, leasedUntil)
end
return { newRev, waiting, redis.call('LLEN', outbox) / 2, effect }
`)
