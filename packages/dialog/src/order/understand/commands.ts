import type { Locale } from '../../language/locale.ts'
import { means, wordsOf, type Concept, type Reading } from '../../language/reading.ts'
import type { Mark } from '../../language/vocabulary.ts'

export type Command = 'forget' | 'operator' | 'cancel' | 'restart' | 'language' | 'repeat' | 'contradiction'

/** An explicit order to the bot, with the words that gave it. */
export interface Commanded {
  command: Command
  words: string
  locale?: Locale
}

const languages: Partial<Record<Concept, Locale>> = { toRussian: 'ru', toKyrgyz: 'ky', toEnglish: 'en' }
const cancelNoun = /^(?:отмен[аыу]?|otmena|cancel)$/

/** Commands outside the words already taken for an address or a number; a negated one is none. */
export function readCommand(reading: Reading): Commanded | undefined {
  const free = reading.marks.filter((mark) => !reading.claims[mark.from])
  const first = (concept: Concept) => free.find((mark) => mark.concept === concept && !isNegated(reading, mark))
  const told = (command: Command, mark: Mark, extra = {}) => ({
    command,
    words: wordsOf(reading, mark.from, mark.to),
    ...extra,
  })

  const forget = first('forget')
  if (forget) return told('forget', forget)
  const operator = first('operator')
  const aboutBot = free.some((mark) => mark.concept === 'ask.bot') && reading.tokens.some((token) => token.key === '?')
  if (operator && !aboutBot && !isSpokenOf(reading, operator)) return told('operator', operator)
  const callMe = reading.claims.includes('phone') ? undefined : first('callMe')
  if (callMe) return told('operator', callMe)
  const called = free.some((mark) => mark.concept === 'uncancel') ? undefined : first('cancel')
  // "пустые забейте" is a slip of "заберите".
  const cancel = called && (means(reading, called.from - 1, 'empty') || isSupposed(reading)) ? undefined : called
  if (cancel) {
    const noun = cancelNoun.test(reading.tokens[cancel.from]?.key ?? '') && cancel.to - cancel.from === 1
    return told(noun && first('yes') ? 'contradiction' : 'cancel', cancel)
  }
  const restart = first('restart')
  const asks = free.some(({ concept }) => concept.startsWith('ask.'))
  if (restart && !asks && isWholeMatter(reading)) return told('restart', restart)
  const language = free.find((mark) => mark.concept in languages && !isNegated(reading, mark) && !isOwn(reading, mark))
  if (language) return told('language', language, { locale: languages[language.concept] })
  const repeat = first('repeat')
  return repeat && told('repeat', repeat)
}

function isNegated(reading: Reading, mark: Mark<Concept>): boolean {
  if (mark.concept === 'operator' && (means(reading, mark.to, 'decline') || means(reading, mark.from - 1, 'decline')))
    return true
  if (means(reading, mark.from, 'not', 'decline')) return false
  return means(reading, mark.from - 1, 'not') || means(reading, mark.to, 'not')
}

const telling =
  /^(?:сказал|говорил|обещал|писал|написал|звонил|ответил|объяснил|айтты|айткан|жазды|жазган|чалган|said|told|promised|wrote|called)/
const ofTrade = /^(?:мобильн|сотов|тур|банк|уюлдук|mobile|tour|bank)/

/** "менеджер ваш сказал", "салон мобильного оператора": nobody is called. */
function isSpokenOf({ tokens }: Reading, { from, to }: Mark<Concept>): boolean {
  return (
    tokens.slice(to, to + 3).some(({ key }) => telling.test(key)) ||
    ofTrade.test(tokens[from - 1]?.key ?? '') ||
    /^(?:связи|сотов)/.test(tokens[to]?.key ?? '')
  )
}

/** "а потом отменить можно будет?" asks what would be, "отменить можно?" asks for it. */
function isSupposed({ tokens }: Reading): boolean {
  const has = (words: RegExp) => tokens.some(({ key }) => words.test(key))
  return has(/^\?$/) && has(/^(?:потом|если|вдруг|будет|смогу|сможем|кийин|эгер|эгерде|later|if|would|afterwards)$/)
}

/** "my russian is bad" asks for no Russian. */
function isOwn({ tokens }: Reading, { from }: Mark<Concept>): boolean {
  return /^(?:my|мой|менин)$/.test(tokens[from - 1]?.key ?? '')
}

/** "сначала позвоните" is no restart: little else may stand beside the word. */
function isWholeMatter(reading: Reading): boolean {
  const strange = reading.tokens.filter(
    (token, at) => token.kind === 'word' && !reading.claims[at] && reading.concepts[at]?.size === 0,
  )
  return (
    strange.length <= 1 &&
    !reading.tokens.some(
      (_, at) => !reading.claims[at] && means(reading, at, 'phoneNoun') && !reading.claims.includes('phone'),
    )
  )
}
