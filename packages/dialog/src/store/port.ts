/**
 * Where conversations live. Every call is atomic in its conversation and safe to repeat. All times are ms since the
 * epoch and given by the caller. The store does not look into snapshots, inputs and effects: they are JSON texts to it.
 */
export interface Store {
  /** Puts an input into the mailbox unless its id was seen before: deduplication and append are one step. */
  append(conversation: string, input: NewInput, now: number): Promise<Appended>

  /** The snapshot and the first `limit` inputs in order. Counts a start on the first one, so a poisonous input shows. */
  load(conversation: string, limit: number): Promise<Loaded>

  /**
   * Takes the inputs out of the mailbox, writes the snapshot and appends the effects: all of it, or nothing if another
   * worker committed since `load` ('fenced') or an input is gone ('unknown-input').
   */
  commit(conversation: string, commit: Commit): Promise<Committed>

  /**
   * Reports `done` (if given) and leases the next effect of the outbox. Only the holder of the lease works on the
   * outbox, so replies keep their order. A lease that ran out without a report leaves its effect `uncertain`.
   */
  claim(conversation: string, claim: Claim): Promise<Claimed>

  /** Gives the lease back; the effect is due again at `until`. */
  postpone(conversation: string, postponed: Postponed): Promise<void>

  /** Moves the leased effect to the dead letters; the next one becomes the head. */
  bury(conversation: string, buried: Buried): Promise<void>

  /**
   * Conversations with something overdue: inputs that nobody took, effects and timers that are due, at most `limit` of
   * each. Each is handed out again after `graceMs` only. Also forgets what has outlived its time.
   */
  due(now: number, limit: number): Promise<Due>

  /** A conversation as an operator may see it; null where there is none. */
  read(conversation: string, now: number): Promise<Stored | null>

  /**
   * Forgets the snapshot, the mailbox, the outbox, receipts and dead letters. Ids already seen stay refused, and so is
   * whatever a worker that began before still brings: what begins anew gets a `rev` above the one that this gives, 0 if
   * there was none.
   */
  erase(conversation: string): Promise<number>

  /** Dead letters, oldest first; `after` is the `id` of the last one seen. */
  deadLetters(limit: number, after?: string): Promise<DeadLetter[]>

  /** One dead letter, null if it is gone. */
  deadLetter(letter: string): Promise<DeadLetter | null>

  /**
   * Puts a dead letter back: an effect at the end of its outbox with its own id, no tries, and uncertain if it was
   * when it was buried; an input into its mailbox behind everything known, whatever the capacity. Due at once. It leaves the dead letters in the same
   * step, so of two replays one gives 'gone'. What waits there already under its id stays as it is.
   */
  replay(letter: string, now: number): Promise<Revived>

  /** Takes a dead letter away for good. False if there is none with this id. */
  drop(letter: string): Promise<boolean>

  /** Forgets dead letters older than `before`. Gives how many. */
  dropOlder(before: number): Promise<number>

  /**
   * Puts a conversation back as it was kept elsewhere, over whatever is here: its outbox becomes empty, no lease is
   * held, its mailbox gets `inputs`, due at once, and keeps what waits in it unless its id is in `seen`. Its `rev` is the
   * given one, or higher if this store knew a higher one, so that every worker that loaded before is fenced. Only if it
   * stands at `overRev` (0 = there is none); gives false if it does not.
   */
  restore(conversation: string, restored: Restored): Promise<boolean>

  /** How much is waiting, over all conversations. */
  depth(now: number): Promise<Depth>

  /** Takes one token of a bucket that all workers share. 0 = go; otherwise ms to wait before asking again. */
  takeToken(bucket: string, rate: Rate, now: number): Promise<number>
}

export interface StoreOptions {
  /** How long an input's id is remembered at least. Default 7 days. */
  seenTtlMs?: number
  /** Inputs a mailbox holds at most. Default 200. */
  capacity?: number
  /** After how long unattended work counts as overdue. Default 5 s. */
  graceMs?: number
  /** How many receipts of finished effects a conversation keeps. Default 12. */
  receipts?: number
}

export interface NewInput {
  id: string
  /** Smaller goes first. Without it the input goes behind everything known. At most 2^52. */
  order?: number
  body: string
}

export type Appended = 'appended' | 'duplicate' | 'full'

export interface LoadedInput {
  id: string
  body: string
  order: number
  /** True if an input of a higher order was committed before. */
  late: boolean
}

export interface Loaded {
  /** 0 for a conversation that has no snapshot. */
  rev: number
  snapshot: string | null
  inputs: LoadedInput[]
  /** How often the first input was loaded, this time included; 0 without inputs. */
  starts: number
  outbox: number
}

export interface NewEffect {
  id: string
  body: string
  /** It may have been done before: it comes out `uncertain` from its first claim on. */
  uncertain?: boolean
}

export interface Commit {
  /** As `load` gave it. */
  rev: number
  snapshot: string
  /** Ids to take out. */
  inputs: readonly string[]
  effects: readonly NewEffect[]
  /** When the conversation's next timer is due, null if it has none. */
  nextTimerAt: number | null
  /** How long the conversation is kept once nothing waits in it. */
  ttlMs: number
  now: number
  /** Inputs of `inputs` that could not be taken: they become dead letters. */
  rejected?: readonly { id: string; body: string; reason: string }[]
  /** Lease the head of the outbox in the same step, if nobody holds it. */
  lease?: Lease
}

export interface Lease {
  token: string
  leaseMs: number
}

export type Committed =
  | { ok: true; rev: number; waiting: number; outbox: number; effect: ClaimedEffect | null }
  | { ok: false; reason: 'fenced' | 'unknown-input' }

export interface Claim extends Lease {
  now: number
  /** The effect that was done under this token, and a short note to keep of it. */
  done?: { id: string; receipt?: string }
}

export interface ClaimedEffect extends NewEffect {
  /** Counted tries so far. */
  attempts: number
  /** True if an earlier holder may have done it without reporting. */
  uncertain: boolean
}

export type Claimed =
  | { status: 'claimed'; effect: ClaimedEffect }
  | { status: 'empty' }
  | { status: 'busy' | 'postponed'; until: number }

export interface Postponed {
  id: string
  token: string
  until: number
  /** Counts as a try. False for waiting that is not the effect's fault. */
  attempt: boolean
  /** Nobody knows whether it was done. */
  uncertain: boolean
  now: number
}

export interface Buried {
  id: string
  token: string
  reason: string
  /** Whether it may have been done all the same: then it comes back uncertain. Default true. */
  uncertain?: boolean
  now: number
}

export interface Due {
  /** Their mailbox or a timer needs a worker. */
  inbound: string[]
  /** Their outbox does. */
  outbound: string[]
}

export interface Stored {
  rev: number
  snapshot: string | null
  /** The highest order that was committed, 0 if none was. */
  lastOrder: number
  mailbox: number
  outbox: number
  /** Of finished effects, newest last. */
  receipts: string[]
  /** The first effect of the outbox; `started` if somebody works or worked on it. */
  head: { id: string; body: string; attempts: number; started: boolean } | null
}

export interface DeadLetter {
  id: string
  kind: 'effect' | 'input'
  conversation: string
  /** The effect's or the input's own id. */
  item: string
  body: string
  reason: string
  attempts: number
  at: number
}

/** What `replay` found; `conversation` and `to` say whom to wake. */
export type Revived = { status: 'replayed'; conversation: string; to: 'mailbox' | 'outbox' } | { status: 'gone' }

export interface Restored {
  overRev: number
  rev: number
  snapshot: string
  /** The highest order that was committed. */
  lastOrder: number
  nextTimerAt: number | null
  ttlMs: number
  /** Oldest first. */
  receipts: readonly string[]
  /** Accepted and not taken yet. */
  inputs: readonly NewInput[]
  /** Ids that were taken: copies of them are duplicates. */
  seen: readonly string[]
  now: number
}

export interface Depth {
  /** Conversations with something in the mailbox, in the outbox. */
  mailboxes: number
  outboxes: number
  timers: number
  deadLetters: number
  /** How long the most overdue work has been due. */
  overdueMs: number
}

export interface Rate {
  perSecond: number
  burst: number
}

/** How long an idle conversation is kept, unless told otherwise. */
export const usualTtlMs = 86_400_000

/** How long a conversation that had expired is kept for the receipt of an effect that was replayed into it. */
export const revivedTtlMs = 3_600_000

/** How long workers that began before an erasure are told from those that begin after it. */
export const erasedTtlMs = 86_400_000

export const storeDefaults = { seenTtlMs: 7 * 86_400_000, capacity: 200, graceMs: 5_000, receipts: 12 } as const
