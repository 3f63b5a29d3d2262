import { isRefused, isUnanswered } from '@shoro/chat2desk'
import type { Outcome } from '@shoro/dialog'
import { Held } from './held.ts'

/**
 * What a failed call to Chat2Desk means for its effect. Only trouble with this very message counts as a try; what is
 * everybody's trouble is waited for.
 */
export function outcomeOf(error: unknown): Exclude<Outcome, void | { status: 'done' }> {
  if (error instanceof Held) return { status: 'wait', reason: error.message, ms: error.ms, uncertain: error.maybeSent }
  if (isRefused(error)) {
    return error.kind === 'not-found' || error.kind === 'invalid'
      ? { status: 'undeliverable', reason: error.message }
      : {
          status: 'retry',
          reason: `Chat2Desk refused: ${error.kind} (HTTP ${error.httpStatus})`,
          uncertain: error.maybeSent,
        }
  }
  if (isUnanswered(error)) {
    return { status: 'retry', reason: `Chat2Desk did not answer: ${error.kind}`, uncertain: error.maybeSent }
  }
  throw error
}
