import type { Phrases } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
import { en } from './en.ts'
import { ky } from './ky.ts'
import { ru } from './ru.ts'
import type { OrderFacts } from './settings.ts'

export type { OrderFacts } from './settings.ts'

/** Everything the bot says, in each language. */
export function orderPhrases(facts: OrderFacts = {}): Phrases<OrderContext> {
  return { ru: ru(facts), ky: ky(facts), en: en(facts) }
}
