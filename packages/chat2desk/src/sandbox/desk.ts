import type { Client, Company, Dialog, Message } from './company.ts'
import type { Post } from './delivery.ts'
import { writeDown, type Draft } from './draft.ts'
import type { Hook, HookWriter } from './hook-body.ts'
import type { Knobs } from './knobs.ts'
import type { Random } from './random.ts'
import type { Screens } from './seen.ts'

type Parts = {
  knobs: () => Knobs
  random: Random
  company: Company
  writer: HookWriter
  post: Post
  screens: Screens
  clock: () => number
}

export type Desk = ReturnType<typeof createDesk>

/** The life of a company's conversations: clients, dialogs and requests, and the webhooks that their changes cause. */
export const createDesk = ({ knobs, random, company, writer, post, screens, clock }: Parts) => {
  const emit = (hook: Hook) => void post.emit(hook)

  const openDialog = (client: Client): { dialog: Dialog; isAssigned: boolean } => {
    const known = company.dialogs.get(client.dialogId ?? '')
    const dialog: Dialog = known ?? {
      id: company.newId(),
      clientId: client.id,
      state: 'closed',
      operatorId: null,
      begin: clock(),
      end: null,
      messageIds: [],
      lastRequestId: null,
    }
    if (!known) company.addDialog(dialog)
    client.dialogId = dialog.id
    const wasClosed = dialog.state === 'closed'
    dialog.state = 'open'
    dialog.end = null
    const { autoAssign } = knobs()
    const isAssigned = wasClosed && autoAssign !== null
    if (isAssigned) dialog.operatorId = autoAssign
    return { dialog, isAssigned }
  }

  const openRequest = (client: Client, dialog: Dialog, survey: boolean) => {
    const id = company.newId()
    client.requestId = id
    client.survey = survey
    dialog.lastRequestId = id
    company.addRequest({ id, clientId: client.id, dialogId: dialog.id, survey })
  }

  const requestHook = (client: Client, dialog: Dialog, byClient: boolean): Hook =>
    writer.event(
      'new_request',
      client,
      { request_id: client.requestId, dialog_id: dialog.id },
      { transport: client.transport, type: client.survey ? 'rating' : 'common', by_client: byClient },
    )

  const transferHook = (client: Client, dialog: Dialog): Hook =>
    writer.event('dialog_transferred', client, {
      dialog_id: dialog.id,
      request_id: client.requestId,
      operator_id: dialog.operatorId,
    })

  const closeRequest = (client: Client, dialog: Dialog) => {
    const ids = { request_id: client.requestId, dialog_id: dialog.id, operator_id: dialog.operatorId }
    emit(writer.event('close_request', client, ids))
    client.requestId = null
    client.survey = false
  }

  const store = (client: Client, dialog: Dialog | undefined, draft: Draft): Message => {
    const message = writeDown(company.newId(), client, dialog, draft, clock())
    company.addMessage(message, dialog)
    return message
  }

  const send = (client: Client, draft: Draft, undelivered = false): { message: Message; hook: Hook | null } => {
    const isInternal = draft.type === 'comment' || draft.type === 'system'
    const current = company.dialogs.get(client.dialogId ?? '')
    const opens = !isInternal && draft.openDialog !== false && current?.state !== 'open'
    const opened = opens ? openDialog(client).dialog : current
    if (opens && opened && client.requestId === null) {
      openRequest(client, opened, false)
      emit(requestHook(client, opened, false))
    }
    const message = store(client, opened?.state === 'open' ? opened : undefined, draft)
    if (!undelivered) screens.show(message)
    if (!isInternal) return { message, hook: writer.message('outbox', message, client, { isNewRequest: opens }) }
    const hookType = draft.type === 'comment' ? 'comment' : 'system_message'
    return { message, hook: knobs().internalHooks ? writer.message(hookType, message, client) : null }
  }

  return {
    send,
    /** The messenger did not take a message that was accepted. */
    fail: (client: Client, message: Message): void =>
      emit(
        writer.event(
          'outbox_status',
          client,
          { message_id: message.id, dialog_id: message.dialogId, request_id: message.requestId },
          { status: 'failed', error: '(#131047) Re-engagement message', transport: message.transport },
        ),
      ),
    emit,
    receive: (client: Client, isNewClient: boolean, draft: Pick<Message, 'text' | 'media' | 'location'>): Message => {
      const { dialog, isAssigned } = openDialog(client)
      const isNewRequest = client.requestId === null
      if (isNewRequest) openRequest(client, dialog, false)
      client.lastInboxAt = clock()
      const message = store(client, dialog, {
        ...draft,
        type: 'from_client',
        operatorId: dialog.operatorId,
        by: 'customer',
      })
      screens.wrote(message)
      const dialogNull = isNewClient && knobs().firstDialogNull

      const hooks: Hook[] = []
      if (isNewClient) hooks.push(writer.client('new_client', client))
      if (isNewRequest) hooks.push(requestHook(client, dialog, true))
      if (isAssigned) hooks.push(transferHook(client, dialog))
      hooks.push(writer.message('inbox', message, client, { isNewRequest, isNewClient, dialogNull }))
      for (const hook of knobs().hookOrder === 'shuffled' ? random.shuffle(hooks) : hooks) emit(hook)

      const { autoreply } = knobs()
      if (client.survey) closeRequest(client, dialog)
      else if (isNewRequest && autoreply !== null) {
        const { hook } = send(client, { type: 'autoreply', text: autoreply, operatorId: null, by: 'menu' })
        if (hook) emit(hook)
      }
      return message
    },
    importFromPhone: (client: Client, text: string): Message => {
      const dialog = company.dialogs.get(client.dialogId ?? '')
      const operatorId = dialog?.operatorId ?? null
      const message = store(client, dialog, { type: 'to_client', text, operatorId, by: 'phone' })
      screens.show(message)
      emit(writer.message('imported_message', message, client))
      return message
    },
    transfer: (dialog: Dialog, operatorId: string | null): void => {
      const client = company.clients.get(dialog.clientId)
      const { transferDelayMs } = knobs()
      const act = () => {
        dialog.operatorId = operatorId
        if (client) emit(transferHook(client, dialog))
      }
      if (transferDelayMs === 0) act()
      else void post.wait(transferDelayMs).then((isOver) => isOver && act())
    },
    open: (dialog: Dialog): void => {
      const client = company.clients.get(dialog.clientId)
      if (client) openDialog(client)
    },
    openSurvey: (client: Client): void => {
      const { dialog } = openDialog(client)
      openRequest(client, dialog, true)
      emit(requestHook(client, dialog, false))
      const text = 'Оцените, пожалуйста, нашу работу от 1 до 5'
      const { hook } = send(client, { type: 'autoreply', text, operatorId: null, by: 'menu' })
      if (hook) emit(hook)
    },
    close: (dialog: Dialog): void => {
      const client = company.clients.get(dialog.clientId)
      const wasSurvey = client?.survey ?? false
      dialog.state = 'closed'
      dialog.end = clock()
      if (client) {
        const ids = { dialog_id: dialog.id, request_id: client.requestId, operator_id: dialog.operatorId }
        const closing = writer.event('close_dialog', client, ids)
        if (client.requestId !== null) closeRequest(client, dialog)
        emit(closing)
      }
      dialog.operatorId = null
      if (!client || wasSurvey || !knobs().ratingSurvey) return
      openRequest(client, dialog, true)
      emit(requestHook(client, dialog, false))
    },
  }
}
