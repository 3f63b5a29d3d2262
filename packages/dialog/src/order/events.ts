import type { Locale } from '../language/locale.ts'

export type Slot = 'address' | 'phone' | 'bottles'

export type Slots = {
  /** In the customer's words. */
  address?: string
  /** E.164. */
  phone?: string
  /** 1 to 50. */
  bottles?: number
  /** Empty bottles to give back, 0 to 50. */
  empties?: number
  /** A street or a district that still lacks its house, in the customer's words. */
  street?: string
} & Noted

type Noted = {
  /** What else is to be told to the courier: time, calls, papers. In the customer's words, at most 200 characters. */
  note?: string
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
  | 'bottles.too-few'
  | 'empties.none'
  | 'bottles.several'
  | 'phone.too-short'
  | 'phone.too-long'
  | 'phone.none'
  | 'address.none'
  | 'address.house'
  | 'nothing-known'
  | 'contradiction'

/** What a customer can mean. Texts end here: the machine sees meanings only. */
export type CustomerEvent =
  /** One or several answers; `obstacle` says what else was tried and cannot be taken. */
  | ({
      type: 'user.provide'
      obstacle?: Obstacle
      /** The rest is as in the order before, except for `slot`, which is still to be told. */
      usual?: true
      slot?: Slot
      /** What was asked besides. */
      topic?: Topic
    } & Slots)
  /** A correction: new values, or only which `slot` is wrong. */
  | ({ type: 'user.change'; slot?: Slot; obstacle?: Obstacle } & Slots)
  | ({ type: 'user.yes' } & Noted)
  | { type: 'user.no' }
  | { type: 'user.cancel' }
  | { type: 'user.restart' }
  | { type: 'user.operator' }
  | ({ type: 'user.repeat' } & Noted)
  /** The customer does not want to be known. */
  | { type: 'user.forget' }
  | ({ type: 'user.ask'; topic: Topic } & Noted)
  /** Not in words; `about` tells what its caption speaks of. */
  | ({
      type: 'user.media'
      kind: 'photo' | 'voice' | 'video' | 'document' | 'sticker' | 'contact'
      about?: 'payment'
    } & Noted)
  | { type: 'user.smalltalk'; kind: 'greeting' | 'thanks' | 'wait' | 'reaction' | 'bye' | 'noise' }
  | { type: 'user.language'; locale: Locale }
  | { type: 'user.unclear'; obstacle?: Obstacle; slot?: Slot }

/** What the open question of a state is about; a state's `meta.awaits`. */
export type Awaits = 'anything' | 'address' | 'phone' | 'bottles' | 'empties' | 'confirmation' | 'nothing'

/** What the host tells the flow. */
export type HostEvent =
  | { type: 'customer.known'; phone: string }
  /** What the customer ordered the last time; `open` is an order that is still on its way. */
  | { type: 'customer.returned'; address: string; phone: string; bottles: number; open: number | null }
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
  | { type: 'order.changed'; number: number }
  | { type: 'order.status'; number: number; status: 'new' | 'accepted' | 'delivered' | 'cancelled' }
  | { type: 'input.rejected' }
  /** An answer to Chat2Desk's own survey: none of the bot's business. */
  | { type: 'user.survey' }
