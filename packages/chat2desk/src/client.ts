import { Chat2DeskUnanswered } from './errors.ts'
import { idString, wireId, type Id } from './id.ts'
import { messageBody, readSent, type OutgoingMessage, type SentMessage } from './message.ts'
import {
  readApiInfo,
  readDialog,
  readList,
  readMessage,
  readOperator,
  readWebhookItem,
  type ApiInfo,
  type Dialog,
  type ListedMessage,
  type Operator,
  type Webhook,
} from './listing.ts'
import { request, type Call, type Connection } from './request.ts'

export type Chat2DeskOptions = {
  /** The API token of the company, sent as it is (no `Bearer`). */
  token: string
  /** With `/v1`. Every cluster has its own, and a token is valid only on its cluster. */
  baseUrl?: string
  timeoutMs?: number
}

export type MessageQuery = {
  clientId?: Id
  dialogId?: Id
  channelId?: Id
  operatorId?: Id
  type?: 'from_client' | 'to_client' | 'autoreply' | 'system' | 'comment'
  transport?: string
  /** With `dialogId` the service ignores `offset`: page by `order: 'desc'` and `startId`. */
  startId?: Id
  order?: 'asc' | 'desc'
  limit?: number
  offset?: number
}

export type DialogChange = { operatorId?: Id; state?: 'open' | 'closed'; initiatorId?: Id; forceAssign?: boolean }
export type WebhookInput = {
  name: string
  url: string
  events: readonly string[]
  channelIds?: readonly Id[]
  enabled?: boolean
}

/** The calls a bot needs. Every call costs one request of the monthly quota, reading too. */
export type Chat2Desk = {
  sendMessage: (message: OutgoingMessage) => Promise<SentMessage>
  getMessages: (query?: MessageQuery) => Promise<ListedMessage[]>
  getDialog: (dialogId: Id) => Promise<Dialog>
  updateDialog: (dialogId: Id, change: DialogChange) => Promise<void>
  /** Hands the dialog of this message over. The service changes state on a GET: never repeat it blindly. */
  transfer: (messageId: Id, to: { operatorId: Id; forceAssign?: boolean }) => Promise<void>
  transferToGroup: (messageId: Id, to: { groupId: Id; forceAssign?: boolean }) => Promise<void>
  listOperators: (page?: { limit?: number; offset?: number }) => Promise<Operator[]>
  listWebhooks: () => Promise<Webhook[]>
  createWebhook: (webhook: WebhookInput) => Promise<Webhook>
  updateWebhook: (webhookId: Id, webhook: Partial<WebhookInput>) => Promise<void>
  deleteWebhook: (webhookId: Id) => Promise<void>
  apiInfo: () => Promise<ApiInfo>
}

/** A client of one company. Throws `Chat2DeskRefused` or `Chat2DeskUnanswered`; it never repeats a call by itself. */
export const createChat2Desk = (options: Chat2DeskOptions): Chat2Desk => {
  const connection = connectionOf(options)
  const call = (details: Call) => request(connection, details)

  return {
    sendMessage: async (message) => {
      const body = messageBody(message)
      const { data } = await call({ action: 'send message', method: 'POST', path: '/messages', body, changes: true })
      return readSent(data)
    },
    getMessages: async (query = {}) => {
      const { clientId, dialogId, channelId, operatorId, startId, ...rest } = query
      const ids = {
        client_id: clientId,
        dialog_id: dialogId,
        channel_id: channelId,
        operator_id: operatorId,
        start_id: startId,
      }
      const known = Object.entries(ids).map(([name, id]) => [name, id === undefined ? id : idString(id, name)])
      const search = { ...rest, ...(Object.fromEntries(known) as Record<string, string | undefined>) }
      const { data } = await call({ action: 'list messages', path: '/messages', query: search, changes: false })
      return readList(data, readMessage)
    },
    getDialog: async (dialogId) => {
      const action = 'read dialog'
      const { data } = await call({ action, path: path('/dialogs', dialogId), changes: false })
      return present(readDialog(data), action, false)
    },
    updateDialog: async (dialogId, change) => {
      const body = {
        operator_id: optionalId(change.operatorId),
        state: change.state,
        initiator_id: optionalId(change.initiatorId),
        force_assign: change.forceAssign,
      }
      await call({ action: 'change dialog', method: 'PUT', path: path('/dialogs', dialogId), body, changes: true })
    },
    transfer: async (messageId, to) => {
      const query = { operator_id: idString(to.operatorId, 'operatorId'), force_assign: to.forceAssign }
      await call({ action: 'transfer dialog', path: `${path('/messages', messageId)}/transfer`, query, changes: true })
    },
    transferToGroup: async (messageId, to) => {
      const query = { group_id: idString(to.groupId, 'groupId'), force_assign: to.forceAssign }
      const target = `${path('/messages', messageId)}/transfer_to_group`
      await call({ action: 'transfer dialog to group', path: target, query, changes: true })
    },
    listOperators: async (page = {}) => {
      const { data } = await call({ action: 'list operators', path: '/operators', query: page, changes: false })
      return readList(data, readOperator)
    },
    listWebhooks: async () => {
      const { data } = await call({ action: 'list webhooks', path: '/webhooks', changes: false })
      return readList(data, readWebhookItem)
    },
    createWebhook: async (webhook) => {
      const action = 'create webhook'
      const body = webhookBody(webhook)
      const { data } = await call({ action, method: 'POST', path: '/webhooks', body, changes: true })
      return present(readWebhookItem(data), action, true)
    },
    updateWebhook: async (webhookId, webhook) => {
      const target = path('/webhooks', webhookId)
      await call({ action: 'change webhook', method: 'PUT', path: target, body: webhookBody(webhook), changes: true })
    },
    deleteWebhook: async (webhookId) => {
      await call({ action: 'delete webhook', method: 'DELETE', path: path('/webhooks', webhookId), changes: true })
    },
    apiInfo: async () => {
      const { data } = await call({ action: 'read api info', path: '/companies/api_info', changes: false })
      return readApiInfo(data)
    },
  }
}

const connectionOf = (options: Chat2DeskOptions): Connection => {
  const { token, baseUrl = 'https://api.chat2desk.com/v1', timeoutMs = 10_000 } = options
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('Chat2Desk: read option token: it must be one printable word')
  if (!/^https?:$/.test(URL.canParse(baseUrl) ? new URL(baseUrl).protocol : ''))
    throw new TypeError('Chat2Desk: read option baseUrl: it must be an http or https URL that ends with /v1')
  if (!(timeoutMs > 0)) throw new TypeError('Chat2Desk: read option timeoutMs: it must be more than 0')
  return { token, baseUrl: baseUrl.replace(/\/+$/, ''), timeoutMs }
}

const present = <Value>(value: Value | null, action: string, changes: boolean): Value => {
  if (value !== null) return value
  throw new Chat2DeskUnanswered(action, { kind: 'unreadable', maybeSent: changes, reason: 'the answer has no id' })
}

const path = (collection: string, id: Id) => `${collection}/${idString(id, 'id')}`
const optionalId = (id: Id | undefined) => (id === undefined ? undefined : wireId(idString(id, 'id')))

const webhookBody = (webhook: Partial<WebhookInput>): Record<string, unknown> => ({
  name: webhook.name,
  url: webhook.url,
  events: webhook.events,
  channels: webhook.channelIds?.map((id) => wireId(idString(id, 'channelIds'))),
  status: webhook.enabled === undefined ? undefined : webhook.enabled ? 'enable' : 'disable',
})
