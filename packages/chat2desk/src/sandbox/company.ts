import { setCapped } from './ring.ts'

export type Client = {
  id: string
  name: string
  /** The address on the transport, a phone number only on some of them. */
  address: string
  clientPhone: string | null
  transport: string
  channelId: string
  dialogId: string | null
  requestId: string | null
  survey: boolean
  createdAt: number
  lastInboxAt: number | null
}

export type Dialog = {
  id: string
  clientId: string
  state: 'open' | 'closed'
  operatorId: string | null
  begin: number
  end: number | null
  messageIds: string[]
  lastRequestId: string | null
}

export type Picture = { photo?: string; audio?: string; video?: string; pdf?: string; file?: string }

export type Message = {
  id: string
  clientId: string
  dialogId: string | null
  requestId: string | null
  channelId: string
  transport: string
  type: 'from_client' | 'to_client' | 'autoreply' | 'system' | 'comment'
  operatorId: string | null
  text: string | null
  media: Picture
  location: { lat: number; lon: number } | null
  buttons: readonly unknown[]
  keyboard: readonly unknown[]
  attachment: string | null
  externalId: string | null
  by: 'customer' | 'api' | 'operator' | 'menu' | 'phone'
  at: number
}

export const operators = [
  { id: '311416', first_name: 'Мария', last_name: 'Ли', email: 'operator@example.com', role: 'operator' },
  { id: '311417', first_name: 'John', last_name: 'Doe', email: 'second@example.com', role: 'operator' },
]
export const groups = [{ id: '701', name: 'Операторы', operatorIds: ['311416', '311417'] }]

export const channels = [
  { id: '91234', name: 'WhatsApp', phone: '77070000000', transports: ['wa_dialog', 'whatsapp', 'wa_direct'] },
  { id: '91235', name: 'Telegram', phone: null, transports: ['telegram', 'tg_user'] },
  { id: '91236', name: 'Viber', phone: null, transports: ['viber', 'viber_public', 'viber_business'] },
  { id: '91237', name: 'Site', phone: null, transports: ['widget'] },
  { id: '91238', name: 'Instagram', phone: null, transports: ['insta_direct'] },
  { id: '91239', name: 'External', phone: null, transports: ['external'] },
]

const maxClients = 50_000
const maxMessages = 200_000
const maxDialogMessages = 1_000

export type Company = ReturnType<typeof createCompany>

export const createCompany = (startId: bigint) => {
  let lastId = startId
  let apiCalls = 0
  const clients = new Map<string, Client>()
  const dialogs = new Map<string, Dialog>()
  const messages = new Map<string, Message>()
  const requests = new Map<string, { id: string; clientId: string; dialogId: string; survey: boolean }>()

  return {
    clients: clients as ReadonlyMap<string, Client>,
    dialogs: dialogs as ReadonlyMap<string, Dialog>,
    messages: messages as ReadonlyMap<string, Message>,
    requests: requests as ReadonlyMap<string, { id: string; clientId: string; dialogId: string; survey: boolean }>,
    newId: (): string => {
      lastId += 1n
      return String(lastId)
    },
    addClient: (client: Client) => setCapped(clients, client.id, client, maxClients),
    addDialog: (dialog: Dialog) => setCapped(dialogs, dialog.id, dialog, maxClients),
    addRequest: (request: { id: string; clientId: string; dialogId: string; survey: boolean }) =>
      setCapped(requests, request.id, request, maxClients),
    addMessage: (message: Message, dialog: Dialog | undefined) => {
      setCapped(messages, message.id, message, maxMessages)
      if (!dialog) return
      dialog.messageIds.push(message.id)
      if (dialog.messageIds.length > maxDialogMessages * 2)
        dialog.messageIds = dialog.messageIds.slice(-maxDialogMessages)
    },
    countApiCall: () => (apiCalls += 1),
    apiCalls: () => apiCalls,
    clear: () => {
      for (const map of [clients, dialogs, messages, requests]) map.clear()
      apiCalls = 0
    },
  }
}
