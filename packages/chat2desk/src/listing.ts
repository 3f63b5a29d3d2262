import { fieldsOf } from './envelope.ts'
import { readEventTime } from './event-time.ts'
import { readId } from './id.ts'
import type { WebhookMessage } from './webhook-event.ts'
import { readMessageHook } from './webhook-message.ts'

/** A message as the API lists it. */
export type ListedMessage = {
  messageId: string
  clientId: string | null
  dialogId: string | null
  requestId: string | null
  channelId: string | null
  operatorId: string | null
  text: string | null
  type: string | null
  transport: string | null
  /** Ms since the epoch; Chat2Desk tells whole seconds. */
  createdAt: number | null
  /**
   * What its webhook said, or would have said, with the same `eventId`; null for what has none of its own. The list does
   * not tell the customer's name and phone.
   */
  event: WebhookMessage | null
}

export type Dialog = {
  dialogId: string
  state: 'open' | 'closed' | null
  operatorId: string | null
  clientId: string | null
  lastRequestId: string | null
}

export type Operator = { operatorId: string; name: string; email: string | null; role: string | null; online: boolean }

export type Webhook = {
  webhookId: string
  name: string | null
  url: string | null
  events: readonly string[]
  enabled: boolean
  channelIds: readonly string[]
  errors: readonly string[]
}

export type ApiInfo = { companyId: string | null; companyName: string | null; requestsThisMonth: number | null }

export const readMessage = (item: unknown): ListedMessage | null => {
  const fields = fieldsOf(item)
  const messageId = readId(fields['id'])
  if (messageId === null) return null
  return {
    messageId,
    clientId: readId(fields['client_id']),
    dialogId: readId(fields['dialog_id']),
    requestId: readId(fields['request_id']),
    channelId: readId(fields['channel_id']),
    operatorId: readId(fields['operator_id']),
    text: textOrNull(fields['text']),
    type: textOrNull(fields['type']),
    transport: textOrNull(fields['transport']),
    createdAt: readEventTime(fields['created']).eventTime,
    event: eventOf(fields),
  }
}

const eventOf = (fields: Readonly<Record<string, unknown>>): WebhookMessage | null => {
  const { type } = fields
  if (type !== 'from_client' && type !== 'to_client' && type !== 'autoreply' && type !== 'system') return null
  const body = { ...fields, message_id: fields['id'], event_time: fields['created'] }
  const read = readMessageHook(type === 'from_client' ? 'inbox' : 'outbox', body)
  return read.ok && read.event.kind === 'message' ? read.event : null
}

export const readDialog = (item: unknown): Dialog | null => {
  const fields = fieldsOf(item)
  const dialogId = readId(fields['id'])
  if (dialogId === null) return null
  const state = fields['state']
  return {
    dialogId,
    state: state === 'open' || state === 'closed' ? state : null,
    operatorId: readId(fields['operator_id']),
    clientId: readId(fieldsOf(fields['last_message'])['client_id']),
    lastRequestId: readId(fields['last_request_id']),
  }
}

export const readOperator = (item: unknown): Operator | null => {
  const fields = fieldsOf(item)
  const operatorId = readId(fields['id'])
  if (operatorId === null) return null
  return {
    operatorId,
    name: [fields['first_name'], fields['last_name']]
      .filter((part) => typeof part === 'string' && part !== '')
      .join(' '),
    email: textOrNull(fields['email']),
    role: textOrNull(fields['role']),
    online: fields['online'] === 1 || fields['online'] === true,
  }
}

export const readWebhookItem = (item: unknown): Webhook | null => {
  const fields = fieldsOf(item)
  const webhookId = readId(fields['id'])
  if (webhookId === null) return null
  return {
    webhookId,
    name: textOrNull(fields['name']),
    url: textOrNull(fields['url']),
    events: listOf(fields['events']).filter((event) => typeof event === 'string'),
    enabled: fields['status'] === 'enable',
    channelIds: listOf(fields['channels'])
      .map(readId)
      .filter((id) => id !== null),
    errors: listOf(fields['errors']).map((error) => textOrNull(fieldsOf(error)['text']) ?? 'unknown'),
  }
}

export const readApiInfo = (data: unknown): ApiInfo => {
  const fields = fieldsOf(data)
  const requests = fields['requests_this_month']
  return {
    companyId: readId(fields['companyID']),
    companyName: textOrNull(fields['company_name']),
    requestsThisMonth: typeof requests === 'number' ? requests : null,
  }
}

export const readList = <Item>(data: unknown, read: (item: unknown) => Item | null): Item[] =>
  listOf(data)
    .map(read)
    .filter((item) => item !== null)

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
