import type { Claim, Commit, NewInput, Restored } from '../src/store/port.ts'

/** What a store must answer, said again in as few words as possible: a second opinion beside the memory store. */
interface Modelled {
  rev: number
  snapshot: string | null
  last: number
  box: { id: string; order: number; body: string }[]
  starts: { id: string; times: number }
  out: { id: string; body: string; doubt: boolean }[]
  head: { tries: number; doubt: boolean; from: number }
  lease: { token: string; until: number } | undefined
  receipts: string[]
}

interface Letter {
  kind: 'effect' | 'input'
  conversation: string
  item: string
  body: string
  reason: string
  attempts: number
  at: number
}

export interface Limits {
  capacity: number
  graceMs: number
  receipts: number
}

const untried = { tries: 0, doubt: false, from: 0 }
const blank = (): Modelled => ({
  rev: 0,
  snapshot: null,
  last: 0,
  box: [],
  starts: { id: '', times: 0 },
  out: [],
  head: { ...untried },
  lease: undefined,
  receipts: [],
})

export function storeModel({ capacity, graceMs, receipts }: Limits) {
  const all = new Map<string, Modelled>()
  const seen = new Set<string>()
  const erased = new Map<string, number>()
  const wake = { box: new Map<string, number>(), out: new Map<string, number>(), timer: new Map<string, number>() }
  let letters: Letter[] = []

  const put = (c: Modelled, { id, order, body }: NewInput) => {
    c.box = c.box.filter((input) => input.id !== id)
    c.box.push({ id, body, order: order ?? Math.max(c.last, ...c.box.map((input) => input.order)) + 1 })
    c.box.sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))
  }
  const set = (index: Map<string, number>, name: string, at: number | undefined) =>
    at === undefined ? index.delete(name) : index.set(name, at)
  const first = (name: string, c: Modelled, token: string, until: number) => {
    const [effect] = c.out
    if (!effect) return null
    const claimed = {
      id: effect.id,
      body: effect.body,
      attempts: c.head.tries,
      uncertain: c.head.doubt || effect.doubt,
    }
    c.lease = { token, until }
    c.head.doubt = true
    wake.out.set(name, until)
    return claimed
  }
  const shift = (c: Modelled) => {
    c.head = { ...untried }
    return c.out.shift()
  }

  return {
    letters: () => letters,
    rev: (name: string) => all.get(name)?.rev ?? 0,

    append(name: string, input: NewInput, now: number) {
      if (seen.has(`${name} ${input.id}`)) return 'duplicate'
      const c = all.get(name) ?? blank()
      if (c.box.length >= capacity) return 'full'
      all.set(name, c)
      seen.add(`${name} ${input.id}`)
      put(c, input)
      if (!wake.box.has(name)) wake.box.set(name, now + graceMs)
      return 'appended'
    },

    load(name: string, limit: number) {
      const c = all.get(name) ?? blank()
      const [head] = c.box
      if (head) c.starts = { id: head.id, times: c.starts.id === head.id ? c.starts.times + 1 : 1 }
      else wake.box.delete(name)
      const inputs = c.box.slice(0, limit).map((input) => ({ ...input, late: input.order < c.last }))
      return { rev: c.rev, snapshot: c.snapshot, inputs, starts: head ? c.starts.times : 0, outbox: c.out.length }
    },

    commit(name: string, { rev, snapshot, inputs, effects, nextTimerAt, now, rejected = [], lease }: Commit) {
      const c = all.get(name) ?? blank()
      if (c.rev !== rev) return { ok: false, reason: 'fenced' }
      const taken = c.box.filter(({ id }) => inputs.includes(id))
      if (taken.length < inputs.length) return { ok: false, reason: 'unknown-input' }
      all.set(name, c)
      for (const { id: item, body, reason } of rejected) {
        const attempts = c.starts.id === item ? c.starts.times : 1
        letters.push({ kind: 'input', conversation: name, item, body, reason, attempts, at: now })
      }
      c.box = c.box.filter((input) => !taken.includes(input))
      c.last = Math.max(c.last, ...taken.map(({ order }) => order))
      c.rev = (rev || (erased.get(name) ?? 0)) + 1
      c.snapshot = snapshot
      c.starts = { id: '', times: 0 }
      c.out.push(...effects.map(({ id, body, uncertain = false }) => ({ id, body, doubt: uncertain })))
      if (effects.length > 0 && !wake.out.has(name)) wake.out.set(name, now + graceMs)
      if (c.box.length === 0) wake.box.delete(name)
      set(wake.timer, name, nextTimerAt ?? undefined)
      const free = (c.lease?.until ?? 0) <= now && c.head.from <= now
      const effect = lease && free ? first(name, c, lease.token, now + lease.leaseMs) : null
      return { ok: true, rev: c.rev, waiting: c.box.length, outbox: c.out.length, effect }
    },

    claim(name: string, { token, leaseMs, now, done }: Claim) {
      const c = all.get(name)
      if (!c) return { status: 'empty' }
      if (done && done.id === c.out[0]?.id) {
        shift(c)
        if (done.receipt !== undefined) c.receipts = [...c.receipts, done.receipt].slice(-receipts)
        if (c.lease?.token === token) c.lease = undefined
      }
      if (c.out.length === 0) {
        c.lease = undefined
        wake.out.delete(name)
        return { status: 'empty' }
      }
      if (c.lease && c.lease.token !== token && c.lease.until > now) return { status: 'busy', until: c.lease.until }
      if (c.head.from > now) return { status: 'postponed', until: c.head.from }
      return { status: 'claimed', effect: first(name, c, token, now + leaseMs) }
    },

    postpone(name: string, id: string, token: string, until: number, attempt: boolean, uncertain: boolean) {
      const c = all.get(name)
      if (c?.out[0]?.id !== id || c.lease?.token !== token) return
      c.head = { tries: c.head.tries + Number(attempt), doubt: uncertain, from: until }
      c.lease = undefined
      wake.out.set(name, until)
    },

    bury(name: string, id: string, token: string, reason: string, now: number) {
      const c = all.get(name)
      if (c?.out[0]?.id !== id || c.lease?.token !== token) return
      const { body } = c.out[0]
      letters.push({ kind: 'effect', conversation: name, item: id, body, reason, attempts: c.head.tries, at: now })
      shift(c)
      c.lease = undefined
      set(wake.out, name, c.out.length > 0 ? now : undefined)
    },

    due(now: number) {
      const take = (index: Map<string, number>) =>
        [...index].flatMap(([name, at]) => (at > now ? [] : index.set(name, now + graceMs) && [name]))
      return {
        inbound: [...new Set([...take(wake.box), ...take(wake.timer)])].toSorted(),
        outbound: take(wake.out).toSorted(),
      }
    },

    read(name: string) {
      const c = all.get(name)
      if (!c) return null
      const [head] = c.out
      return {
        rev: c.rev,
        snapshot: c.snapshot,
        lastOrder: c.last,
        mailbox: c.box.length,
        outbox: c.out.length,
        receipts: c.receipts,
        head: head ? { id: head.id, body: head.body, attempts: c.head.tries, started: c.head.doubt } : null,
      }
    },

    erase(name: string) {
      const rev = all.get(name)?.rev ?? 0
      if (rev > 0) erased.set(name, rev)
      all.delete(name)
      for (const index of Object.values(wake)) index.delete(name)
      letters = letters.filter(({ conversation }) => conversation !== name)
    },

    replay(letter: Letter | undefined, now: number) {
      if (!letter || !letters.includes(letter)) return { status: 'gone' }
      letters = letters.filter((one) => one !== letter)
      const { conversation, kind, item, body } = letter
      const c = all.get(conversation) ?? blank()
      all.set(conversation, c)
      if (kind === 'input') {
        if (!c.box.some(({ id }) => id === item)) put(c, { id: item, body })
        wake.box.set(conversation, Math.min(now, wake.box.get(conversation) ?? now))
        return { status: 'replayed', conversation, to: 'mailbox' }
      }
      if (!c.out.some(({ id }) => id === item)) c.out.push({ id: item, body, doubt: true })
      if (!wake.out.has(conversation)) wake.out.set(conversation, now)
      return { status: 'replayed', conversation, to: 'outbox' }
    },

    drop(letter: Letter | undefined) {
      const there = letter !== undefined && letters.includes(letter)
      letters = letters.filter((one) => one !== letter)
      return there
    },

    dropOlder(before: number) {
      const kept = letters.filter(({ at }) => at >= before)
      const dropped = letters.length - kept.length
      letters = kept
      return dropped
    },

    restore(name: string, given: Restored) {
      const here = all.get(name)
      if ((here?.rev ?? 0) !== given.overRev) return false
      const known = here?.rev || (erased.get(name) ?? 0)
      const kept = (here?.box ?? []).filter(({ id }) => !given.seen.includes(id))
      const { snapshot, lastOrder: last } = given
      const c = { ...blank(), rev: Math.max(given.rev, known + 1), snapshot, last, box: kept }
      c.receipts = given.receipts.slice(-receipts)
      for (const id of [...given.seen, ...given.inputs.map((input) => input.id)]) seen.add(`${name} ${id}`)
      for (const input of given.inputs) put(c, input)
      all.set(name, c)
      wake.out.delete(name)
      set(wake.timer, name, given.nextTimerAt ?? undefined)
      set(wake.box, name, c.box.length === 0 ? undefined : Math.min(given.now, wake.box.get(name) ?? given.now))
      return true
    },

    depth(now: number) {
      const times = Object.values(wake).flatMap((index) => [...index.values()])
      return {
        mailboxes: wake.box.size,
        outboxes: wake.out.size,
        timers: wake.timer.size,
        deadLetters: letters.length,
        overdueMs: now - Math.min(now, ...times),
      }
    },
  }
}
