import { fieldsOf, type Fields } from './envelope.ts'
import { parseExact } from './exact-json.ts'
import { readId } from './id.ts'
import { cleanText } from './text.ts'
import type { WebhookEvent } from './webhook-event.ts'
import { readMessageHook, readMinimalMessage } from './webhook-message.ts'
import { readEventTime } from './event-time.ts'

const maxBodyBytes = 1024 * 1024

/** Reads the body of a webhook. Only `hook_type` decides what it is; whatever else is missing reads as null. Never throws. */
export const readWebhook = (
  rawBody: string | Uint8Array,
): { ok: true; event: WebhookEvent } | { ok: false; reason: string } => {
  if (rawBody.length > maxBodyBytes) return { ok: false, reason: 'the body is too large' }
  const parsed = parseExact(typeof rawBody === 'string' ? rawBody : new TextDecoder().decode(rawBody))
  if (!parsed.ok) return { ok: false, reason: `the body is ${parsed.reason}` }
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value))
    return { ok: false, reason: 'the body is not a JSON object' }

  const body = fieldsOf(parsed.value)
  if (!Object.hasOwn(body, 'hook_type')) return readMinimalMessage(body)
  const hookType = body['hook_type']
  if (typeof hookType !== 'string' || hookType === '') return { ok: false, reason: 'hook_type must be a string' }
  return readHook(hookType, body)
}

const readHook = (hookType: string, body: Fields): ReturnType<typeof readWebhook> => {
  switch (hookType) {
    case 'inbox':
      return readMessageHook('inbox', body)
    case 'outbox':
      return readMessageHook('outbox', body)
    case 'imported_message':
      return readMessageHook('imported', body)
    default:
      return { ok: true, event: readOther(hookType, body) }
  }
}

const readOther = (hookType: string, body: Fields): WebhookEvent => {
  const requestId = readId(body['request_id'])
  const clientId = readId(body['client_id'])
  const dialogId = readId(body['dialog_id'])
  const operatorId = readId(body['operator_id'])
  const messageId = readId(body['message_id'])
  const { eventTime, stamp } = readEventTime(body['event_time'])
  const eventId = `${hookType}:${requestId ?? dialogId ?? (operatorId === null ? '' : `op${operatorId}`)}:${stamp}`

  switch (hookType) {
    case 'new_request':
      return {
        kind: 'request-opened',
        eventId,
        requestId,
        clientId,
        dialogId,
        survey: body['type'] === 'rating',
        eventTime,
      }
    case 'close_dialog':
      return { kind: 'closed', what: 'dialog', eventId, clientId, dialogId, requestId, operatorId, eventTime }
    case 'close_request':
      return { kind: 'closed', what: 'request', eventId, clientId, dialogId, requestId, operatorId, eventTime }
    case 'dialog_transferred':
      return { kind: 'transferred', eventId, dialogId, clientId, operatorId, eventTime }
    case 'outbox_status': {
      const status = shortText(body['status'])
      return {
        kind: 'delivery-status',
        eventId: `outbox_status:${status ?? ''}:${messageId ?? eventId}`,
        messageId,
        clientId,
        status,
        error: shortText(body['error']),
        eventTime,
      }
    }
    default:
      return { kind: 'ignored', hookType: cleanText(hookType, 64).text }
  }
}

const shortText = (value: unknown): string | null => (typeof value === 'string' ? cleanText(value, 300).text : null)
