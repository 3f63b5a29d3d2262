import type { Locale } from '../../language/locale.ts'
import { means, wordsOf, type Concept, type Reading } from '../../language/reading.ts'
import { matchable } from '../../language/text.ts'
import { isOfTrade } from '../../language/trade.ts'
import type { Mark } from '../../language/vocabulary.ts'
import { isConditional } from './conditional.ts'

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
export function readCommand(reading: Reading, awaits: string): Commanded | undefined {
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
  // "call me on this one" tells the number.
  const tells = awaits === 'phone' && free.some((mark) => mark.concept === 'keepSame')
  const callMe = reading.claims.includes('phone') || tells || isConditional(reading) ? undefined : first('callMe')
  if (callMe) return told('operator', callMe)
  const cancel = free.some((mark) => mark.concept === 'uncancel')
    ? undefined
    : free.find(
        (mark) => mark.concept === 'cancel' && !isNegated(reading, mark) && !isOfSomethingElse(reading, mark, awaits),
      )
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
  if (mark.concept === 'operator' && isUncalled(reading, mark)) return true
  if (means(reading, mark.from, 'not', 'decline')) return false
  // "бот эмес, адам": what stands before "эмес" is refused.
  const refusesBefore = means(reading, mark.from - 1, 'not') && !kyrgyzNot.test(keyAt(reading, mark.from - 1))
  return refusesBefore || means(reading, mark.to, 'not')
}

const kyrgyzNot = /^(?:эмес|emes)/
const calling =
  /^(?:an?|the|any|your|with|to|for|of|на|в|с|со|мне|меня|нам|нас|ваш.*|к|до|звать|зовите|позвать|зови|вызыва.*|соедин.*|переключ.*|перевод.*|говорить|общаться|talk.*|speak.*|call.*|connect.*|transfer.*|switch.*|me|us|need|чакыр.*|туташтыр.*)$/

const refusing = /^(?:чакырба|туташтырба|кошпо|келбей|каалаба|суйлошпой)/

/** "no need for an operator", "не соединяйте с оператором", "операторсуз". */
function isUncalled(reading: Reading, { from, to }: Mark<Concept>): boolean {
  if (/.{4}(?:с[уыи]з|s[uyi]z)$/.test(keyAt(reading, from))) return true
  if (means(reading, to, 'decline') || keyAt(reading, from - 1) === 'no') return true
  if ([to, to + 1].some((at) => refusing.test(keyAt(reading, at)))) return true
  let at = from - 1
  for (let steps = 0; steps < 4 && calling.test(keyAt(reading, at)) && !means(reading, at, 'decline', 'not'); steps++)
    at -= 1
  return means(reading, at, 'decline') || (means(reading, at, 'not') && !kyrgyzNot.test(keyAt(reading, at)))
}

function keyAt({ tokens }: Reading, at: number): string {
  return tokens[at]?.key ?? ''
}

const telling =
  /^(?:сказал|говорил|обещал|писал|написал|звонил|ответил|объяснил|айтты|айткан|жазды|жазган|чалган|said|told|promised|wrote|called)/
const network = /^(?:мегаком|мега|билайн|нур|нуртелеком|megacom|mega|beeline|nur|nurtelecom)$/
const unreached = /^(?:дозвон|дозван|звонил|берут|берет|отвеча|жооп|котор|reach|answer|get)/
const asksFor = /^(?:спрос|отда|переда|получ|прим|встрет|сура|бер|ask|give|hand|meet)/

/**
 * "менеджер ваш сказал", "салон мобильного оператора", "не могу дозвониться до оператора, нужно 2": nobody is called, nor
 * is who takes the water at an address.
 */
function isSpokenOf(reading: Reading, { from, to }: Mark<Concept>): boolean {
  const { tokens, claims } = reading
  const near = (from: number, to: number, words: RegExp) =>
    tokens.slice(Math.max(0, from), to).some(({ key }) => words.test(key))
  const orders = claims.some((claim) => claim === 'count' || claim === 'address' || claim === 'phone')
  return (
    near(to, to + 3, telling) ||
    isOfTrade(reading, from, to) ||
    near(to, to + 4, network) ||
    // "менеджер Азамат" beside a phone, "отдайте менеджеру", "нужен человек поднять на этаж"
    (claims.includes('phone') && /^\p{Lu}/u.test(tokens[to]?.raw ?? '')) ||
    (near(from - 1, from, /^(?:отда|остав)/) && /(?:у|ам|к[ае]|г[ае])$/.test(tokens[from]?.key ?? '')) ||
    // "менеджерге бериңиз", "leave it with the manager", "my manager will pay"
    (/[гк][ае]$/.test(tokens[from]?.key ?? '') && near(to, to + 1, /^бер/)) ||
    (near(from - 4, from, /^(?:leave|give|hand|drop)$/) && !near(from - 3, from, /^(?:me|us)$/)) ||
    near(from - 1, from, /^(?:my|our|мой|наш|менин|биздин)$/) ||
    near(to, to + 3, /^(?:поднять|занести|донести|поднима|заноси)/) ||
    (orders && (near(from - 4, from, unreached) || near(to, to + 4, unreached))) ||
    (claims.includes('address') && (near(from - 3, from, asksFor) || /(?:ам|ами|ах|ов)$/.test(tokens[from]?.key ?? '')))
  )
}

const nothingMore = /(?:^|\s)(?:больше|башка|anything else|nothing else|else)(?:\s|$)/u
const comingLater = /^не (?:вез|привоз|приезж|приход)/
const changedMind = /^(?:передум|changed my mind|айныды)/
const wasCancelled = /^отменил[аио]?(?:\s|$)/
const switchedOff = /лг[ао]н$/
const earlier = /^(?:прошл|предыдущ|прежн|вчерашн|мурунк|мурдагы|кечээк|previous|yesterday)/
const todayWord = /^(?:сегодня|бугун|today)$/
const otherGoods = /^(?:газиров|газов|стакан|лимонад|сок|чай|кофе|максым)/

/**
 * "2, больше не надо", "до 10 не приезжайте", "передумала, давайте 3", "отмените помпу": the order as a whole is not
 * taken back.
 */
function isOfSomethingElse(reading: Reading, cancel: Mark<Concept>, awaits: string): boolean {
  // "пустые забейте" is a slip of "заберите".
  if (isSupposed(reading) || means(reading, cancel.from - 1, 'empty')) return true
  const words = matchable(wordsOf(reading, cancel.from, cancel.to))
  const around = matchable(
    wordsOf(reading, Math.max(0, cancel.from - 2), Math.min(reading.tokens.length, cancel.to + 2)),
  )
  const has = (...concepts: Concept[]) => reading.tokens.some((_, at) => means(reading, at, ...concepts))
  const data = reading.claims.some((claim) => claim === 'count' || claim === 'address' || claim === 'phone')
  const counted = reading.claims.includes('count')
  if (nothingMore.test(around) && (data || has('yes') || /else|башка/.test(around))) return true
  if (comingLater.test(words) && (tellsTime(reading) || reading.tokens.some(({ key }) => otherGoods.test(key))))
    return true
  if (words.startsWith('забе') && data) return true
  if (changedMind.test(words) && data) return true
  const near = reading.tokens.slice(Math.max(0, cancel.from - 3), cancel.to + 3)
  if (awaits === 'confirmation' && near.some(({ key }) => earlier.test(key))) return true
  if (wasCancelled.test(words) && (data || has('ask.asking'))) return true
  if (switchedOff.test(keyAt(reading, cancel.to - 1))) return true
  const isVerb = /^(?:отмен(?:ите|и|ить)|отмена кыл\S*|жокко чыгар\S*|cancel)$/.test(words)
  const beside = [cancel.from - 1, cancel.to]
  return isVerb && beside.some((at) => means(reading, at, 'pump') || (counted && reading.claims[at] === 'count'))
}

/** Whether a time besides today is told. */
function tellsTime(reading: Reading): boolean {
  return reading.tokens.some(
    ({ kind, key }, at) =>
      kind !== 'sign' &&
      !todayWord.test(key) &&
      !means(reading, at, 'cancel', 'not') &&
      (means(reading, at, 'day', 'hour', 'clock') || reading.claims[at] === 'measure' || reading.claims[at] === 'note'),
  )
}

/** "а потом отменить можно будет?" asks what would be, "отменить можно?" asks for it. */
function isSupposed({ tokens }: Reading): boolean {
  const has = (words: RegExp) => tokens.some(({ key }) => words.test(key))
  const opening = tokens.slice(0, 2).map(({ key }) => key)
  const asked = has(/^\?$/) || /^(?:can|could|may) (?:i|we)$/.test(opening.join(' '))
  return asked && has(/^(?:потом|если|вдруг|будет|смогу|сможем|кийин|эгер|эгерде|later|if|would|afterwards)$/)
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
    !reading.tokens.some((_, at) => means(reading, at, 'empty')) &&
    !reading.tokens.some(
      (_, at) => !reading.claims[at] && means(reading, at, 'phoneNoun') && !reading.claims.includes('phone'),
    )
  )
}
