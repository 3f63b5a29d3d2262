import type { Choice } from './effect.ts'
import type { Reason } from './understanding.ts'

/** A timer that the runtime keeps for a conversation. `rev` is the step that set it, so a stale one can be told. */
export interface Timer {
  /** When it is due, ms since the epoch. */
  at: number
  rev: number
}

export type StateValue = string | { [state: string]: StateValue | undefined }

/**
 * A conversation at rest: plain JSON, and all that is needed to go on with it.
 * `parked` means that this build cannot go on with it: it is kept as it was, for a person.
 */
export interface Snapshot<Context = unknown> {
  flow: string
  version: string
  /** Of the machine's structure, see `structuralHash`. */
  hash: string
  /** Steps taken so far. */
  rev: number
  status: 'active' | 'done' | 'parked'
  value: StateValue
  context: Context
  /** States to come back to, by history state. */
  history?: Record<string, { id: string }[]>
  /** By `delay@state id`. */
  timers: Record<string, Timer>
  locale: string
  /** When the newest message that was taken was sent, ms since the epoch. */
  heardAt?: number
  /** By which transport it came, where the host names it. */
  transport?: string
  /** What the newest message was taken for, and why. */
  understood?: { event: string; because: readonly Reason[] }
  /** A hash of the reply that was said last. */
  said?: string
  /** What the customer was offered to choose from last. */
  offered?: readonly Choice[]
  /** Why it was parked. */
  reason?: string
}

/** The customer's newest message, as far as it matters for an answer: when it was sent, and by which transport. */
export interface Heard {
  /** Ms since the epoch. */
  at: number
  transport?: string
}

/** What a snapshot knows of the customer's newest message; undefined if there was none. */
export function heardIn({ heardAt, transport }: Snapshot): Heard | undefined {
  return heardAt === undefined ? undefined : { at: heardAt, ...(transport !== undefined && { transport }) }
}

/** The dotted path of a state value: `{ ordering: 'waitingPhone' }` is `ordering.waitingPhone`. */
export function statePath(value: StateValue): string {
  if (typeof value === 'string') return value
  const [name, inner] = Object.entries(value)[0] ?? ['', undefined]
  return inner === undefined ? name : `${name}.${statePath(inner)}`
}

/** The last name of a state's dotted path: what an operator calls the state. */
export function stateName(value: StateValue): string {
  return statePath(value).split('.').at(-1) ?? ''
}

/** The earliest due timer of a snapshot, or undefined if none is set. Ties go to the one set first. */
export function nextTimer(snapshot: Snapshot): { id: string; at: number; rev: number } | undefined {
  let next: { id: string; at: number; rev: number } | undefined
  for (const [id, timer] of Object.entries(snapshot.timers)) {
    if (!next || timer.at < next.at || (timer.at === next.at && timer.rev < next.rev)) next = { id, ...timer }
  }
  return next
}
