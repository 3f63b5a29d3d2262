import type { Snapshot } from '../flow/snapshot.ts'
import type { takeTurn, Turn } from '../flow/turn.ts'

/** What a runtime tells its host about its work. Nothing in it is what a customer wrote. */
export type Observed =
  | {
      type: 'turn'
      conversation: string
      input: 'message' | 'event' | 'timer'
      /** The event that the input became. */
      event: string
      from: string
      to: string
      handled: boolean
      late: boolean
      /** Rules that led to the event. */
      rules: readonly string[]
      waitedMs: number
    }
  | { type: 'rejected'; conversation: string; input: string; reason: string }
  | { type: 'parked'; conversation: string; reason: string }
  /** A newer build took a step in it: it is left to processes of that build. */
  | { type: 'newer'; conversation: string; version: string }
  | { type: 'fenced'; conversation: string }
  | { type: 'delivered'; conversation: string; effect: string; attempt: number; ms: number }
  | {
      type: 'postponed'
      conversation: string
      effect: string
      attempt: number
      reason: string
      ms: number
      counted: boolean
    }
  | { type: 'buried'; conversation: string; effect: string; attempt: number; reason: string }
  | { type: 'wake-failed'; conversation: string; error: unknown }

/** One turn of a conversation with everything that went into it and came out of it. */
export interface SeenTurn {
  conversation: string
  /** Undefined for a conversation that had not begun. */
  before: Snapshot | undefined
  input: Parameters<typeof takeTurn>[1]['input']
  turn: Turn
  /** By the engine's clock. */
  now: number
  late: boolean
}
