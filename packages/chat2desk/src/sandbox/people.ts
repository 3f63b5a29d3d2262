import { groups, operators, type Client, type Company, type Dialog, type Message, type Picture } from './company.ts'
import { channelFor } from './channels.ts'
import type { Desk } from './desk.ts'
import type { Knobs } from './knobs.ts'
import type { Screens } from './seen.ts'

/** What a customer does. Without `clientId` somebody new writes. */
export type CustomerMessage = {
  clientId?: string
  transport?: string
  text?: string | null
  media?: Picture
  location?: { lat: number; lon: number }
  phone?: string
  name?: string
}

/** Where a simulated message ended up. */
export type Placed = { clientId: string; messageId: string; dialogId: string | null; requestId: string | null }

export type ButtonPress = { clientId: string; text?: string; index?: number }

export type People = {
  customerSends: (message: CustomerMessage) => Placed
  /** Presses a button of the newest message that has any: by label, by payload or by position from 0. */
  pressButton: (press: ButtonPress) => Placed
  operatorWrites: (input: { clientId: string; text: string; operatorId?: string }) => Placed
  operatorComments: (input: { clientId: string; text: string; operatorId?: string }) => Placed
  operatorTransfers: (input: { clientId: string; operatorId: string | null }) => void
  operatorCloses: (input: { clientId: string }) => void
  /** Somebody answers from the phone itself, past Chat2Desk. */
  phoneWrites: (input: { clientId: string; text: string }) => Placed
  openSurvey: (input: { clientId: string }) => void
}

type Parts = { company: Company; desk: Desk; screens: Screens; knobs: () => Knobs; clock: () => number }

const firstOperator = operators[0]?.id ?? ''

export const createPeople = ({ company, desk, screens, knobs, clock }: Parts): People => {
  const clientOf = (action: string, clientId: string): Client => {
    const client = company.clients.get(clientId)
    if (!client) throw new Error(`Chat2Desk sandbox: ${action}: client ${clientId} is unknown`)
    return client
  }
  const dialogOf = (action: string, client: Client): Dialog => {
    const dialog = company.dialogs.get(client.dialogId ?? '')
    if (!dialog) throw new Error(`Chat2Desk sandbox: ${action}: client ${client.id} has no dialog`)
    return dialog
  }

  const customerSends: People['customerSends'] = (message) => {
    const known = company.clients.get(message.clientId ?? '')
    const client = known ?? newClient(company, message, clock())
    if (!known) company.addClient(client)
    if (message.transport !== undefined) moveTo(client, message.transport)
    const { text = null, media = {}, location = null } = message
    return placed(desk.receive(client, !known, { text, media, location }))
  }

  return {
    customerSends,
    pressButton: ({ clientId, text, index }) => {
      const newest = screens
        .messagesTo(clientId)
        .findLast(({ buttons, keyboard }) => buttons.length + keyboard.length > 0)
      const buttons = newest ? [...newest.buttons, ...newest.keyboard] : []
      const button = buttons.find((item, at) =>
        index === undefined ? item.text === text || item.payload === text : at === index,
      )
      if (!button)
        throw new Error(`Chat2Desk sandbox: press button: client ${clientId} sees no button ${text ?? index}`)
      const sent = knobs().buttonPress === 'payload' ? (button.payload ?? button.text) : button.text
      return customerSends({ clientId, text: sent })
    },
    operatorWrites: ({ clientId, text, operatorId = firstOperator }) => {
      const client = clientOf('write as operator', clientId)
      const { message, hook } = desk.send(client, { type: 'to_client', text, operatorId, by: 'operator' })
      const dialog = company.dialogs.get(client.dialogId ?? '')
      if (dialog) dialog.operatorId = operatorId
      if (hook) desk.emit(hook)
      return placed(message)
    },
    operatorComments: ({ clientId, text, operatorId = firstOperator }) => {
      const client = clientOf('comment as operator', clientId)
      const { message, hook } = desk.send(client, { type: 'comment', text, operatorId, by: 'operator' })
      if (hook) desk.emit(hook)
      return placed(message)
    },
    operatorTransfers: ({ clientId, operatorId }) => {
      const action = 'transfer dialog'
      desk.transfer(dialogOf(action, clientOf(action, clientId)), operatorId)
    },
    operatorCloses: ({ clientId }) => {
      const action = 'close dialog'
      const dialog = dialogOf(action, clientOf(action, clientId))
      if (dialog.state === 'open') desk.close(dialog)
    },
    phoneWrites: ({ clientId, text }) => placed(desk.importFromPhone(clientOf('write from phone', clientId), text)),
    openSurvey: ({ clientId }) => desk.openSurvey(clientOf('open survey', clientId)),
  }
}

export const isOperator = (id: string, botOperatorId: string): boolean =>
  id === botOperatorId || operators.some((operator) => operator.id === id)

export const firstOfGroup = (groupId: string): string | null =>
  groups.find(({ id }) => id === groupId)?.operatorIds[0] ?? null

export const newClient = (company: Company, input: Omit<CustomerMessage, 'text'>, now: number): Client => {
  const id = input.clientId ?? company.newId()
  const transport = input.transport ?? 'wa_dialog'
  const digits = input.phone?.replace(/\D/g, '') ?? null
  const address = addressOn(transport, id, digits)
  return {
    id,
    name: input.name ?? (address.startsWith('[chat]') ? address : 'Айгуль'),
    address,
    clientPhone: address === digits ? null : digits,
    transport,
    channelId: channelFor(transport)?.id ?? '91239',
    dialogId: null,
    requestId: null,
    survey: false,
    createdAt: now,
    lastInboxAt: null,
  }
}

const addressOn = (transport: string, id: string, digits: string | null): string => {
  const number = id.replace(/\D/g, '').slice(-7).padStart(7, '0')
  if (/^(?:wa_|whatsapp|viber|sms)/.test(transport)) return digits ?? `7701${number}`
  if (transport === 'telegram' || transport === 'tg_user') return `[tg] ${number}`
  if (transport === 'widget') return `[chat] ${id.padStart(20, '0')}`
  return `[${transport}] ${number}`
}

const moveTo = (client: Client, transport: string) => {
  client.transport = transport
  client.channelId = channelFor(transport)?.id ?? client.channelId
}

const placed = ({ id, clientId, dialogId, requestId }: Message): Placed => ({
  messageId: id,
  clientId,
  dialogId,
  requestId,
})
