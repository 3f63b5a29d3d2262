import { fieldsOf, type Fields } from './envelope.ts'
import { readEventTime } from './event-time.ts'
import { readId } from './id.ts'
import { readLocation } from './location.ts'
import { readMedia } from './media.ts'
import { cleanText, stripHtml } from './text.ts'
import type { WebhookEvent, WebhookMessage } from './webhook-event.ts'

type MessageRead = { ok: true; event: WebhookEvent } | { ok: false; reason: string }

const hookNames = { inbox: 'inbox', outbox: 'outbox', imported: 'imported_message' } as const
const outgoingTypes = new Set(['to_client', 'autoreply', 'system', 'comment'])
const foreignMessageId = /^[0-9A-Za-z._:=+/@-]{1,128}$/

export const readMessageHook = (hook: WebhookMessage['hook'], body: Fields): MessageRead => {
  const messageId = readId(body['message_id'])
  const clientId = readId(body['client_id'])
  if (messageId !== null && clientId !== null) return { ok: true, event: messageOf(hook, body, messageId, clientId) }
  // An inbox without ids would lose a customer's words silently; the other two only inform.
  if (hook !== 'inbox') return { ok: true, event: { kind: 'ignored', hookType: hookNames[hook] } }
  return { ok: false, reason: whatIsWrong(clientId === null ? 'client_id' : 'message_id', body) }
}

/** The short form `{ client_id, message_id, text }` of senders other than the service. */
export const readMinimalMessage = (body: Fields): MessageRead => {
  if (typeof body['type'] === 'string' && outgoingTypes.has(body['type']))
    return { ok: true, event: { kind: 'ignored', hookType: body['type'] } }
  const clientId = readId(body['client_id'])
  if (clientId === null) return { ok: false, reason: whatIsWrong('client_id', body) }
  const messageId = readForeignId(body['message_id'])
  if (messageId === null) return { ok: false, reason: whatIsWrong('message_id', body) }
  if (body['text'] === undefined) return { ok: false, reason: 'text is missing' }
  if (typeof body['text'] !== 'string') return { ok: false, reason: 'text must be a string' }
  return { ok: true, event: messageOf('inbox', body, messageId, clientId) }
}

const messageOf = (hook: WebhookMessage['hook'], body: Fields, messageId: string, clientId: string): WebhookMessage => {
  const type = hook === 'inbox' ? 'from_client' : (shortWord(body['type']) ?? 'to_client')
  const transport = shortWord(body['transport'])
  return {
    kind: 'message',
    hook,
    eventId: `${hookNames[hook]}:${type}:${messageId}`,
    messageId,
    clientId,
    type,
    operatorId: readId(body['operator_id']),
    ...readText(body['text'], transport),
    transport,
    channelId: readId(body['channel_id']),
    dialogId: readId(body['dialog_id']),
    requestId: readId(body['request_id']),
    media: readMedia(body),
    location: readLocation(body['coordinates']),
    client: readClient(fieldsOf(body['client'])),
    isNewRequest: isTrue(body['is_new_request']),
    isNewClient: isTrue(body['is_new_client']),
    eventTime: readEventTime(body['event_time']).eventTime,
  }
}

const readText = (value: unknown, transport: string | null): { text: string | null; truncated: boolean } => {
  if (typeof value !== 'string') return { text: null, truncated: false }
  return cleanText(transport === 'widget' ? stripHtml(value) : value)
}

const readClient = (client: Fields): WebhookMessage['client'] => ({
  phone: readPhone(client['phone']) ?? readPhone(client['client_phone']),
  name: readName(client['name']) ?? readName(client['assigned_name']),
})

const readPhone = (value: unknown): string | null => {
  const digits = typeof value === 'string' && value.length < 40 ? value.replace(/^\+|[\s()-]/g, '') : ''
  return /^\d{10,15}$/.test(digits) ? `+${digits}` : null
}

const readName = (value: unknown): string | null => {
  const name = typeof value === 'string' ? cleanText(value, 100).text.replace(/\s+/g, ' ').trim() : ''
  return name === '' || name.startsWith('[') ? null : name
}

const readForeignId = (value: unknown): string | null =>
  typeof value === 'string' ? (foreignMessageId.test(value) ? value : null) : readId(value)

const whatIsWrong = (field: string, body: Fields): string => {
  const value = body[field]
  if (value === undefined || value === null) return `${field} is missing`
  return typeof value === 'string' && value.trim() === '' ? `${field} is empty` : `${field} is not an id`
}

const shortWord = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : null

const isTrue = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true'
