/** Why nobody calls: the service fails for everybody, refuses the token, or has no requests left this month. */
export type Cause = 'server' | 'token' | 'quota' | 'told'

interface Failure {
  conversation: string
  /** False if the service was not even reached: that is nobody's own trouble. */
  reached: boolean
  at: number
}

export interface Closed {
  state: 'closed'
  /** Without an answer in between, oldest first. */
  failures: readonly Failure[]
  /** When a second opinion was asked. */
  askedAt: number
  /** The latest one. */
  outage: { since: number; endedAt: number } | null
}

export interface Open {
  state: 'open'
  cause: Cause
  since: number
  /** From then on one call may try. A whole second: all workers name the try by it. */
  until: number
}

/** Of the calls with one API token, as one worker sees it. */
export type Breaker = Closed | Open

/** `probe` marks the one call that may try while it is open. */
export type Happening =
  | { type: 'answered'; probe: boolean }
  | { type: 'failed'; conversation: string; reached: boolean; probe: boolean }
  | { type: 'locked-out'; cause: 'token' | 'quota'; probe: boolean }
  /** A second opinion is on its way; `down` is what it may come to. */
  | { type: 'asked' }
  | { type: 'down' }
  /** Another worker opened it, or found the service well. */
  | { type: 'told-open'; until: number }
  | { type: 'told-well'; at: number }

export const closed: Closed = { state: 'closed', failures: [], askedAt: -Infinity, outage: null }

/** How long workers tell each other that the service is well. */
export const wellMs = 15_000

const inARow = 5
const conversations = 3
const unreached = 3
const memoryMs = 60_000
const opinionEveryMs = 60_000
const lockedOutMs = 30_000
const sameOutageMs = 30_000
const pause = { shareOfOutage: 1 / 8, leastMs: 2_000, mostMs: 60_000 }

/** Pure. Hands back the same breaker if nothing changed. */
export function react(breaker: Breaker, happening: Happening, now: number): Breaker {
  switch (happening.type) {
    case 'answered':
      if (breaker.state === 'closed') return breaker.failures.length === 0 ? breaker : { ...breaker, failures: [] }
      return happening.probe && now >= breaker.until ? recovered(breaker.since, now) : breaker
    case 'failed':
      return breaker.state === 'closed'
        ? suspect(breaker, happening, now)
        : happening.probe
          ? again(breaker, now)
          : breaker
    case 'locked-out':
      if (breaker.state === 'open' && !happening.probe) return breaker
      return {
        state: 'open',
        cause: happening.cause,
        since: sinceOf(breaker, now),
        until: wholeSecond(now + lockedOutMs),
      }
    case 'asked':
      return breaker.state === 'closed' ? { ...breaker, askedAt: now } : breaker
    case 'down':
      return breaker.state === 'closed' ? opened(breaker, now) : breaker
    case 'told-open':
      return toldOpen(breaker, Math.round(happening.until / 1000) * 1000, now)
    case 'told-well':
      return toldWell(breaker, Math.min(happening.at, now), now)
  }
}

/** Whether to ask the service something that concerns no customer: it fails, but perhaps for a few customers only. */
export function wantsOpinion(breaker: Breaker, now: number): boolean {
  return breaker.state === 'closed' && breaker.failures.length >= unreached && now - breaker.askedAt >= opinionEveryMs
}

/** After an outage calls rise from one a second, doubling each second; Infinity once that is over. */
export function slowStart(endedAt: number, now: number): number {
  const seconds = (now - endedAt) / 1000
  return seconds * 1000 < wellMs ? 2 ** Math.max(0, Math.floor(seconds)) : Infinity
}

function suspect(breaker: Closed, { conversation, reached }: Happening & { type: 'failed' }, now: number): Breaker {
  const recent = breaker.failures.filter(({ at }) => now - at < memoryMs)
  const failures = [...recent, { conversation, reached, at: now }].slice(-2 * inARow)
  const suspected = { ...breaker, failures }
  const nobodyReached = failures.length >= unreached && failures.slice(-unreached).every((failure) => !failure.reached)
  const manyConcerned =
    failures.length >= inARow && new Set(failures.map((failure) => failure.conversation)).size >= conversations
  return nobodyReached || manyConcerned ? opened(suspected, now) : suspected
}

function toldOpen(breaker: Breaker, until: number, now: number): Breaker {
  if (breaker.state === 'closed') return { state: 'open', cause: 'told', since: sinceOf(breaker, now), until }
  return until > breaker.until ? { ...breaker, until } : breaker
}

function toldWell(breaker: Breaker, at: number, now: number): Breaker {
  if (breaker.state === 'open') return now >= breaker.until ? recovered(breaker.since, at) : breaker
  if (breaker.outage && breaker.outage.endedAt >= at) return breaker
  return { ...breaker, outage: { since: breaker.outage?.since ?? at, endedAt: at } }
}

function opened(breaker: Closed, now: number): Open {
  const since = sinceOf(breaker, now)
  // As long as others may still be told that it is well, it must not count as well.
  const notBefore = (breaker.outage?.endedAt ?? -Infinity) + wellMs
  return { state: 'open', cause: 'server', since, until: wholeSecond(Math.max(now + pauseMs(since, now), notBefore)) }
}

function again(breaker: Open, now: number): Open {
  return { ...breaker, cause: 'server', until: wholeSecond(now + pauseMs(breaker.since, now)) }
}

function recovered(since: number, endedAt: number): Closed {
  return { ...closed, outage: { since, endedAt } }
}

function sinceOf(breaker: Breaker, now: number): number {
  if (breaker.state === 'open') return breaker.since
  const { outage, failures } = breaker
  if (outage && now - outage.endedAt < sameOutageMs) return outage.since
  return failures[0]?.at ?? now
}

/** An eighth of the outage so far: the end of a short one is noticed in seconds, of a long one within a minute. */
function pauseMs(since: number, now: number): number {
  return Math.min(pause.mostMs, Math.max(pause.leastMs, (now - since) * pause.shareOfOutage))
}

function wholeSecond(at: number): number {
  return Math.ceil(at / 1000) * 1000
}
