import type { Choice, Say } from './effect.ts'

/** What a phrase may speak of. */
export interface Facts<Context = unknown> {
  context: Context
  /** The event that led here. */
  event: { readonly type: string; readonly [key: string]: unknown }
  /** The `args` of the `say` action. */
  args: Record<string, string | number>
  plural: (count: number, forms: PluralForms) => string
}

export interface PluralForms {
  one: string
  few?: string
  many?: string
  other: string
}

export type Phrase<Context = unknown> = string | ((facts: Facts<Context>) => string)

/** For each locale the same keys. `choice.<id>` are the labels of choices. */
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

/** Renders what one step says as one message: a customer gets one answer, not three bubbles. */
export function renderSay<Context>(
  phrases: Phrases<Context>,
  locale: string,
  sayings: readonly Saying<Context>[],
): Say {
  const catalogue = phrases[locale] ?? {}
  const rules = pluralRules(locale)
  const plural = (count: number, forms: PluralForms) => {
    const category = rules.select(count)
    return (
      (category === 'one' || category === 'few' || category === 'many' ? forms[category] : undefined) ?? forms.other
    )
  }
  const texts = sayings.map(({ params, context, event }) => {
    const phrase = catalogue[params.phrase]
    if (phrase === undefined) throw new Error(`Cannot say "${params.phrase}": no such phrase in ${locale}`)
    return typeof phrase === 'string' ? phrase : phrase({ context, event, args: params.args ?? {}, plural })
  })
  const offering = sayings.findLast(({ params }) => params.choices !== undefined)
  const choices: Choice[] = (offering?.params.choices ?? []).map((id) => {
    const label = catalogue[`choice.${id}`]
    if (typeof label !== 'string') throw new Error(`Cannot offer "${id}": no phrase "choice.${id}" in ${locale}`)
    return { id, label }
  })
  return {
    text: texts.filter(Boolean).join('\n\n'),
    phrases: sayings.map(({ params }) => params.phrase),
    choices,
    locale,
  }
}

const rulesByLocale = new Map<string, Intl.PluralRules>()

function pluralRules(locale: string): Intl.PluralRules {
  const known = rulesByLocale.get(locale) ?? new Intl.PluralRules(locale)
  rulesByLocale.set(locale, known)
  return known
}
