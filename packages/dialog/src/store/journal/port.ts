import type { NewEffect, NewInput } from '../port.ts'

/**
 * What is kept beside a store, so that losing the store loses nothing: each accepted input, how each conversation stood
 * after its last commit, and which effects were done. All times are ms since the epoch. Calls take many at once; no call
 * gets the same input, conversation or effect twice. Each may be repeated.
 */
export interface Journal {
  /** Writes inputs down. Tells of each whether it is new, known and not taken yet, or taken. */
  accept(inputs: readonly AcceptedInput[]): Promise<Acceptance[]>

  /** Strikes inputs out that were refused after all. */
  strike(inputs: readonly InputName[]): Promise<void>

  /** Marks inputs as taken. */
  close(inputs: readonly InputName[]): Promise<void>

  /** Notes that an input which was taken waits again. */
  reopen(input: AcceptedInput): Promise<void>

  /**
   * Writes commits down: the conversation stands at its new rev, the inputs are taken, the effects are to be done. One
   * that does not follow on what stands here is refused, unless it is `whole`.
   */
  record(commits: readonly RecordedCommit[]): Promise<Recording[]>

  /** Adds what commits took and issued that came after later ones: nothing but their inputs and effects. */
  join(commits: readonly RecordedCommit[]): Promise<void>

  /** Lets a conversation stand at `rev` at least, with nothing else changed. */
  raise(conversation: string, rev: number): Promise<void>

  /** The ledger: these effects were done, or became dead letters. */
  settle(effects: readonly SettledEffect[]): Promise<void>

  /** What the ledger has of effects, in their order; undefined where it has nothing. */
  settled(effects: readonly EffectName[]): Promise<(LedgerEntry | undefined)[]>

  /** Takes an effect out of the ledger that is to be done once more. */
  unsettle(conversation: string, effect: NewEffect): Promise<void>

  /** All that is known of conversations, in their order. */
  recall(conversations: readonly string[]): Promise<Recalled[]>

  /** Conversations that committed at `since` or later, by name, those behind `after`. */
  committed(since: number, limit: number, after: string): Promise<string[]>

  /** Conversations with inputs that were accepted before `before` and not taken, by name, those behind `after`. */
  unfinished(before: number, limit: number, after: string): Promise<string[]>

  /** How far the store's pulse was seen to be; 0 if never. */
  pulse(): Promise<{ rev: number; at: number }>
  beat(rev: number, at: number): Promise<void>

  /** Forgets a conversation but for the ids of its inputs. Commits up to `rev` are refused until `until`. */
  erase(conversation: string, rev: number, until: number): Promise<void>

  /** Forgets inputs and effects older than `before`, and conversations that were over at `now`. */
  forget(now: number, before: number): Promise<void>
}

export interface InputName {
  conversation: string
  id: string
}

export interface AcceptedInput extends InputName {
  order: number | null
  body: string
  at: number
}

export type Acceptance = 'new' | 'open' | 'taken'

export interface Checkpoint {
  rev: number
  snapshot: string
  /** Names the snapshot, to tell two histories with the same rev apart; '' before the first. */
  lineage: string
  lastOrder: number
  nextTimerAt: number | null
  ttlMs: number
  /** When the conversation is over unless something waits in it. */
  expiresAt: number
  at: number
}

export interface RecordedCommit extends Checkpoint {
  conversation: string
  /** The rev that it came from, 0 = there was none. */
  loadedRev: number
  /** The lineage that it came from, null = unknown. */
  previous: string | null
  inputs: readonly string[]
  effects: readonly NewEffect[]
  /** Nothing was in the outbox before these effects. */
  outboxWasEmpty: boolean
  /** Read from a store where nothing waits, so it may be written over anything older. */
  whole: boolean
}

export interface Recording {
  written: boolean
  /** Where the conversation stood before, 0 if it was not known. */
  before: number
  /** Which of its effects are in the ledger already. */
  settled: LedgerEntry[]
}

export interface EffectName {
  conversation: string
  id: string
}

export interface LedgerEntry {
  id: string
  /** Of the effect's body; '' fits any. */
  hash: string
  receipt: string | null
  /** It became a dead letter. */
  buried: boolean
}

export interface SettledEffect extends EffectName {
  hash: string
  at: number
  receipt: string | null
  /** The dead letter that it became, as JSON. */
  letter: string | null
}

export interface Recalled {
  conversation: string
  checkpoint: Checkpoint | null
  /** Issued by the commits up to the checkpoint, in order; some of them in the ledger. */
  effects: NewEffect[]
  ledger: LedgerEntry[]
  /** Of effects that were done, newest last. */
  receipts: string[]
  /** Accepted and not taken, in the order in which they came. */
  open: (NewInput & { at: number })[]
  /** Ids that were taken. */
  taken: string[]
}

/** How many receipts a journal gives back at most. */
export const receiptsRecalled = 32

/**
 * A conversation of nobody whose rev grows as time goes by: a store where it went back has lost something. No transport
 * gives a name like it.
 */
export const pulse = '~pulse'
