/**
 * What the playground's page and its server say to each other: types only, so both may import it. All times are ms
 * since the epoch by the playground's own clock (`Status.offsetMs` ahead of the real one) unless a name says `real`.
 *
 * | request                                            | answer                                   |
 * | -------------------------------------------------- | ---------------------------------------- |
 * | `GET /playground`                                  | the page                                 |
 * | `GET /playground/api/status`                       | `Status`                                 |
 * | `GET /playground/api/flow`                         | `FlowPicture`, with an ETag              |
 * | `GET /playground/api/feed?customers=1,2`           | server-sent events, see `FeedEntry`      |
 * | `POST /playground/api/customers`                   | `NewCustomer` → 201 `Customer`           |
 * | `GET /playground/api/conversations/:id`            | `ConversationView`, 404 if unknown       |
 * | `POST /playground/api/customers/:id/messages`      | `CustomerWords` → 202 `Sent`             |
 * | `POST /playground/api/trouble/:kind`               | `TroubleOf[kind]` → `TroubleMade`        |
 *
 * Every refusal is 4xx with `Problem`. Bodies are JSON with `content-type: application/json`.
 */
export interface Problem {
  error: string
}

export interface Status {
  /** Names this run of the server: another one has forgotten chats and the feed. */
  run: string
  /** False if conversations and orders are gone when the server stops. */
  durable: boolean
  offsetMs: number
  worker: WorkerState
  api: ApiState
  transports: readonly Transport[]
}

export interface WorkerState {
  state: 'running' | 'killed'
  /** 1 for the first worker, one more for each that replaced a killed one. */
  generation: number
}

export interface ApiState {
  state: 'up' | 'down'
  /** Until when it is down, by the real clock; null while it is up. */
  realUntil: number | null
  /** Whether the bot calls the API: open = it waits, half-open = it tries with one call. */
  breaker: 'closed' | 'half-open' | 'open'
}

export type Transport = 'telegram' | 'wa_dialog' | 'insta_direct' | 'viber' | 'widget'
export type Locale = 'ru' | 'ky' | 'en'

export interface FlowPicture {
  id: string
  version: string
  hash: string
  /** A whole `<svg>`. States carry `data-state="<path>"`, transitions `data-from`, `data-to`, `data-event`. */
  svg: string
  states: readonly FlowState[]
}

export interface FlowState {
  /** Dotted, as in a snapshot: `ordering.waitingPhone`. */
  path: string
  name: string
  description: string
  awaits: string
  /** What the bot says there, by language. */
  says: Readonly<Record<string, readonly string[]>>
}

export interface NewCustomer {
  transport?: Transport
  /** The language that the page offers this customer's first words in; the bot finds out for itself. */
  locale?: Locale
  /** What the messenger knows of the phone; absent = nothing. */
  phone?: string
  name?: string
  /** A customer whom an earlier run of the server made: known again under the same id. */
  id?: string
}

export interface Customer {
  /** Also the conversation's id. */
  id: string
  transport: Transport
  locale: Locale
  phone: string | null
  name: string
}

/** Exactly one of the three. */
export type CustomerWords = { text: string } | { button: string } | { media: MediaKind }

export type MediaKind = 'voice' | 'photo' | 'document' | 'sticker' | 'location' | 'contact'

export interface Sent {
  messageIds: readonly string[]
}

export interface ChatMessage {
  id: string
  from: 'customer' | 'bot' | 'operator' | 'service'
  text: string | null
  media: MediaKind | null
  /** Labels that may be given back as `{ button }`; only those of the newest message of the bot still count. */
  buttons: readonly string[]
  at: number
}

/** Counted since the server started. */
export interface Counters {
  /** Webhooks of this customer's messages that came in, copies and repeats included. */
  webhooks: number
  /** Different messages taken in. */
  received: number
  duplicates: number
  /** Messages that the conversation has worked on. */
  taken: number
  /** Replies on the customer's screen. */
  answered: number
  /** Rows in the table of orders. */
  orders: number
  /** Effects given up for good. */
  buried: number
}

export interface Timer {
  id: string
  at: number
}

export interface ConversationView {
  customer: Customer
  /** Null before the first message was taken. */
  state: { path: string; status: 'active' | 'done' | 'parked'; awaits: string; locale: string } | null
  /** The whole snapshot as it is stored. */
  snapshot: unknown
  timers: readonly Timer[]
  /** What waits to be taken; ids as in the feed. */
  mailbox: { count: number; waiting: readonly { id: string; words: string | null }[] }
  /** What is to be done; the first one is being worked on. */
  outbox: { count: number; waiting: readonly PlannedEffect[] }
  orders: readonly OrderView[]
  /** The newest entries, oldest first, at most 200. */
  timeline: readonly FeedEntry[]
  /** The newest messages, oldest first, at most 200. */
  chat: readonly ChatMessage[]
  counters: Counters
}

export interface OrderView {
  number: number
  address: string
  phone: string
  bottles: number
  note: string | null
  empties: number | null
  status: 'new' | 'accepted' | 'delivered' | 'cancelled'
  /** By the real clock. */
  realCreatedAt: number
  realUpdatedAt: number
}

export interface PlannedEffect {
  id: string
  /** `say`, `placeOrder`, `cancelOrder`, `changeOrder`, `lookUpOrder`, `forgetCustomer`, `transferToOperator`. */
  type: string
  /** One line for people: what is said, or what is ordered. */
  summary: string
  params: unknown
}

/**
 * The feed. Each entry comes as an event named `entry` with its `id`; a client that reconnects with Last-Event-ID gets
 * what it missed. First of all comes one event `hello` with `Hello`: without `resumed` something may have been missed,
 * so read the conversations anew. Every 15 s there is a comment line. Without `customers` everything is told.
 */
export interface Hello extends Status {
  resumed: boolean
}

export type FeedEntry = {
  /** `<run>-<number>`. */
  id: string
  at: number
} & (
  | ({ conversation: string; counters: Counters } & ConversationNews)
  | ({ conversation: string | null; counters?: undefined } & GeneralNews)
)

export type ConversationNews =
  /** Something appeared in the chat, on the customer's side. */
  | { type: 'chat'; message: ChatMessage }
  /** Chat2Desk's webhook came to the bot's door, and what the door answered; `status` null = nobody answered. */
  | {
      type: 'webhook'
      hook: string
      messageId: string | null
      attempt: number
      status: number | null
      error: string | null
      raw: string
    }
  /** A message of the customer is durable in the mailbox, or was there before. */
  | { type: 'received'; input: string; words: string | null; outcome: 'appended' | 'duplicate' | 'full' }
  /** An event of the world, such as `operator.wrote` or `order.placed`, went into the mailbox. */
  | { type: 'told'; input: string; event: string; outcome: 'appended' | 'duplicate' | 'full' }
  /** One committed step of the machine. */
  | ({ type: 'turn' } & TurnNews)
  | { type: 'effect'; effect: string; effectType: string; what: 'delivered'; attempt: number }
  /** Tried and failed, or not tried because something is away: comes again at `againAt`. */
  | {
      type: 'effect'
      effect: string
      effectType: string
      what: 'postponed'
      attempt: number
      reason: string
      againAt: number
      counted: boolean
    }
  | { type: 'effect'; effect: string; effectType: string; what: 'buried'; attempt: number; reason: string }
  | { type: 'order'; what: 'placed' | 'changed' | 'cancelled' | 'locked' | 'rejected'; number: number | null }
  | { type: 'rejected'; input: string; reason: string }
  | { type: 'parked'; reason: string }
  /** Two workers took the same conversation: one was faster, the other looks anew. */
  | { type: 'fenced' }

export interface TurnNews {
  input: { id: string; kind: 'message' | 'event' | 'timer'; words: string | null }
  /** The event that the input became, with its values. */
  event: { type: string; [key: string]: unknown }
  /** For a message: which words led to it. */
  because: readonly { rule: string; words: string; meaning: { ru: string; en: string } }[]
  /** Empty for a conversation that had not begun. */
  from: string
  to: string
  /** False if the state had nothing to say to it. */
  handled: boolean
  late: boolean
  rev: number
  locale: string
  effects: readonly PlannedEffect[]
  timers: { set: readonly Timer[]; cleared: readonly string[]; fired: string | null }
}

export type GeneralNews =
  | { type: 'trouble'; kind: TroubleKind; did: Words }
  | { type: 'worker'; worker: WorkerState }
  | { type: 'api'; api: ApiState }
  | { type: 'clock'; offsetMs: number }

export interface Words {
  ru: string
  en: string
}

/** What each kind of trouble needs to know. */
export interface TroubleOf {
  /** A message whose webhook comes twice. */
  twice: { customer: string; text: string }
  /** Two messages whose webhooks come in the wrong order. */
  shuffled: { customer: string; texts: readonly [string, string] }
  /** Two messages whose webhooks come at the same moment. */
  'at-once': { customer: string; texts: readonly [string, string] }
  /** The API answers nobody. Default 30 s, at most 300. */
  'api-down': { seconds?: number }
  'api-up': Record<string, never>
  'operator-writes': { customer: string; text?: string }
  /** The operator closes the dialog. */
  'operator-leaves': { customer: string }
  /** All clocks of the playground go forward by at most 7 days. */
  'time-forward': { minutes: number }
  /**
   * The worker dies at once, or with `in-the-middle` during its next work: after the call of the API or the database,
   * before it can write down that it was done. Another one starts after `seconds`, default 2, at most 60.
   */
  'worker-killed': { when?: 'now' | 'in-the-middle'; seconds?: number }
}

export type TroubleKind = keyof TroubleOf

export interface TroubleMade {
  kind: TroubleKind
  /** For people: what was done and what will follow. */
  did: Words
  messageIds: readonly string[]
}
