import type { Client, Dialog, Message } from './company.ts'

export type Draft = Partial<
  Pick<Message, 'media' | 'location' | 'buttons' | 'keyboard' | 'attachment' | 'externalId'>
> &
  Pick<Message, 'type' | 'text' | 'operatorId' | 'by'> & {
    transport?: string
    channelId?: string
    openDialog?: boolean
  }

export const writeDown = (
  id: string,
  client: Client,
  dialog: Dialog | undefined,
  draft: Draft,
  at: number,
): Message => ({
  id,
  clientId: client.id,
  dialogId: dialog?.id ?? null,
  requestId: client.requestId ?? dialog?.lastRequestId ?? null,
  channelId: draft.channelId ?? client.channelId,
  transport: draft.transport ?? client.transport,
  type: draft.type,
  operatorId: draft.operatorId,
  text: draft.text,
  media: draft.media ?? {},
  location: draft.location ?? null,
  buttons: draft.buttons ?? [],
  keyboard: draft.keyboard ?? [],
  attachment: draft.attachment ?? null,
  externalId: draft.externalId ?? null,
  by: draft.by,
  at,
})
