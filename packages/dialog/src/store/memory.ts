import {
  revivedTtlMs,
  storeDefaults,
  type ClaimedEffect,
  type DeadLetter,
  type LoadedInput,
  type NewEffect,
  type Store,
  type StoreOptions,
} from './port.ts'

interface Conversation {
  rev: number
  snapshot: string | null
  lastOrder: number
  mailbox: Map<string, { order: number; body: string }>
  head: { id: string; starts: number }
  outbox: NewEffect[]
  /** Of the outbox's first effect. */
  attempts: number
  uncertain: boolean
  notBefore: number
  lease: { token: string; until: number } | null
  receipts: string[]
  ttlMs: number
  expiresAt: number
}

/**
 * Keeps conversations in this process: the reference for what a store must do, and a store for tests and first steps.
 * Everything is gone when the process ends.
 */
export function memoryStore(options: StoreOptions = {}): Store {
  const { seenTtlMs, capacity, graceMs, receipts: receiptsKept } = { ...storeDefaults, ...options }
  const conversations = new Map<string, Conversation>()
  const seen = new Map<string, Map<string, number>>()
  /** The `rev` of conversations that were erased: those that begin anew go on from it. */
  const erased = new Map<string, number>()
  const wake = {
    mailbox: new Map<string, number>(),
    outbox: new Map<string, number>(),
    timer: new Map<string, number>(),
  }
  let letters: (DeadLetter & { uncertain: boolean })[] = []
  const buckets = new Map<string, number>()
  let lettersSoFar = 0

  const get = (id: string): Conversation => {
    const found = conversations.get(id) ?? blank()
    conversations.set(id, found)
    return found
  }
  const see = (id: string, input: string, now: number) => {
    seen.set(id, (seen.get(id) ?? new Map<string, number>()).set(input, now))
  }
  /** Where an input without an order goes. */
  const behind = (c: Conversation) => Math.max(c.lastOrder, ...[...c.mailbox.values()].map(({ order }) => order)) + 1
  const wakeBy = (index: Map<string, number>, id: string, at: number) =>
    index.set(id, Math.min(index.get(id) ?? Infinity, at))
  const inOrder = (c: Conversation) => [...c.mailbox].sort(([a, x], [b, y]) => x.order - y.order || (a < b ? -1 : 1))
  const settle = (id: string, c: Conversation, now: number) => {
    const idle = c.mailbox.size === 0 && c.outbox.length === 0
    c.expiresAt = idle ? Math.max(now, wake.timer.get(id) ?? 0) + c.ttlMs : Infinity
  }
  const alive = (id: string, now: number): Conversation | undefined => {
    const c = conversations.get(id)
    if (!c || c.expiresAt > now) return c
    conversations.delete(id)
    wake.timer.delete(id)
    return undefined
  }
  const nextHead = (c: Conversation) => {
    c.attempts = 0
    c.uncertain = false
    c.notBefore = 0
  }
  const leaseHead = (
    id: string,
    c: Conversation,
    token: string,
    leaseMs: number,
    now: number,
  ): ClaimedEffect | null => {
    const [effect] = c.outbox
    if (!effect) return null
    const { id: item, body, uncertain = false } = effect
    const claimed = { id: item, body, attempts: c.attempts, uncertain: c.uncertain || uncertain }
    c.lease = { token, until: now + leaseMs }
    c.uncertain = true
    wake.outbox.set(id, now + leaseMs)
    return claimed
  }

  return {
    async append(id, input, now) {
      alive(id, now)
      const ids = seen.get(id) ?? new Map<string, number>()
      if ((ids.get(input.id) ?? -Infinity) > now - seenTtlMs) return 'duplicate'
      const c = get(id)
      if (c.mailbox.size >= capacity) return 'full'
      see(id, input.id, now)
      c.mailbox.set(input.id, { order: input.order ?? behind(c), body: input.body })
      c.expiresAt = Infinity
      if (!wake.mailbox.has(id)) wake.mailbox.set(id, now + graceMs)
      return 'appended'
    },

    async load(id, limit) {
      const c = conversations.get(id)
      if (!c) return { rev: 0, snapshot: null, inputs: [], starts: 0, outbox: 0 }
      const inputs: LoadedInput[] = inOrder(c)
        .slice(0, limit)
        .map(([inputId, { order, body }]) => ({ id: inputId, order, body, late: order < c.lastOrder }))
      const first = inputs[0]?.id
      if (first !== undefined) c.head = { id: first, starts: c.head.id === first ? c.head.starts + 1 : 1 }
      else wake.mailbox.delete(id)
      return {
        rev: c.rev,
        snapshot: c.snapshot,
        inputs,
        starts: first === undefined ? 0 : c.head.starts,
        outbox: c.outbox.length,
      }
    },

    async commit(id, { rev, snapshot, inputs, effects, nextTimerAt, ttlMs, now, rejected = [], lease }) {
      const c = conversations.get(id) ?? blank()
      if (c.rev !== rev) return { ok: false, reason: 'fenced' }
      if (inputs.some((input) => !c.mailbox.has(input))) return { ok: false, reason: 'unknown-input' }
      conversations.set(id, c)
      for (const input of inputs) {
        c.lastOrder = Math.max(c.lastOrder, c.mailbox.get(input)?.order ?? 0)
        c.mailbox.delete(input)
      }
      for (const { id: item, body, reason } of rejected) {
        const starts = c.head.id === item ? c.head.starts : 1
        letters.push({
          id: String(++lettersSoFar),
          kind: 'input',
          conversation: id,
          item,
          body,
          reason,
          attempts: starts,
          at: now,
          uncertain: false,
        })
      }
      c.rev = (rev || (erased.get(id) ?? 0)) + 1
      c.snapshot = snapshot
      c.ttlMs = ttlMs
      c.head = { id: '', starts: 0 }
      if (effects.length > 0 && !wake.outbox.has(id)) wake.outbox.set(id, now + graceMs)
      c.outbox.push(...effects.map((effect) => ({ ...effect })))
      if (c.mailbox.size === 0) wake.mailbox.delete(id)
      if (nextTimerAt === null) wake.timer.delete(id)
      else wake.timer.set(id, nextTimerAt)
      settle(id, c, now)
      const free = (!c.lease || c.lease.until <= now) && c.notBefore <= now
      const effect = lease && free ? leaseHead(id, c, lease.token, lease.leaseMs, now) : null
      return { ok: true, rev: c.rev, waiting: c.mailbox.size, outbox: c.outbox.length, effect }
    },

    async claim(id, { token, leaseMs, now, done }) {
      const c = conversations.get(id)
      if (!c) return { status: 'empty' }
      if (done && c.outbox[0]?.id === done.id) {
        c.outbox.shift()
        nextHead(c)
        if (done.receipt !== undefined) c.receipts = [...c.receipts, done.receipt].slice(-receiptsKept)
        if (c.lease?.token === token) c.lease = null
      }
      if (c.outbox.length === 0) {
        wake.outbox.delete(id)
        c.lease = null
        settle(id, c, now)
        return { status: 'empty' }
      }
      if (c.lease && c.lease.token !== token && c.lease.until > now) return { status: 'busy', until: c.lease.until }
      if (c.notBefore > now) return { status: 'postponed', until: c.notBefore }
      return { status: 'claimed', effect: leaseHead(id, c, token, leaseMs, now) as ClaimedEffect }
    },

    async postpone(id, { id: effect, token, until, attempt, uncertain }) {
      const c = conversations.get(id)
      if (!c || c.outbox[0]?.id !== effect || c.lease?.token !== token) return
      if (attempt) c.attempts += 1
      c.uncertain = uncertain
      c.notBefore = until
      c.lease = null
      wake.outbox.set(id, until)
    },

    async bury(id, { id: effect, token, reason, uncertain = true, now }) {
      const c = conversations.get(id)
      const [head] = c?.outbox ?? []
      if (!c || !head || head.id !== effect || c.lease?.token !== token) return
      letters.push({
        id: String(++lettersSoFar),
        kind: 'effect',
        conversation: id,
        item: effect,
        body: head.body,
        reason,
        attempts: c.attempts,
        at: now,
        uncertain,
      })
      c.outbox.shift()
      nextHead(c)
      c.lease = null
      if (c.outbox.length > 0) wake.outbox.set(id, now)
      else wake.outbox.delete(id)
      settle(id, c, now)
    },

    async due(now, limit) {
      for (const id of conversations.keys()) alive(id, now)
      for (const [id, ids] of seen) {
        for (const [input, at] of ids) if (at <= now - seenTtlMs) ids.delete(input)
        if (ids.size === 0) seen.delete(id)
      }
      const take = (index: Map<string, number>) => {
        const ids = [...index]
          .filter(([, at]) => at <= now)
          .sort(([, a], [, b]) => a - b)
          .slice(0, limit)
          .map(([id]) => id)
        for (const id of ids) index.set(id, now + graceMs)
        return ids
      }
      return { inbound: [...new Set([...take(wake.mailbox), ...take(wake.timer)])], outbound: take(wake.outbox) }
    },

    async read(id, now) {
      const c = alive(id, now)
      if (!c) return null
      const [head] = c.outbox
      return {
        rev: c.rev,
        snapshot: c.snapshot,
        lastOrder: c.lastOrder,
        mailbox: c.mailbox.size,
        outbox: c.outbox.length,
        receipts: [...c.receipts],
        head: head ? { id: head.id, body: head.body, attempts: c.attempts, started: c.uncertain } : null,
      }
    },

    async erase(id) {
      const rev = conversations.get(id)?.rev ?? 0
      if (rev > 0) erased.set(id, rev)
      conversations.delete(id)
      for (const index of Object.values(wake)) index.delete(id)
      letters = letters.filter((letter) => letter.conversation !== id)
      return erased.get(id) ?? 0
    },

    async deadLetters(limit, after) {
      const newer = letters.filter(({ id }) => after === undefined || Number(id) > Number(after))
      return newer.slice(0, limit).map(shown)
    },

    async deadLetter(id) {
      const letter = letters.find((each) => each.id === id)
      return letter ? shown(letter) : null
    },

    async replay(letterId, now) {
      const letter = letters.find(({ id }) => id === letterId)
      if (!letter) return { status: 'gone' }
      letters = letters.filter(({ id }) => id !== letterId)
      const { kind, conversation, item, body, uncertain } = letter
      alive(conversation, now)
      const c = get(conversation)
      if (kind === 'input') {
        if (!c.mailbox.has(item)) c.mailbox.set(item, { order: behind(c), body })
        wakeBy(wake.mailbox, conversation, now)
      } else {
        if (c.ttlMs === 0) c.ttlMs = revivedTtlMs
        if (!c.outbox.some(({ id }) => id === item)) c.outbox.push({ id: item, body, uncertain })
        if (!wake.outbox.has(conversation)) wake.outbox.set(conversation, now)
      }
      settle(conversation, c, now)
      return { status: 'replayed', conversation, to: kind === 'input' ? 'mailbox' : 'outbox' }
    },

    async drop(letterId) {
      const before = letters.length
      letters = letters.filter(({ id }) => id !== letterId)
      return letters.length < before
    },

    async dropOlder(before) {
      const all = letters.length
      letters = letters.filter(({ at }) => at >= before)
      return all - letters.length
    },

    async restore(id, { overRev, rev, snapshot, lastOrder, nextTimerAt, ttlMs, receipts, inputs, seen: taken, now }) {
      const here = alive(id, now)
      if ((here?.rev ?? 0) !== overRev) return false
      const known = here?.rev || (erased.get(id) ?? 0)
      const c: Conversation = {
        ...blank(),
        rev: Math.max(rev, known + 1),
        snapshot,
        lastOrder,
        ttlMs,
        mailbox: new Map(here?.mailbox),
        receipts: receipts.slice(-receiptsKept),
      }
      for (const input of taken) {
        c.mailbox.delete(input)
        see(id, input, now)
      }
      for (const { id: input, order, body } of inputs) {
        c.mailbox.set(input, { order: order ?? behind(c), body })
        see(id, input, now)
      }
      conversations.set(id, c)
      wake.outbox.delete(id)
      if (nextTimerAt === null) wake.timer.delete(id)
      else wake.timer.set(id, nextTimerAt)
      if (c.mailbox.size > 0) wakeBy(wake.mailbox, id, now)
      else wake.mailbox.delete(id)
      settle(id, c, now)
      return true
    },

    async depth(now) {
      const oldest = Math.min(now, ...Object.values(wake).flatMap((index) => [...index.values()]))
      return {
        mailboxes: wake.mailbox.size,
        outboxes: wake.outbox.size,
        timers: wake.timer.size,
        deadLetters: letters.length,
        overdueMs: now - oldest,
      }
    },

    async takeToken(bucket, { perSecond, burst }, now) {
      const emissionMs = 1000 / perSecond
      const arrival = Math.max(buckets.get(bucket) ?? now, now)
      const wait = arrival - emissionMs * (burst - 1) - now
      if (wait > 0) return Math.ceil(wait)
      buckets.set(bucket, arrival + emissionMs)
      return 0
    },
  }
}

function shown({ uncertain: _, ...letter }: DeadLetter & { uncertain: boolean }): DeadLetter {
  return letter
}

function blank(): Conversation {
  return {
    rev: 0,
    snapshot: null,
    lastOrder: 0,
    mailbox: new Map(),
    head: { id: '', starts: 0 },
    outbox: [],
    attempts: 0,
    uncertain: false,
    notBefore: 0,
    lease: null,
    receipts: [],
    ttlMs: 0,
    expiresAt: Infinity,
  }
}
