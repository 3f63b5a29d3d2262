import type { WebhookEvent } from '@shoro/chat2desk'
import type { Flood } from './flood.ts'
import { notify, takeIn, type Intake, type Taken } from './intake.ts'

/**
 * Takes an event in unless its customer floods: then it is dropped, and the customer is told now and then. `chargedAt` is
 * the time that counts for the flood, ms since the epoch; now unless the event is told much later than it happened.
 */
export async function admit(
  intake: Intake,
  flood: Flood,
  event: WebhookEvent,
  now: number,
  chargedAt = now,
): Promise<Taken> {
  if (event.kind !== 'message' || event.hook !== 'inbox') return takeIn(intake, event, now)
  const verdict = flood.charge(event.clientId, event.eventId, chargedAt)
  if (verdict === 'pass') return takeIn(intake, event, now)
  if (verdict === 'tell') {
    // Every server counts by itself; together they say it once a minute.
    const id = `flooding:${Math.floor(now / 60_000)}`
    await notify(intake, event.clientId, 'flooding', { type: 'client.flooding', id, at: now }).catch(() => {})
  }
  return { outcome: 'flooding', what: 'message' }
}
