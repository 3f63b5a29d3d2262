import type { Locale } from '../../language/locale.ts'
import type { CustomerEvent } from '../events.ts'
import type { Rule, RuledReason } from './rules.ts'

/** What a message was taken for, which rules saw which words, and the language it asks for. */
export interface Meaning {
  event: CustomerEvent
  because: RuledReason[]
  locale?: Locale
}

export function because(event: CustomerEvent, rule: Rule, words: string): Meaning {
  return { event, because: [{ rule, words: words.slice(0, 120) }] }
}
