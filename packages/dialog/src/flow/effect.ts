import { createHash } from 'node:crypto'

/** Something the bot does to the world, as data. The same input of the same conversation always gives the same ids. */
export interface Effect<Type extends string = string, Params = unknown> {
  id: string
  type: Type
  params: Params
}

/** A rendered reply. */
export interface Say {
  text: string
  /** The phrases it was made of. */
  phrases: readonly string[]
  choices: readonly Choice[]
  locale: string
}

export interface Choice {
  id: string
  label: string
  /** The number that stands for it where a transport has no buttons; none if numbers mean something else here. */
  number?: number
}

/** 22 characters that name the `index`-th effect of an input, the idempotency key of whatever it does. */
export function effectId(conversation: string, inputId: string, index: number): string {
  return createHash('sha256').update(`${conversation}\n${inputId}\n${index}`).digest('base64url').slice(0, 22)
}
