import type { Location } from './location.ts'
import type { Media } from './media.ts'

/** A message in either direction. Without `hook_type` in the body it is an inbox message. */
export type WebhookMessage = {
  kind: 'message'
  hook: 'inbox' | 'outbox' | 'imported'
  eventId: string
  messageId: string
  clientId: string
  /** `from_client`, `to_client`, `autoreply` or `system`; ask `authorOf` who wrote it. */
  type: string
  operatorId: string | null
  text: string | null
  truncated: boolean
  transport: string | null
  channelId: string | null
  dialogId: string | null
  requestId: string | null
  media: readonly Media[]
  location: Location | null
  client: { phone: string | null; name: string | null }
  isNewRequest: boolean
  isNewClient: boolean
  eventTime: number | null
}

/** What happened in Chat2Desk. `eventId` is equal for repeated deliveries of one event. */
export type WebhookEvent =
  | WebhookMessage
  | {
      kind: 'request-opened'
      eventId: string
      requestId: string | null
      clientId: string | null
      dialogId: string | null
      /** A rating survey: its answers are not orders. */
      survey: boolean
      eventTime: number | null
    }
  | {
      kind: 'closed'
      what: 'dialog' | 'request'
      eventId: string
      clientId: string | null
      dialogId: string | null
      requestId: string | null
      operatorId: string | null
      eventTime: number | null
    }
  | {
      kind: 'transferred'
      eventId: string
      dialogId: string | null
      clientId: string | null
      operatorId: string | null
      eventTime: number | null
    }
  | {
      kind: 'delivery-status'
      eventId: string
      messageId: string | null
      clientId: string | null
      status: string | null
      error: string | null
      eventTime: number | null
    }
  | { kind: 'ignored'; hookType: string }
