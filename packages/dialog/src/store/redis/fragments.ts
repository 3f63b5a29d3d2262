/**
 * An idle conversation is forgotten after its time, counted from its next timer; one with something to do is kept, and
 * the trace of one that was erased keeps its own time.
 */
export const settle = `
local function settle(state, mailbox, outbox, timerWake, conversation, now)
  if redis.call('EXISTS', mailbox, outbox) > 0 then return redis.call('PERSIST', state) end
  local timer = tonumber(redis.call('ZSCORE', timerWake, conversation) or 0)
  local known = redis.call('HMGET', state, 'r', 't')
  if tonumber(known[1] or 0) < 0 then return end
  redis.call('PEXPIRE', state, string.format('%.0f', math.max(timer - tonumber(now), 0) + tonumber(known[2] or 0)))
end`

/** Until it is reported, a leased effect counts as uncertain: nobody knows what became of a holder that died. */
export const lease = `
local function lease(state, outbox, outboxWake, conversation, token, leasedUntil)
  local head = redis.call('LRANGE', outbox, 0, 1)
  if #head == 0 then return {} end
  local tried = redis.call('HMGET', state, 'a', 'u')
  redis.call('HSET', state, 'k', token, 'v', leasedUntil, 'u', 1)
  redis.call('ZADD', outboxWake, leasedUntil, conversation)
  return { head[1], head[2], tonumber(tried[1] or 0), tried[2] and 1 or 0 }
end`

/** Where an input without an order goes: behind everything known. */
export const behind = `
local function behind(state, mailbox)
  local last = redis.call('ZREVRANGE', mailbox, 0, 0, 'WITHSCORES')[2] or 0
  local committed = redis.call('HGET', state, 'l') or 0
  return string.format('%.17g', math.max(tonumber(last), tonumber(committed)) + 1)
end`

/** Ids of dead letters sort as text, by time first, so that the lists of all shards merge. */
export const addLetter = `
local function addLetter(order, letters, count, itsLetters, shard, letter)
  local id = string.format('%015.0f-%010.0f-%s', tonumber(letter[7]), redis.call('INCR', count), shard)
  redis.call('ZADD', order, 0, id)
  redis.call('HSET', letters, id, cmsgpack.pack(letter))
  redis.call('SADD', itsLetters, id)
end`

/** An effect that may have been done before has this in front of its body, which is JSON and never begins with it. */
export const doubt = '?'
