import type { Locale } from '../language/locale.ts'

export type Slot = 'address' | 'phone' | 'bottles'

export type Slots = {
  /** In the customer's words. */
  address?: string
  /** E.164. */
  phone?: string
  /** 1 to 50. */
  bottles?: number
}

export type Topic = 'price' | 'hours' | 'delivery' | 'payment' | 'water' | 'order-status' | 'bot' | 'other'

/** Why words that look like an answer cannot be one. */
export type Obstacle =
  | 'bottles.range'
  | 'bottles.fraction'
  | 'bottles.zero'
  | 'bottles.negative'
  | 'bottles.too-many'
  | 'bottles.litres'
  | 'bottles.none'
  | 'phone.too-short'
  | 'phone.too-long'
  | 'phone.none'
  | 'address.none'
  | 'nothing-known'
  | 'contradiction'

/** What a customer can mean. Texts end here: the machine sees meanings only. */
export type CustomerEvent =
  /** One or several answers; `obstacle` says what else was tried and cannot be taken. */
  | ({ type: 'user.provide'; obstacle?: Obstacle } & Slots)
  /** A correction: new values, or only which `slot` is wrong. */
  | ({ type: 'user.change'; slot?: Slot; obstacle?: Obstacle } & Slots)
  | { type: 'user.yes' }
  | { type: 'user.no' }
  | { type: 'user.cancel' }
  | { type: 'user.restart' }
  | { type: 'user.operator' }
  | { type: 'user.repeat' }
  | { type: 'user.ask'; topic: Topic }
  | { type: 'user.media'; kind: 'photo' | 'voice' | 'video' | 'document' | 'sticker' | 'contact' }
  | { type: 'user.smalltalk'; kind: 'greeting' | 'thanks' | 'wait' | 'reaction' | 'bye' | 'noise' }
  | { type: 'user.language'; locale: Locale }
  | { type: 'user.unclear'; obstacle?: Obstacle; slot?: Slot }

/** What the open question of a state is about; a state's `meta.awaits`. */
export type Awaits = 'anything' | 'address' | 'phone' | 'bottles' | 'confirmation' | 'nothing'

/** What the host tells the flow. */
export type HostEvent =
  | { type: 'customer.known'; phone: string }
  | { type: 'operator.wrote' }
  /** The customer's dialog is assigned to a person, who may not have said a word. */
  | { type: 'operator.assigned' }
  /** The dialog or request was closed, or given back to the bot. */
  | { type: 'operator.left' }
  /** The customer writes faster than anybody reads: what is above the limit was dropped. */
  | { type: 'client.flooding' }
  | { type: 'survey.opened'; thread: string }
  | { type: 'order.placed'; number: number }
  | { type: 'order.rejected'; reason: string }
  | { type: 'order.cancelled'; number: number }
  /** Too late to take it back. */
  | { type: 'order.locked'; number: number }
  | { type: 'input.rejected' }
  /** An answer to Chat2Desk's own survey: none of the bot's business. */
  | { type: 'user.survey' }
