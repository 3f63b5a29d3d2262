import { createHash } from 'node:crypto'
import { storeDefaults, type ClaimedEffect, type DeadLetter, type Store, type StoreOptions } from '../port.ts'
import { takeToken } from './bucket.ts'
import { commit, type LeasedReply } from './commit.ts'
import { keyNames } from './keys.ts'
import { append, load } from './mailbox.ts'
import { depth, erase, letters, read } from './operator.ts'
import { bury, claim, postpone } from './outbox.ts'
import type { Client } from './script.ts'
import { pairs, sweep } from './sweep.ts'

export interface RedisStoreOptions extends StoreOptions {
  /** The names of all keys begin with it. Default 'dialog'. */
  prefix?: string
  /** Over how many hash slots conversations are spread; must stay what it was. Default 1, enough without a Cluster. */
  shards?: number
}

/**
 * Keeps conversations in Redis 6.2 or newer, with one script call for each operation on one conversation. The client
 * stays the host's. Redis must neither evict keys (`maxmemory-policy noeviction`) nor lose them (`appendonly yes`).
 */
export function redisStore(redis: Client, options: RedisStoreOptions = {}): Store {
  const { prefix = 'dialog', shards = 1 } = options
  const { seenTtlMs, capacity, graceMs, receipts } = { ...storeDefaults, ...options }
  if (!Number.isInteger(shards) || shards < 1) {
    throw new RangeError(`redisStore: shards must be a positive integer, not ${shards}`)
  }
  if (/[{}]/.test(prefix)) throw new RangeError(`redisStore: prefix must not contain braces: ${prefix}`)
  const names = keyNames(prefix, shards)

  return {
    append(conversation, { id, order, body }, now) {
      const k = names.of(conversation)
      const span = Math.floor(now / seenTtlMs)
      const keys = [k.state, k.mailbox, k.bodies, k.mailboxWake, k.timerWake, k.seen(span), k.seen(span - 1)]
      const seenMs = Math.ceil((span + 2) * seenTtlMs - now)
      const args = [conversation, id, asNumber(id), body, now + graceMs, capacity, seenMs]
      return append(redis, keys, order === undefined ? args : [...args, order])
    },

    async load(conversation, limit) {
      const k = names.of(conversation)
      const keys = [k.state, k.mailbox, k.bodies, k.outbox, k.mailboxWake]
      const [rev, snapshot, lastOrder, starts, outbox, inputs, bodies] = await load(redis, keys, [conversation, limit])
      return {
        rev: Number(rev),
        snapshot,
        inputs: pairs(inputs).map(([id, score], i) => {
          const order = Number(score)
          return { id, body: bodies[i] ?? '', order, late: order < Number(lastOrder) }
        }),
        starts,
        outbox,
      }
    },

    async commit(conversation, { rev, snapshot, inputs, effects, nextTimerAt, ttlMs, now, rejected = [], lease }) {
      const k = names.of(conversation)
      const its = [k.state, k.mailbox, k.bodies, k.outbox, k.mailboxWake, k.outboxWake, k.timerWake]
      const keys = [...its, k.letterOrder, k.letters, k.letterCount, k.itsLetters]
      const facts = [conversation, rev, snapshot, nextTimerAt ?? '', ttlMs, now, now + graceMs, k.shard]
      const holder = lease ? [lease.token, now + lease.leaseMs] : ['', 0]
      const counts = [inputs.length, effects.length, rejected.length]
      const items = [
        ...inputs,
        ...effects.flatMap(({ id, body }) => [id, body]),
        ...rejected.flatMap(({ id, body, reason }) => [id, body, reason]),
      ]
      const committed = await commit(redis, keys, [...facts, ...holder, ...counts, ...items])
      if (typeof committed === 'string') return { ok: false, reason: committed }
      const [newRev, waiting, outbox, effect] = committed
      return { ok: true, rev: newRev, waiting, outbox, effect: leased(effect) }
    },

    async claim(conversation, { token, leaseMs, now, done }) {
      const k = names.of(conversation)
      const args = [conversation, token, now + leaseMs, now, receipts]
      if (done) args.push(done.id)
      if (done?.receipt !== undefined) args.push(done.receipt)
      const [status, detail] = await claim(redis, [k.state, k.mailbox, k.outbox, k.outboxWake, k.timerWake], args)
      if (status === 'empty') return { status }
      if (status !== 'claimed') return { status, until: Number(detail) }
      return { status, effect: leased(detail) as ClaimedEffect }
    },

    async postpone(conversation, { id, token, until, attempt, uncertain }) {
      const k = names.of(conversation)
      const args = [conversation, id, token, until, Number(attempt), Number(uncertain)]
      await postpone(redis, [k.state, k.outbox, k.outboxWake], args)
    },

    async bury(conversation, { id, token, reason, now }) {
      const k = names.of(conversation)
      const outbox = [k.state, k.mailbox, k.outbox, k.outboxWake, k.timerWake]
      const keys = [...outbox, k.letterOrder, k.letters, k.letterCount, k.itsLetters]
      await bury(redis, keys, [conversation, id, token, reason, now, k.shard])
    },

    due: (now, limit) => sweep(redis, names, now, now + graceMs, limit),

    async read(conversation) {
      const k = names.of(conversation)
      const found = await read(redis, [k.state, k.mailbox, k.outbox], [])
      if (!found) return null
      const [rev, snapshot, mailbox, outbox, kept, attempts, started, effect] = found
      const head =
        effect.length === 0
          ? null
          : { id: effect[0], body: effect[1], attempts: Number(attempts), started: started === 1 }
      return { rev: Number(rev), snapshot, mailbox, outbox, receipts: kept, head }
    },

    async erase(conversation) {
      const k = names.of(conversation)
      const its = [k.state, k.mailbox, k.bodies, k.outbox, k.mailboxWake, k.outboxWake, k.timerWake]
      await erase(redis, [...its, k.letterOrder, k.letters, k.itsLetters], [conversation])
    },

    async deadLetters(limit, after) {
      const first = after === undefined ? '-' : `(${after}`
      const found = await Promise.all(
        names.everyShard.map((k) => letters(redis, [k.letterOrder, k.letters], [first, limit])),
      )
      return found
        .flat()
        .map(([id, kind, conversation, item, body, reason, attempts, at]): DeadLetter => ({
          id,
          kind,
          conversation,
          item,
          body,
          reason,
          attempts: Number(attempts),
          at: Number(at),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
    },

    async depth(now) {
      const counts = await Promise.all(
        names.everyShard.map((k) => depth(redis, [k.mailboxWake, k.outboxWake, k.timerWake, k.letterOrder], [])),
      )
      const sum = (index: 0 | 1 | 2 | 3) => counts.reduce((total, count) => total + count[index], 0)
      const earliest = Math.min(now, ...counts.flatMap(([, , , , ...times]) => times.map(Number)))
      return {
        mailboxes: sum(0),
        outboxes: sum(1),
        timers: sum(2),
        deadLetters: sum(3),
        overdueMs: now - earliest,
      }
    },

    takeToken: (bucket, { perSecond, burst }, now) =>
      takeToken(redis, [names.bucket(bucket)], [now, 1000 / perSecond, burst]),
  }
}

function leased(reply: LeasedReply): ClaimedEffect | null {
  if (reply.length === 0) return null
  const [id, body, attempts, uncertain] = reply
  return { id, body, attempts, uncertain: uncertain === 1 }
}

/** 63 bits of an id's hash: Redis keeps a set of integers in 8 bytes each. */
function asNumber(id: string): string {
  return (createHash('sha256').update(id).digest().readBigUInt64BE() >> 1n).toString()
}
