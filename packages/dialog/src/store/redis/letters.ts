import { revivedTtlMs, type DeadLetter, type Revived } from '../port.ts'
import { behind, doubt } from './fragments.ts'
import type { keyNames } from './keys.ts'
import { script, type Client } from './script.ts'

type Names = ReturnType<typeof keyNames>

const between = script<
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
-- ARGV first id, last id, limit
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])) do
  table.insert(found, { id, unpack(cmsgpack.unpack(redis.call('HGET', KEYS[2], id))) })
end
return found
`)

const replayOne = script<'effect' | 'input' | null>(`
-- KEYS state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, letterOrder, letters, itsLetters
-- ARGV conversation, dead letter, now, ms to keep a conversation that had expired
local state, mailbox, bodies, outbox, mailboxWake, outboxWake, timerWake, letterOrder, letters, itsLetters =
  unpack(KEYS)
local conversation, id, now, ttlMs = unpack(ARGV)
${behind}
if redis.call('ZREM', letterOrder, id) == 0 then return nil end
local letter = cmsgpack.unpack(redis.call('HGET', letters, id))
local kind, item, body, uncertain = letter[1], letter[3], letter[4], letter[8]
redis.call('HDEL', letters, id)
redis.call('SREM', itsLetters, id)
if redis.call('EXISTS', state) == 0 then redis.call('ZREM', timerWake, conversation) end
if kind == 'input' then
  if redis.call('HSETNX', bodies, item, body) == 1 then redis.call('ZADD', mailbox, behind(state, mailbox), item) end
  redis.call('ZADD', mailboxWake, 'LT', now, conversation)
else
  local waits = false
  local waiting = redis.call('LRANGE', outbox, 0, -1)
  for i = 1, #waiting, 2 do waits = waits or waiting[i] == item end
  if not waits then redis.call('RPUSH', outbox, item, (uncertain == '0' and '' or '${doubt}') .. body) end
  redis.call('HSETNX', state, 't', ttlMs)
  redis.call('ZADD', outboxWake, 'NX', now, conversation)
end
redis.call('PERSIST', state)
return kind
`)

const remove = script<number>(`
-- KEYS letterOrder, letters, for each dead letter its conversation's itsLetters
-- ARGV dead letters
local removed = 0
for i, id in ipairs(ARGV) do
  removed = removed + redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
  redis.call('SREM', KEYS[2 + i], id)
end
return removed
`)

/** How many dead letters one script takes away. */
const batch = 500

/** Oldest first, over all shards: ids sort as text, by time first. */
export async function deadLetters(redis: Client, names: Names, limit: number, after?: string): Promise<DeadLetter[]> {
  const first = after === undefined ? '-' : `(${after}`
  const found = await Promise.all(names.everyShard.map((shard) => find(redis, shard, first, '+', limit)))
  return found
    .flat()
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, limit)
}

export async function deadLetter(redis: Client, names: Names, id: string): Promise<DeadLetter | null> {
  const shard = names.ofLetter(id)
  if (!shard) return null
  const [found] = await find(redis, shard, `[${id}`, `[${id}`, 1)
  return found ?? null
}

/** Looks first, for the script gets the names of all keys it touches; it changes nothing if the letter is gone by then. */
export async function replay(redis: Client, names: Names, id: string, now: number): Promise<Revived> {
  const letter = await deadLetter(redis, names, id)
  if (!letter) return { status: 'gone' }
  const { conversation } = letter
  const k = names.of(conversation)
  const its = [k.state, k.mailbox, k.bodies, k.outbox, k.mailboxWake, k.outboxWake, k.timerWake]
  const keys = [...its, k.letterOrder, k.letters, k.itsLetters]
  const kind = await replayOne(redis, keys, [conversation, id, now, revivedTtlMs])
  if (kind === null) return { status: 'gone' }
  return { status: 'replayed', conversation, to: kind === 'input' ? 'mailbox' : 'outbox' }
}

export async function drop(redis: Client, names: Names, id: string): Promise<boolean> {
  const letter = await deadLetter(redis, names, id)
  return letter !== null && (await take(redis, names, [letter])) > 0
}

export async function dropOlder(redis: Client, names: Names, before: number): Promise<number> {
  let dropped = 0
  for (const shard of names.everyShard) {
    for (;;) {
      const old = await find(redis, shard, '-', `(${timeOf(before)}`, batch)
      if (old.length > 0) dropped += await take(redis, names, old)
      if (old.length < batch) break
    }
  }
  return dropped
}

type Shard = Names['everyShard'][number]

async function find(redis: Client, shard: Shard, first: string, last: string, limit: number): Promise<DeadLetter[]> {
  const found = await between(redis, [shard.letterOrder, shard.letters], [first, last, limit])
  return found.map(([id, kind, conversation, item, body, reason, attempts, at]) => ({
    id,
    kind,
    conversation,
    item,
    body,
    reason,
    attempts: Number(attempts),
    at: Number(at),
  }))
}

/** Letters of one shard. */
async function take(redis: Client, names: Names, letters: readonly DeadLetter[]): Promise<number> {
  const [first] = letters.map(({ conversation }) => names.of(conversation))
  if (!first) return 0
  const its = letters.map(({ conversation }) => names.of(conversation).itsLetters)
  return remove(
    redis,
    [first.letterOrder, first.letters, ...its],
    letters.map(({ id }) => id),
  )
}

function timeOf(at: number): string {
  return Math.ceil(at).toFixed(0).padStart(15, '0')
}
