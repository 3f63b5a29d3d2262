import type { Choice } from './effect.ts'
import type { FlowEvent, Message } from './message.ts'

/** Where a message arrives: what `understand` may look at besides the message itself. */
export interface Situation<Context = unknown> {
  /** The current state's `meta.awaits`. */
  awaits: string
  /** Dotted path of the current state. */
  state: string
  context: Context
  locale: string
  /** True if a later message was already answered: it must not confirm a newer question. */
  late: boolean
  at: number
  /** What the customer was offered to choose from last. */
  choices?: readonly Choice[]
}

/** A reason for a meaning: which rule saw which words. */
export interface Reason {
  rule: string
  words: string
}

export interface Understood<Event extends FlowEvent = FlowEvent> {
  event: Event
  /** Set to change the conversation's language from here on. */
  locale?: string
  because: readonly Reason[]
}

export type Understand<Context, Event extends FlowEvent = FlowEvent> = (
  message: Message,
  situation: Situation<Context>,
) => Understood<Event>
