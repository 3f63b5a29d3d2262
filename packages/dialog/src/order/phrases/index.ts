import type { Phrases } from '../../flow/phrases.ts'
import type { OrderContext } from '../context.ts'
import type { OrderRules } from '../rules.ts'
import { en } from './en.ts'
import { ky } from './ky.ts'
import { ru } from './ru.ts'
import type { OrderFacts } from './settings.ts'

export { factTopics, type OrderFacts } from './settings.ts'

/** What it says of its own accord: nobody misses one that came too late. */
export const unaskedPhrases: readonly string[] = ['remind', 'expired']

/** Everything the bot says, in each language. */
export function orderPhrases(facts: OrderFacts = {}, rules: OrderRules = {}): Phrases<OrderContext> {
  const business = { facts, rules }
  return { ru: ru(business), ky: ky(business), en: en(business) }
}
