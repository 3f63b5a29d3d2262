import { heldAfterDeathMs, type Delivery, type Outcome } from '@shoro/dialog'
import { currentTime } from '../clock.ts'
import type { Doubts, Sent } from './doubts.ts'
import { Held } from './held.ts'
import { outcomeOf } from './outcome.ts'

export interface Sending {
  doubts: Doubts
  /** How long after a send that was not answered Chat2Desk may still take it. */
  graceMs: number
  /** Told when something is sent again that may have been sent before. */
  onResend: (conversation: string) => void
}

export interface Once {
  /** Looks for what an earlier try may have sent. */
  find: () => Promise<Sent | undefined>
  /** Sends it. Calls `mark` right before each request that may send it: another one only if the one before was refused. */
  send: (mark: () => void) => Promise<Sent>
}

const doubtsAwayMs = 2_000

/**
 * Sends something once, although Chat2Desk knows no idempotency key. What may have been sent by an earlier try is waited
 * for (its echo comes as a webhook), then looked for, and only then sent again.
 */
export async function sendOnce(
  { doubts, graceMs, onResend }: Sending,
  delivery: Delivery,
  { find, send }: Once,
): Promise<{ status: 'sent'; sent: Sent } | Exclude<Outcome, void>> {
  const { conversation, uncertain, signal } = delivery
  let markedAt: number | undefined
  const mark = () => {
    signal.throwIfAborted()
    if (uncertain && markedAt === undefined) onResend(conversation)
    markedAt = currentTime()
  }
  try {
    if (uncertain) {
      const now = currentTime()
      const { echo, settledAt } = await doubts
        .read(delivery, now + Math.max(0, graceMs - heldAfterDeathMs))
        .catch((cause) => {
          throw new Held('the database is away', { ms: doubtsAwayMs, cause })
        })
      if (echo) return { status: 'sent', sent: echo }
      if (settledAt > now)
        return { status: 'wait', reason: 'it may have been sent: its echo is awaited', ms: settledAt - now, uncertain }
      const found = await find()
      if (found) return { status: 'sent', sent: found }
    }
    return { status: 'sent', sent: await send(mark) }
  } catch (error) {
    const outcome = outcomeOf(error)
    if (outcome.status !== 'wait' && outcome.status !== 'retry') return outcome
    if (!outcome.uncertain || markedAt === undefined)
      return { ...outcome, uncertain: uncertain || outcome.uncertain === true }
    const settledAt = markedAt + graceMs
    await doubts.raise(delivery, settledAt).catch(() => {})
    const ms = Math.max(0, settledAt - currentTime())
    return outcome.status === 'wait'
      ? { ...outcome, ms: Math.max(outcome.ms, ms), uncertain: true }
      : { ...outcome, atLeastMs: ms, uncertain: true }
  }
}
