import { statePath, type Snapshot } from '../flow/snapshot.ts'
import type { Turn, TurnInput } from '../flow/turn.ts'

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
  input: TurnInput
  turn: Turn
  /** By the engine's clock. */
  now: number
  late: boolean
}

/** What is told of a turn in a log. */
export function observedIn({ conversation, before, input, turn, now, late }: SeenTurn): Observed[] {
  const { snapshot, understood, handled } = turn
  const isParked = snapshot.status === 'parked' && before?.status !== 'parked'
  const given = input.kind === 'event' ? input.event.type : input.kind === 'timer' ? input.timer : 'message'
  return [
    ...(isParked ? [{ type: 'parked', conversation, reason: snapshot.reason ?? '' } as const] : []),
    {
      type: 'turn',
      conversation,
      input: input.kind,
      event: understood?.event.type ?? given,
      from: before ? statePath(before.value) : '',
      to: statePath(snapshot.value),
      handled,
      late,
      rules: understood?.because.map(({ rule }) => rule) ?? [],
      waitedMs: input.kind === 'timer' ? 0 : Math.max(0, now - input.at),
    },
  ]
}
