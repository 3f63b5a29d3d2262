import { readId, wireId } from '../../id.ts'
import { fieldsOf, type Fields } from '../../envelope.ts'
import { invalid, notFound, page, refuse, success, type Refusal } from '../answer.ts'
import { channels, type Client, type Message } from '../company.ts'
import type { Draft } from '../draft.ts'
import type { Knobs } from '../knobs.ts'
import { flagParam, readParams, textParam } from '../params.ts'
import { firstOfGroup, isOperator, newClient } from '../people.ts'
import type { Api, World } from './world.ts'

const sendable = ['to_client', 'autoreply', 'system', 'comment'] as const

export const serveMessages = (api: Api, world: World): void => {
  const { company, desk, post, knobs, faults, clock } = world

  api.post('/messages', async (c) => {
    const params = await readParams(c)
    const read = readDraft(params, world)
    if ('status' in read) return refuse(c, read, knobs().errorsAs)
    const late = isLate(read, knobs(), clock())
    if (late && knobs().closedWindow === 'refused')
      return refuse(c, invalid('text', 'The 24 hours window is closed'), knobs().errorsAs)
    const isInternal = read.draft.type === 'comment' || read.draft.type === 'system'
    const undelivered = !isInternal && (late || faults.undelivered())
    const { message, hook } = desk.send(read.client, read.draft, undelivered)
    const { echo, echoDelayMs } = knobs()
    if (hook && isInternal) desk.emit(hook)
    else if (hook && echo === 'before') await Promise.race([post.emitNow(hook), post.wait(1_000)])
    else if (hook && echo === 'after') void post.emitAfter(echoDelayMs, hook)
    if (undelivered) desk.fail(read.client, message)
    return success(c, {
      message_id: wireId(message.id),
      channel_id: wireId(message.channelId),
      operator_id: nullableId(message.operatorId),
      transport: message.transport,
      type: message.type,
      client_id: wireId(message.clientId),
      dialog_id: nullableId(message.dialogId),
      request_id: nullableId(message.requestId),
    })
  })

  api.get('/messages', (c) => {
    const query = c.req.query()
    const dialog = company.dialogs.get(query['dialog_id'] ?? '')
    const all =
      query['dialog_id'] === undefined
        ? [...company.messages.values()]
        : (dialog?.messageIds ?? []).map((id) => company.messages.get(id))
    const wanted = all.filter((message) => message !== undefined).filter((message) => matches(message, query))
    if (query['order'] === 'desc') wanted.reverse()
    const { items, meta } = page(wanted, query, query['dialog_id'] !== undefined)
    return success(c, items.map(listed), meta)
  })

  api.get('/messages/:id', (c) => {
    const message = company.messages.get(c.req.param('id'))
    if (message) return success(c, listed(message))
    return refuse(c, notFound({ message: [`Message ${c.req.param('id')} not found`] }), knobs().errorsAs)
  })

  api.get('/messages/:id/transfer', (c) => {
    const operatorId = c.req.query('operator_id') ?? ''
    if (!isOperator(operatorId, knobs().botOperatorId))
      return refuse(c, invalid('operator_id', 'Operator not found'), knobs().errorsAs)
    const refusal = transfer(world, c.req.param('id'), operatorId)
    return refusal ? refuse(c, refusal, knobs().errorsAs) : success(c)
  })

  api.get('/messages/:id/transfer_to_group', (c) => {
    const operatorId = firstOfGroup(c.req.query('group_id') ?? '')
    if (operatorId === null) return refuse(c, invalid('group_id', 'Operator group not found'), knobs().errorsAs)
    const refusal = transfer(world, c.req.param('id'), operatorId)
    return refusal ? refuse(c, refusal, knobs().errorsAs) : success(c)
  })
}

export const listed = (message: Message) => ({
  id: wireId(message.id),
  text: message.text,
  coordinates: message.location ? `${message.location.lat},${message.location.lon}` : null,
  transport: message.transport,
  type: message.type,
  read: 1,
  created: `${new Date(message.at).toISOString().slice(0, 19)} UTC`,
  pdf: message.media.pdf ?? null,
  remote_id: null,
  recipient_status: null,
  ai_tips: null,
  dialog_id: nullableId(message.dialogId),
  operator_id: nullableId(message.operatorId),
  channel_id: wireId(message.channelId),
  attachments: [message.media.file ?? message.attachment]
    .filter((link) => link !== null)
    .map((link) => ({ name: 'file', link })),
  photo: message.media.photo ?? null,
  video: message.media.video ?? null,
  audio: message.media.audio ?? null,
  client_id: wireId(message.clientId),
  extra_data: {},
  request_id: nullableId(message.requestId),
  status: 'sent',
  is_new: 0,
})

export const nullableId = (id: string | null) => (id === null ? null : wireId(id))

const transfer = ({ company, desk }: World, messageId: string, operatorId: string): Refusal | null => {
  const dialog = company.dialogs.get(company.messages.get(messageId)?.dialogId ?? '')
  if (!dialog) return notFound({ message: ['Message not found'] })
  desk.transfer(dialog, operatorId)
  return null
}

/** Whether WhatsApp would not take it: a free text long after the customer's last word. */
const isLate = (
  { client, draft }: { client: Client; draft: Draft },
  { closedWindow, replyWindowMs }: Knobs,
  now: number,
): boolean =>
  closedWindow !== 'delivered' &&
  draft.type !== 'comment' &&
  draft.type !== 'system' &&
  /^(?:wa_|whatsapp)/.test(draft.transport ?? client.transport) &&
  !(draft.text ?? '').startsWith('@HSM@') &&
  now - (client.lastInboxAt ?? 0) > replyWindowMs

const adopt = ({ company, clock }: World, clientId: string): Client => {
  const client = newClient(company, { clientId }, clock())
  company.addClient(client)
  return client
}

const readDraft = (params: Fields, world: World): { client: Client; draft: Draft } | Refusal => {
  const { company, knobs } = world
  const clientId = readId(params['client_id']) ?? textParam(params, 'client_id')
  const client =
    company.clients.get(clientId ?? '') ??
    (clientId !== null && knobs().adoptClients ? adopt(world, clientId) : undefined)
  if (!client) return invalid('client_id', 'Client not found')
  const text = textParam(params, 'text')
  const attachment = textParam(params, 'attachment') ?? textParam(params, 'pdf')
  if (text === null && attachment === null) return invalid('text', "can't be blank")
  if (attachment !== null && !isReachable(attachment)) return invalid('attachment', 'Attachment is not available')
  const type = sendable.find((known) => known === (params['type'] ?? 'to_client'))
  if (!type) return invalid('type', 'Type is incorrect')
  const transport = textParam(params, 'transport') ?? client.transport
  if (!channels.some(({ transports }) => transports.includes(transport)))
    return invalid('transport', 'Transport is incorrect')
  const channelId = readId(params['channel_id']) ?? client.channelId
  if (!channels.some(({ id }) => id === channelId)) return invalid('channel_id', 'Channel not found')
  const named = readId(params['operator_id'])
  if (named !== null && !isOperator(named, knobs().botOperatorId)) return invalid('operator_id', 'Operator not found')
  const operatorId = named ?? company.dialogs.get(client.dialogId ?? '')?.operatorId ?? knobs().botOperatorId
  const buttons = listParam(params['inline_buttons'])
  const keyboard = listParam(fieldsOf(params['keyboard'])['buttons'])
  const openDialog = flagParam(params, 'open_dialog', true)
  const externalId = textParam(params, 'external_id')
  return {
    client,
    draft: {
      type,
      text,
      operatorId,
      by: 'api',
      transport,
      channelId,
      buttons,
      keyboard,
      attachment,
      openDialog,
      externalId,
    },
  }
}

const listParam = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 100) : [])

const isReachable = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && !new URL(url).hostname.startsWith('incorrect')

const matches = (message: Message, query: Record<string, string>): boolean => {
  const fields = [
    ['client_id', message.clientId],
    ['operator_id', message.operatorId],
    ['channel_id', message.channelId],
    ['type', message.type],
    ['transport', message.transport],
  ] as const
  if (fields.some(([name, value]) => query[name] !== undefined && query[name] !== value)) return false
  const startId = query['start_id']
  if (startId === undefined || !/^\d{1,20}$/.test(startId)) return true
  return query['order'] === 'desc' ? BigInt(message.id) <= BigInt(startId) : BigInt(message.id) >= BigInt(startId)
}
