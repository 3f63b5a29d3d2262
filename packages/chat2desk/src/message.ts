import { fieldsOf } from './envelope.ts'
import { idString, readId, wireId, type Id } from './id.ts'

export type Button = {
  type: 'reply' | 'location' | 'phone' | 'email' | 'url'
  text: string
  payload?: string
  color?: 'red' | 'green' | 'blue' | 'yellow'
  url?: string
}

export type OutgoingMessage = {
  clientId: Id
  text?: string
  /** `comment` and `system` stay inside Chat2Desk; the customer never sees them. */
  type?: 'to_client' | 'autoreply' | 'system' | 'comment'
  transport?: string
  channelId?: Id
  operatorId?: Id
  /** The service's default is true: the dialog is reopened and shows up in the operators' queue. */
  openDialog?: boolean
  /** Kept by the service, but not a protection against sending twice. */
  externalId?: string
  inlineButtons?: readonly Button[]
  keyboard?: readonly Button[]
  /** A direct link to a file. */
  attachment?: { url: string; filename?: string }
}

/** Accepted, not yet delivered: a refusal by the messenger comes later as an `outbox_status` webhook. */
export type SentMessage = {
  /** Null if the service said yes without naming the message: it is sent all the same. */
  messageId: string | null
  operatorId: string | null
  dialogId: string | null
  requestId: string | null
  channelId: string | null
  transport: string | null
}

export const messageBody = (message: OutgoingMessage): Record<string, unknown> => ({
  client_id: wireId(idString(message.clientId, 'clientId')),
  text: message.text,
  type: message.type,
  transport: message.transport,
  channel_id: optionalId(message.channelId, 'channelId'),
  operator_id: optionalId(message.operatorId, 'operatorId'),
  open_dialog: message.openDialog,
  external_id: message.externalId,
  inline_buttons: message.inlineButtons,
  keyboard: message.keyboard ? { buttons: message.keyboard } : undefined,
  attachment: message.attachment?.url,
  attachment_filename: message.attachment?.filename,
})

export const readSent = (data: unknown): SentMessage => {
  const fields = fieldsOf(data)
  return {
    messageId: readId(fields['message_id']),
    operatorId: readId(fields['operator_id']),
    dialogId: readId(fields['dialog_id']),
    requestId: readId(fields['request_id']),
    channelId: readId(fields['channel_id']),
    transport: typeof fields['transport'] === 'string' ? fields['transport'] : null,
  }
}

const optionalId = (id: Id | undefined, name: string) => (id === undefined ? undefined : wireId(idString(id, name)))
