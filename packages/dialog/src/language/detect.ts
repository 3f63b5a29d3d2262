import type { Locale } from './locale.ts'
import { locales } from './locale.ts'
import type { Reading } from './reading.ts'

const kyrgyzLetters = /[өүң]/
const kyrgyzEndings =
  /(?:сызбы|сыздарбы|ңыз|ңиз|ңуз|ңүз|дарбы|сиздерби|сизби|лардын|мын|мин|бызбы|ыңыз|ңызчы|ғой|ымды|ында|еби)$/
const russianEndings = /(?:ться|ешь|ете|ите|ался|ать|ить|ого|его|ами|ями|ость|ение|аем|аете)$/
const russianLetters = /[щъ]/

/** The language a text speaks, unless names, digits and emoji are all it has; `established` changes only for a clear sentence. */
export function detectLocale(reading: Reading, current: Locale, fresh: boolean): Locale {
  const score: Record<Locale, number> = { ru: 0, ky: 0, en: 0 }
  const words: Record<Locale, number> = { ru: 0, ky: 0, en: 0 }
  const languages: (Set<Locale> | undefined)[] = []
  for (const { locale, from, to } of reading.marks) {
    if (locale !== 'any') for (let at = from; at < to; at++) (languages[at] ??= new Set()).add(locale)
  }
  reading.tokens.forEach((token, at) => {
    if (token.kind !== 'word' || reading.tokens[at - 1]?.key === '/') return
    const spoken = languages[at] ?? new Set()
    const weight = reading.claims[at] === 'address' ? 0.5 : 1
    const own = ownLanguage(token.raw.toLowerCase())
    const heard =
      own && !spoken.has(own) && spoken.size > 0 ? new Set([own]) : own && spoken.size === 0 ? new Set([own]) : spoken
    for (const locale of heard) {
      score[locale] += (weight * (own === locale ? 1.5 : 1)) / heard.size
      if (heard.size === 1) words[locale] += weight
    }
  })
  const [best, second] = [...locales].sort((a, b) => score[b] - score[a]) as [Locale, Locale]
  if (best === current || score[best] === 0 || words[best] === 0) return current
  if (fresh) return score[best] > score[second] ? best : current
  const clear = words[best] >= 2 && score[best] >= 2 && score[best] >= 2 * score[current]
  return clear ? best : current
}

function ownLanguage(word: string): Locale | undefined {
  if (kyrgyzLetters.test(word)) return 'ky'
  if (russianLetters.test(word)) return 'ru'
  if (word.length >= 6 && kyrgyzEndings.test(word)) return 'ky'
  return word.length >= 5 && russianEndings.test(word) ? 'ru' : undefined
}
