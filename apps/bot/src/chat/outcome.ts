import { isRefused, isUnanswered } from '@shoro/chat2desk'
import type { Outcome } from '@shoro/dialog'

/**
 * What a failed call to Chat2Desk means for its effect. Only trouble with this very message counts as a try; a revoked
 * token, a used-up quota and a rate limit are everybody's, and are waited for.
 */
export function outcomeOf(error: unknown): Exclude<Outcome, void> {
  if (isRefused(error)) {
    const reason = `Chat2Desk refused: ${error.kind} (HTTP ${error.httpStatus})`
    switch (error.kind) {
      case 'rate-limit':
        return { status: 'wait', reason, ms: error.retryAfterMs ?? 1000 + Math.random() * 2000 }
      case 'token':
      case 'quota':
        return { status: 'wait', reason, ms: 60_000 }
      case 'server':
        return { status: 'retry', reason, uncertain: error.maybeSent }
      case 'not-found':
      case 'invalid':
        return { status: 'undeliverable', reason: error.message }
    }
  }
  if (isUnanswered(error)) {
    return { status: 'retry', reason: `Chat2Desk did not answer: ${error.kind}`, uncertain: error.maybeSent }
  }
  throw error
}
