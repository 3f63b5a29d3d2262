import type { Choice, Say } from './effect.ts'

/** What a phrase may speak of. */
export interface Facts<Context = unknown> {
  context: Context
  /** The event that led here. */
  event: { readonly type: string; readonly [key: string]: unknown }
  /** The `args` of the `say` action. */
  args: Record<string, string | number>
  plural: (count: number, forms: PluralForms) => string
  /** Ms since the epoch. */
  now: number
  /** The customer was told these very words last: say them otherwise. */
  again: boolean
  /** The phrases that come before it in the same reply. */
  after: readonly string[]
}

/** Words with what a customer can choose from, by id. */
export interface Offer {
  text: string
  choices: readonly string[]
  /** False where a number would mean something else. Default true. */
  numbered?: boolean
}

export interface PluralForms {
  one: string
  few?: string
  many?: string
  other: string
}

export type Phrase<Context = unknown> = string | ((facts: Facts<Context>) => string | Offer)

/**
 * For each locale the same keys. `choice.<id>` are the labels of choices; `again`, if there is one, is added to a reply
 * that would repeat the one before word for word.
 */
export type Phrases<Context = unknown> = Record<string, Record<string, Phrase<Context>>>

export interface SayParams {
  phrase: string
  args?: Record<string, string | number>
  choices?: readonly string[]
}

interface Saying<Context> {
  params: SayParams
  context: Context
  event: Facts['event']
}

/**
 * Renders what one step says as one message: a customer gets one answer, not three bubbles. `isLast` tells whether a
 * text is what was said last: nobody hears the same twice running.
 */
export function renderSay<Context>(
  phrases: Phrases<Context>,
  locale: string,
  sayings: readonly Saying<Context>[],
  now: number,
  isLast: (text: string) => boolean = () => false,
): Say {
  const first = render(phrases, locale, sayings, now, false)
  if (!isLast(first.text)) return first
  const second = render(phrases, locale, sayings, now, true)
  const wayOut = phrases[locale]?.['again']
  if (!isLast(second.text) || typeof wayOut !== 'string') return second
  return { ...second, text: `${second.text}\n\n${wayOut}` }
}

function render<Context>(
  phrases: Phrases<Context>,
  locale: string,
  sayings: readonly Saying<Context>[],
  now: number,
  again: boolean,
): Say {
  const catalogue = phrases[locale] ?? {}
  const rules = pluralRules(locale)
  const plural = (count: number, forms: PluralForms) => {
    const category = rules.select(count)
    return (
      (category === 'one' || category === 'few' || category === 'many' ? forms[category] : undefined) ?? forms.other
    )
  }
  const offers = sayings.map(({ params, context, event }, at): Offer => {
    const phrase = catalogue[params.phrase]
    if (phrase === undefined) throw new Error(`Cannot say "${params.phrase}": no such phrase in ${locale}`)
    const after = sayings.slice(0, at).map((saying) => saying.params.phrase)
    const facts = { context, event, args: params.args ?? {}, plural, now, again, after }
    const said = typeof phrase === 'string' ? phrase : phrase(facts)
    return typeof said === 'string' ? { text: said, choices: params.choices ?? [] } : said
  })
  const offer = offers.findLast(({ choices }) => choices.length > 0)
  const choices: Choice[] = (offer?.choices ?? []).map((id, index) => {
    const label = catalogue[`choice.${id}`]
    if (typeof label !== 'string') throw new Error(`Cannot offer "${id}": no phrase "choice.${id}" in ${locale}`)
    return { id, label, ...(offer?.numbered !== false && { number: index + 1 }) }
  })
  return {
    text: [...offers.map(({ text }) => text), numbered(choices)].filter(Boolean).join('\n\n'),
    phrases: sayings.map(({ params }) => params.phrase),
    choices,
    locale,
  }
}

/** The choices as lines, for nobody knows which messenger shows buttons. */
function numbered(choices: readonly Choice[]): string {
  return choices.flatMap(({ number, label }) => (number === undefined ? [] : [`${number}. ${label}`])).join('\n')
}

const rulesByLocale = new Map<string, Intl.PluralRules>()

function pluralRules(locale: string): Intl.PluralRules {
  const known = rulesByLocale.get(locale) ?? new Intl.PluralRules(locale)
  rulesByLocale.set(locale, known)
  return known
}
