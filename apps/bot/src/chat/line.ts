import { setTimeout } from 'node:timers/promises'
import { isRefused, isUnanswered } from '@shoro/chat2desk'
import type { Store } from '@shoro/dialog'
import { closed, react, slowStart, wantsOpinion, wellMs, type Breaker, type Cause, type Happening } from './breaker.ts'
import { Held } from './held.ts'
import { noticesIn, type Notice } from './notices.ts'
import { createPace, takeCall } from './pace.ts'
import { waitingLine } from './waiting-line.ts'

export interface LineOptions {
  store: Store
  /** What tells lines apart that share a store; the same in all workers. */
  name: string
  /** 0 = no limit. */
  ratePerSecond: number
  /** How long a call takes at most. */
  timeoutMs: number
  /** Any call that concerns no customer. */
  ask: () => Promise<unknown>
  tell?: (news: LineNews) => void
  clock?: () => number
  random?: () => number
  sleep?: (ms: number) => Promise<unknown>
}

export type LineNews =
  | { type: 'called'; outcome: string }
  | { type: 'opened'; cause: Cause; ms: number }
  | { type: 'closed'; outageMs: number }
  | { type: 'paused'; ms: number }

export type LineState = 'closed' | 'half-open' | 'open'

/** The way to the API that all workers share: at their common rate, and not at all while it is out of order. */
export interface Line {
  /**
   * Makes a call for a conversation when it may be made; waits some seconds for that. Throws `Held` if it may not, or
   * if it failed because the service is out of order; any other failure as it is.
   */
  call<Result>(conversation: string, work: () => Promise<Result>): Promise<Result>
  /** As this worker knows it, after a look at what the others say. */
  state(): Promise<LineState>
}

const patienceMs = 3_000
const lookAgainMs = 1_000
const unlimitedPerSecond = 64
const storeAwayMs = 2_000
const minute = 60_000

export function createLine(options: LineOptions): Line {
  const {
    store,
    name,
    ratePerSecond,
    timeoutMs,
    ask,
    tell = () => {},
    clock = Date.now,
    random = Math.random,
    sleep = (ms: number) => setTimeout(ms),
  } = options
  const notices = noticesIn(store, name, clock)
  const pace = createPace(ratePerSecond)
  const comeBackIn = waitingLine(ratePerSecond || unlimitedPerSecond, random)
  let breaker: Breaker = closed

  /** What the others are not told they find out themselves. */
  const post = (notice: Notice, ms: number) => notices.post(notice, ms).catch(() => {})

  const happen = async (happening: Happening): Promise<void> => {
    const now = clock()
    const before = breaker
    breaker = react(before, happening, now)
    if (breaker === before) return
    const told = happening.type === 'told-open' || happening.type === 'told-well'
    if (breaker.state === 'open' && (before.state === 'closed' || breaker.until !== before.until)) {
      const ms = breaker.until - now
      if (before.state === 'closed' || !told) tell({ type: 'opened', cause: breaker.cause, ms })
      if (!told) await post('open', ms)
    }
    if (breaker.state === 'closed' && before.state === 'open') {
      tell({ type: 'closed', outageMs: now - before.since })
      if (!told) await post('well', wellMs)
    }
  }

  const listen = async (): Promise<void> => {
    const { open, pause, well } = await notices.read()
    const now = clock()
    if (open > 0) await happen({ type: 'told-open', until: now + open })
    else if (well > 0) await happen({ type: 'told-well', at: now + well - wellMs })
    if (pause > 0) pace.pauseUntil(now + pause, now)
  }

  const pause = async (retryAfterMs: number | null): Promise<number> => {
    const now = clock()
    const begins = now >= pace.pausedUntil
    const ms = pace.pause(retryAfterMs, now)
    if (begins) tell({ type: 'paused', ms })
    await post('pause', ms)
    return ms
  }

  /** 0 = go, otherwise ms to wait. */
  const takeTokens = async (now: number): Promise<number> => {
    const perSecond = pace.perSecond(now)
    if (breaker.state === 'open')
      return (await takeCall(store, ratePerSecond, perSecond, now)) || takeTry(breaker.until, now)
    const slow = slowStart(Math.max(breaker.outage?.endedAt ?? -Infinity, pace.pausedUntil), now)
    if (slow < (perSecond || unlimitedPerSecond)) {
      const ms = await store.takeToken(`${name}:slow`, { perSecond: slow, burst: 1 }, now)
      if (ms > 0) return ms
    }
    return takeCall(store, ratePerSecond, perSecond, now)
  }

  /** Of all workers one may try when the pause is over. A worker that died trying does not keep the next pause's try. */
  const takeTry = async (until: number, now: number): Promise<number> => {
    const lease = `${name}:try:${(until / 1000) % 128}`
    const ms = await store.takeToken(lease, { perSecond: 1000 / (timeoutMs + 5_000), burst: 1 }, now)
    if (ms > 0) throw new Held('another call tries whether Chat2Desk is back', { ms: lookAgainMs + comeBackIn(now) })
    return 0
  }

  /** Resolves when a call may be made: true if it is the one that tries whether the service is back. */
  const admit = async (): Promise<boolean> => {
    const patience = clock() + patienceMs
    for (;;) {
      await listen()
      const now = clock()
      if (breaker.state === 'open' && now < breaker.until)
        throw new Held(`Chat2Desk is out of order (${breaker.cause})`, { ms: breaker.until - now + comeBackIn(now) })
      const probing = breaker.state === 'open'
      const pauseMs = pace.pausedUntil - now
      const ms = pauseMs > 0 ? pauseMs : await takeTokens(now)
      if (ms <= 0) return probing
      if (now + ms > patience)
        throw new Held(pauseMs > 0 ? 'Chat2Desk asked for a pause' : 'rate limit', {
          ms: Math.max(pauseMs, 0) + comeBackIn(now),
        })
      await sleep(ms)
    }
  }

  /** What a failed call means: for this line, and for the caller. */
  const judge = async (error: unknown, conversation: string, probe: boolean): Promise<unknown> => {
    if (!isRefused(error) && !isUnanswered(error)) return error
    tell({ type: 'called', outcome: error.kind })
    switch (error.kind) {
      case 'rate-limit': {
        await happen({ type: 'answered', probe })
        const ms = await pause(error.retryAfterMs)
        return new Held('Chat2Desk asked for a pause', { ms: ms + comeBackIn(clock()), cause: error })
      }
      case 'token':
      case 'quota':
        await happen({ type: 'locked-out', cause: error.kind, probe })
        break
      case 'not-found':
      case 'invalid':
        await happen({ type: 'answered', probe })
        return error
      case 'server':
      case 'timeout':
      case 'network':
      case 'not-sent':
      case 'unreadable':
        await happen({ type: 'failed', conversation, reached: error.kind !== 'not-sent', probe })
        if (wantsOpinion(breaker, clock())) await seekOpinion()
    }
    if (breaker.state === 'closed') return error
    const now = clock()
    const ms = Math.max(0, breaker.until - now) + comeBackIn(now)
    return new Held(`Chat2Desk is out of order: ${error.kind}`, { ms, maybeSent: error.maybeSent, cause: error })
  }

  const seekOpinion = async (): Promise<void> => {
    await happen({ type: 'asked' })
    const now = clock()
    if ((await takeCall(store, ratePerSecond, pace.perSecond(now), now)) > 0) return
    try {
      await ask()
      tell({ type: 'called', outcome: 'answered' })
    } catch (error) {
      if (isRefused(error) && (error.kind === 'token' || error.kind === 'quota'))
        await happen({ type: 'locked-out', cause: error.kind, probe: false })
      else if (isUnanswered(error) || (isRefused(error) && error.kind === 'server')) await happen({ type: 'down' })
    }
  }

  return {
    async call(conversation, work) {
      const probe = await admit().catch((error: unknown) => {
        throw error instanceof Held ? error : new Held('the store is away', { ms: storeAwayMs, cause: error })
      })
      try {
        const result = await work()
        tell({ type: 'called', outcome: 'answered' })
        pace.answered()
        await happen({ type: 'answered', probe })
        return result
      } catch (error) {
        throw await judge(error, conversation, probe)
      }
    },

    async state() {
      await listen()
      if (breaker.state === 'closed') return 'closed'
      const over = clock() - breaker.until
      // Workers who have something to send go on telling; a process that only listens would stand still for ever.
      return over < 0 ? 'open' : breaker.cause === 'told' && over > minute ? 'closed' : 'half-open'
    },
  }
}
