import { createHash } from 'node:crypto'
import { erasedTtlMs, storeDefaults, type ClaimedEffect, type Store, type StoreOptions } from '../port.ts'
import { takeToken } from './bucket.ts'
import { commit, type LeasedReply } from './commit.ts'
import { doubt } from './fragments.ts'
import { keyNames } from './keys.ts'
import { deadLetter, deadLetters, drop, dropOlder, replay } from './letters.ts'
import { append, load } from './mailbox.ts'
import { depth, erase, read } from './operator.ts'
import { bury, claim, postpone } from './outbox.ts'
import { restore } from './restore.ts'
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
  const spanOf = (now: number) => {
    const span = Math.floor(now / seenTtlMs)
    return { span, seenMs: Math.ceil((span + 2) * seenTtlMs - now) }
  }

  return {
    append(conversation, { id, order, body }, now) {
      const k = names.of(conversation)
      const { span, seenMs } = spanOf(now)
      const keys = [k.state, k.mailbox, k.bodies, k.mailboxWake, k.timerWake, k.seen(span), k.seen(span - 1)]
      const args = [conversation, id, asNumber(id), body, now + graceMs, capacity, seenMs]
      return append(redis, keys, order === undefined ? args : [...args, order])
    },

    async load(conversation, limit) {
      const k = names.of(conversation)
      const keys = [k.state, k.mailbox, k.bodies, k.outbox, k.mailboxWake]
      const [rev, snapshot, lastOrder, starts, outbox, inputs, bodies] = await load(redis, keys, [conversation, limit])
      return {
        rev: Math.max(0, Number(rev)),
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
        ...effects.flatMap(({ id, body, uncertain }) => [id, uncertain ? doubt + body : body]),
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

    async bury(conversation, { id, token, reason, uncertain = true, now }) {
      const k = names.of(conversation)
      const outbox = [k.state, k.mailbox, k.outbox, k.outboxWake, k.timerWake]
      const keys = [...outbox, k.letterOrder, k.letters, k.letterCount, k.itsLetters]
      await bury(redis, keys, [conversation, id, token, reason, now, k.shard, Number(uncertain)])
    },

    due: (now, limit) => sweep(redis, names, now, now + graceMs, limit),

    async read(conversation) {
      const k = names.of(conversation)
      const found = await read(redis, [k.state, k.mailbox, k.outbox], [])
      if (!found) return null
      const [rev, snapshot, lastOrder, mailbox, outbox, kept, attempts, started, effect] = found
      const head =
        effect.length === 0
          ? null
          : { id: effect[0], body: text(effect[1]), attempts: Number(attempts), started: started === 1 }
      return {
        rev: Math.max(0, Number(rev)),
        snapshot,
        lastOrder: Number(lastOrder),
        mailbox,
        outbox,
        receipts: kept,
        head,
      }
    },

    async erase(conversation) {
      const k = names.of(conversation)
      const its = [k.state, k.mailbox, k.bodies, k.outbox, k.mailboxWake, k.outboxWake, k.timerWake]
      return erase(redis, [...its, k.letterOrder, k.letters, k.itsLetters], [conversation, erasedTtlMs])
    },

    deadLetters: (limit, after) => deadLetters(redis, names, limit, after),
    deadLetter: (letter) => deadLetter(redis, names, letter),
    replay: (letter, now) => replay(redis, names, letter, now),
    drop: (letter) => drop(redis, names, letter),
    dropOlder: (before) => dropOlder(redis, names, before),

    async restore(
      conversation,
      { overRev, rev, snapshot, lastOrder, nextTimerAt, ttlMs, receipts: kept, inputs, seen, now },
    ) {
      const k = names.of(conversation)
      const { span, seenMs } = spanOf(now)
      const keys = [k.state, k.mailbox, k.bodies, k.outbox, k.mailboxWake, k.outboxWake, k.timerWake, k.seen(span)]
      const latest = kept.slice(-receipts)
      const facts = [conversation, overRev, rev, snapshot, lastOrder, nextTimerAt ?? '', ttlMs, now, seenMs]
      const counts = [latest.length, seen.length, inputs.length]
      const items = [
        ...latest,
        ...seen.flatMap((id) => [id, asNumber(id)]),
        ...inputs.flatMap(({ id, order, body }) => [id, asNumber(id), order ?? '', body]),
      ]
      return (await restore(redis, keys, [...facts, ...counts, ...items])) === 1
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
  return { id, body: text(body), attempts, uncertain: uncertain === 1 || body.startsWith(doubt) }
}

function text(body: string): string {
  return body.startsWith(doubt) ? body.slice(doubt.length) : body
}

/** 63 bits of an id's hash: Redis keeps a set of integers in 8 bytes each. */
function asNumber(id: string): string {
  return (createHash('sha256').update(id).digest().readBigUInt64BE() >> 1n).toString()
}
