import type { FlowEvent } from '../flow/message.ts'
import type { Heard } from '../flow/snapshot.ts'

/** What a handler is told besides the effect's parameters. */
export interface Delivery {
  conversation: string
  /** The effect's id: the idempotency key of whatever it does. */
  key: string
  /** 1 at the first try. */
  attempt: number
  /** True if an earlier try may have succeeded without anybody knowing. */
  uncertain: boolean
  /** The customer's newest message when the effect was issued; undefined if there was none. */
  heard: Heard | undefined
  /** Aborts if this worker lost the outbox to another one, so that going on would do things twice. */
  signal: AbortSignal
}

/**
 * What became of an effect. A handler that returns nothing has done it; one that throws is tried again.
 * `event` goes back into the conversation's mailbox, once.
 *
 * `uncertain` is what the next try is told: true if this one may have worked all the same. Without it a doubt of earlier
 * tries stays; false ends it, so say false only if you know that none of them worked. One that throws is in doubt.
 */
export type Outcome =
  | void
  | { status: 'done'; receipt?: string; event?: FlowEvent }
  /** Tried and failed: tried again later, after `atLeastMs` if given, up to the limit. */
  | { status: 'retry'; reason: string; uncertain?: boolean; atLeastMs?: number }
  /** Not tried: asked again in `ms`, and it does not count. */
  | { status: 'wait'; reason: string; ms: number; uncertain?: boolean }
  /** Can never succeed: it becomes a dead letter at once. */
  | { status: 'undeliverable'; reason: string }
