import { isNumbered, isPlaceNumber } from './measures.ts'
import { followedBy, type Numeral } from './numerals.ts'
import { claim, means, type Reading } from './reading.ts'
import { matchable } from './text.ts'

export type CountFlaw =
  | 'bottles.range'
  | 'bottles.fraction'
  | 'bottles.zero'
  | 'bottles.negative'
  | 'bottles.too-many'
  | 'bottles.several'
  | 'bottles.litres'

/** How many bottles a text names, or why that cannot be told. */
export interface Quantity {
  count?: number
  flaw?: CountFlaw
  /** One more, two fewer. */
  relative?: number
  /** "на две больше", "одной меньше": says nothing without a known count. */
  comparing?: boolean
  /** The words it was read from. */
  from: number
  to: number
}

/** The largest order taken without an operator. */
export const mostBottles = 50

interface Candidate extends Numeral {
  strong: boolean
  end: number
  negative: boolean
}

/** Finds counts named with their unit ("2 бутыли", "х3", "2 по 19 л") and claims them. */
export function findCounted(reading: Reading, numerals: readonly Numeral[]): Quantity | undefined {
  const candidates = candidatesOf(reading, numerals)
  const strong = candidates.filter((candidate) => candidate.strong)
  if (strong.length === 0) return undefined
  const joined = candidates.filter((one) =>
    strong.some((other) => one === other || isJoined(reading, one, other) || isRestated(reading, other, one)),
  )
  return settle(reading, joined)
}

const several =
  /^(?:заказ(?:а|ов|ы)?|заявк[иу]?|заявок|адрес(?:а|ов|ам)?|точк[иу]|точек|дарек(?:ке)?|orders|addresses|places)$/
const each = /^(?:разны[ехм]+|кажд[а-я]+|оба|обоим|different|each|every|both|бирден)$/

/** "2 заказа по 3", "по 2 на два адреса": more than one order, none of which is told whole. */
export function findSeveral(reading: Reading, numerals: readonly Numeral[]): Quantity | undefined {
  const isSeveral = (at: number) => several.test(reading.tokens[at]?.key ?? '')
  const numeral = numerals.find(
    ({ from, to, value }) =>
      value >= 2 &&
      !reading.claims[from] &&
      // "беш бөтөлкө заказ кылам" orders once.
      (isSeveral(to) || (isSeveral(to + 1) && !means(reading, to, 'bottle', 'water'))),
  )
  const word = reading.tokens.findIndex(
    ({ key }, at) => each.test(key) && several.test(reading.tokens[at + 1]?.key ?? '') && numerals.length > 0,
  )
  if (!numeral && word < 0) return undefined
  for (const { from, to } of numerals) claim(reading, from, to, 'count')
  const from = Math.min(...numerals.map((one) => one.from))
  return { flaw: 'bottles.several', from, to: Math.max(...numerals.map((one) => one.to)) }
}

const totals = /^(?:всего|итого|итог|вместе|баары|бардыгы|жалпы|total|altogether|overall)$/

/** "всего четыре: две на кухню и две в кабинет": a sum and what it is made of. */
export function findTotal(reading: Reading, numerals: readonly Numeral[]): Quantity | undefined {
  const free = numerals.filter(({ from }) => !reading.claims[from])
  if (free.length < 3) return undefined
  const sum = free.reduce((all, { value }) => all + value, 0)
  const total = [free[0], free.at(-1)].find(
    (one) =>
      one !== undefined &&
      one.value * 2 === sum &&
      [one.from - 1, one.from - 2, one.to, one.to + 1].some((at) => totals.test(reading.tokens[at]?.key ?? '')),
  )
  if (!total) return undefined
  const [from, to] = [Math.min(...free.map((one) => one.from)), Math.max(...free.map((one) => one.to))]
  claim(reading, from, to, 'count')
  const flaw = flawOf(total.value)
  return { ...(flaw ? { flaw } : { count: total.value }), from, to }
}

const twice =
  /(?:^|\s)(?:вдвое|в (?:два|2) раза(?! в )|удво[а-я]+|эки эсе|double(?! ?-?check| digit)|twice(?! (?:a|per|every) ))(?![а-яa-z])/u
const less = /(?:меньше|поменьше|сократ|аз(?:ыраак)?(?![а-я])|кем|less|fewer)/u
const equal = /(?:^|\s)(?:столько же|столько ж|ошончо эле|ошончо|same amount|same quantity|as many)(?![а-яa-z])/u

/** "вдвое больше", "столько же": a count by the one that is known. Undefined if the text says nothing of the kind. */
export function countByKnown(text: string, known: number | null): number | 'unknown' | undefined {
  const view = matchable(text)
  if (equal.test(view)) return known ?? 'unknown'
  if (!twice.test(view)) return undefined
  if (known === null) return 'unknown'
  return less.test(view) ? known / 2 : known * 2
}

/** Finds a count among bare numbers: "2", "давайте три". */
export function findBare(reading: Reading, numerals: readonly Numeral[]): Quantity | undefined {
  const candidates = candidatesOf(reading, numerals)
  return candidates.length > 0 ? settle(reading, candidates) : undefined
}

function candidatesOf(reading: Reading, numerals: readonly Numeral[]): Candidate[] {
  const all = freeOf(reading, numerals)
  const past = all.filter((one) => isPast(reading, one))
  for (const one of past) claim(reading, one.from, one.end, 'measure')
  return all.filter((one) => !past.includes(one))
}

const took = /^(?:брал[аио]?|взял[аи]?|заказал[аи]?|заказывал[аи]?|пил[аи]?|had|ordered|took)$/
const takes = /^(?:ичебиз|ичем|алчубуз|алчумун|алганбыз|алгам|алдык)$/
const came = /^(?:привезли|доставили|апкелишти|жеткиришти|delivered)$/

/** "вчера заказывал одну", "в прошлый раз брали 5, сейчас две", "мне привезли две": what was, not what is wanted. */
function isPast({ tokens }: Reading, { from, end }: Candidate): boolean {
  const before = tokens.slice(Math.max(0, from - 1), from)
  if (before.some(({ key }) => came.test(key))) return true
  const earlier = tokens.slice(Math.max(0, from - 4), from)
  const told = earlier.some(({ key }) => /^(?:вчера|прошлый|кече|yesterday|last)$/.test(key))
  return (told && before.some(({ key }) => took.test(key))) || takes.test(tokens[end]?.key ?? '')
}

/** "две бутылки, а нет, давайте лучше три": another count soon after, by words that put right. */
function isRestated(reading: Reading, one: Candidate, later: Candidate): boolean {
  return later.from >= one.end && later.from - one.end <= 6 && isRepaired(reading, one, later)
}

function freeOf(reading: Reading, numerals: readonly Numeral[]): Candidate[] {
  return numerals
    .filter(
      (numeral) =>
        !reading.claims[numeral.from] &&
        !isPlaceNumber(reading, numeral) &&
        !isGibberish(reading, numeral) &&
        !isNotEven(reading, numeral),
    )
    .map((numeral) => ({ ...numeral, ...unitOf(reading, numeral), negative: isNegative(reading, numeral) }))
}

function unitOf(reading: Reading, numeral: Numeral): { strong: boolean; end: number } {
  const { tokens } = reading
  const unit = unitAfter(reading, numeral)
  if (unit !== undefined) return { strong: true, end: unit + 1 }
  const before = tokens[numeral.from - 1]
  const times = /^[хx×*]$/
  if (
    before &&
    times.test(before.key) &&
    tokens[numeral.from]?.glued &&
    !tokens[numeral.from - 2]?.kind.startsWith('number')
  ) {
    return { strong: true, end: numeral.to }
  }
  if (times.test(tokens[numeral.to]?.key ?? ''))
    return { strong: isMeasured(reading, numeral.to + 1), end: numeral.to + 1 }
  if (tokens[numeral.to]?.key === 'по') return { strong: isMeasured(reading, numeral.to + 1), end: numeral.to + 1 }
  let named = numeral.from - 1
  while (/^[-:=–—]$/.test(tokens[named]?.key ?? '')) named -= 1
  const isNoun = (tokens[named]?.key.length ?? 0) > 1 && means(reading, named, 'bottle', 'countNoun')
  if (isNoun && !isNumberAt(reading, named - 1) && !reading.claims[named]) {
    return { strong: true, end: numeral.to }
  }
  return { strong: isBroughtTo(reading, numeral), end: numeral.to }
}

/** "3-батирге экөөнү алып келиңиз": behind a part that has its number. */
function isBroughtTo(reading: Reading, { from, to }: Numeral): boolean {
  return (
    isNumbered(reading, from - 1) && means(reading, from - 1, 'flat', 'part', 'house') && means(reading, to, 'want')
  )
}

function isMeasured(reading: Reading, at: number): boolean {
  return reading.claims[at] === 'measure'
}

function isNumberAt(reading: Reading, at: number): boolean {
  return reading.tokens[at]?.kind === 'number' || [...(reading.concepts[at] ?? [])].some((one) => one.startsWith('#'))
}

function unitAfter(reading: Reading, numeral: Numeral): number | undefined {
  const direct = followedBy(reading, numeral, 'bottle', 'water')
  if (direct !== undefined) return isHouseLetter(reading, numeral, direct) ? undefined : direct
  // "14 бтлк воды"
  const isSlip = reading.tokens[numeral.to]?.kind === 'word' && reading.concepts[numeral.to]?.size === 0
  const opens = opensText(reading, numeral.from) || /^[:,;]$/.test(reading.tokens[numeral.from - 1]?.key ?? '')
  if (isSlip && opens && means(reading, numeral.to + 1, 'water')) return numeral.to + 1
  let at = numeral.to
  for (let steps = 0; steps < 5; steps++, at++) {
    const token = reading.tokens[at]
    if (!token || token.kind === 'break') return undefined
    if (means(reading, at, 'bottle')) return at
    if (/^[-]$/.test(token.key)) continue
    const between =
      means(reading, at, 'full', 'water', 'litre', 'more') ||
      reading.claims[at] === 'measure' ||
      /^(?:х|е|ух|м|та|эх|five|лик|литров[а-я]*)$/.test(token.key)
    if (!between) break
  }
  return sizedAt(reading, numeral)
}

/** "две 19-литровые": the size stands for the bottle. */
function sizedAt(reading: Reading, { to }: Numeral): number | undefined {
  let end = to
  while (isMeasured(reading, end)) end += 1
  const isSize = reading.tokens.slice(to, end).some((_, step) => means(reading, to + step, 'litre'))
  return isSize ? end - 1 : undefined
}

/** "Ахунбаева 98Б" is a house, "98 б" are bottles. */
function isHouseLetter({ tokens, concepts }: Reading, numeral: Numeral, unit: number): boolean {
  const letter = tokens[unit]
  const before = tokens[numeral.from - 1]
  if (letter?.key.length !== 1 || !letter.glued || before?.kind !== 'word') return false
  const known = [...(concepts[numeral.from - 1] ?? [])]
  return (
    (known.length === 0 && before.key.length > 3) ||
    known.some((one) => /Name$|^(?:street|house|flat|district|part)$/.test(one))
  )
}

/** Two numbers that the customer offers together: "2 или 3", "2-3", "две три". */
function isJoined(reading: Reading, one: Numeral, other: Numeral): boolean {
  const [left, right] = one.from < other.from ? [one, other] : [other, one]
  if (left.to === right.from && left.digits && !opensText(reading, left.from)) return false
  const between = reading.tokens.slice(left.to, right.from).map((token) => token.key)
  // "Джал 129-56. шесть бутылок": a full stop.
  if (between.at(-1) === '.' && !reading.tokens[right.from]?.glued) return false
  return (
    between.length <= 2 &&
    between.every((key) => /^(?:-|\/|\+|=|~|…|\.|или|либо|до|or|to|же|а|ili|же|не|\*|х|x|:)$/.test(key))
  )
}

function opensText(reading: Reading, at: number): boolean {
  const before = reading.tokens[at - 1]
  return (
    !before || before.kind === 'break' || means(reading, at - 1, 'want', 'please', 'filler', 'go', 'change', 'more')
  )
}

function settle(reading: Reading, candidates: readonly Candidate[]): Quantity | undefined {
  const affirmed = candidates.filter((one) => !isDenied(reading, one, candidates))
  const first = affirmed[0]
  const last = affirmed.at(-1)
  if (!first || !last) return undefined
  const span = { from: first.from, to: last.end }
  for (const one of candidates) claim(reading, one.from, one.end, 'count')
  const values = new Set(affirmed.map((one) => one.value))
  const relative = affirmed.length === 1 ? relativeOf(reading, first) : undefined
  const multiplied =
    affirmed.length > 1 && affirmed.some((one) => /^(?:[*×хx+]|плюс|plus)$/.test(reading.tokens[one.to]?.key ?? ''))
  const summed = affirmed.some((one, at) => isAnd(reading, one, affirmed[at + 1]))
  if (values.size > 1 || multiplied || summed) return { ...span, flaw: 'bottles.range' }
  if (first.negative) return { ...span, flaw: 'bottles.negative', ...(relative !== undefined && { relative }) }
  const flaw = flawOf(first.value)
  if (flaw) return { ...span, flaw }
  if (relative === undefined) return { ...span, count: first.value }
  const words = reading.tokens.slice(Math.max(0, first.from - 2), first.end + 2)
  const comparing = relative < 0 || words.some(({ key }) => /^(?:больше|побольше|кобуроок|кобурок)$/.test(key))
  return { ...span, count: first.value, relative, ...(comparing && { comparing }) }
}

export function flawOf(value: number): CountFlaw | undefined {
  if (value === 0) return 'bottles.zero'
  if (!Number.isInteger(value)) return 'bottles.fraction'
  return value > mostBottles ? 'bottles.too-many' : undefined
}

function isDenied(reading: Reading, one: Candidate, all: readonly Candidate[]): boolean {
  const { tokens } = reading
  const before = tokens[one.from - 1]?.key ?? ''
  const after = tokens[one.end]?.key ?? ''
  if (isAmiss(reading, one)) return true
  if (all.length < 2) return /^(?:не|not)$/.test(before) || /^(?:эмес|emes)$/.test(after)
  if (isUnneeded(reading, one)) return true
  if (/^(?:не|вместо|not|of|ne|было|были|was)$/.test(before) && before !== 'of') return true
  if (before === 'of' && tokens[one.from - 2]?.key === 'instead') return true
  // "none of the small ones, 2 of the large"
  if (one.value === 0 && after === 'of') return true
  if (isWritten(reading, one)) return true
  if (
    /^(?:эмес|emes|ордуна)$/.test(after) ||
    (tokens[one.end]?.glued && /^(?:эмес|ордуна)$/.test(tokens[one.end + 1]?.key ?? ''))
  )
    return true
  const next = all[all.indexOf(one) + 1]
  if (next && isRepaired(reading, one, next)) return true
  const fromTo = next && /^(?:с|со|from)$/.test(before) && /^(?:на|to)$/.test(tokens[next.from - 1]?.key ?? '')
  return Boolean(fromTo)
}

const amiss =
  /^(?:(?:это|будет|наверно|наверное|кажется|вроде|бутыл\S*|is|are|be|will|would|might|probably|bottles?|болуп|да|эле|нам|мне|для|нас|меня) ){0,3}(?:(?:(?:слишком|очень|уж|ото|аябай) )?(?:много|mnogo|malo|перебор|a lot|(?:kop|az)(?! kyl| emes)|многовато|мало|маловато|недостаточно|лишн\S*|коптук\S*|(?:коп|аз)(?! кыл| эмес)|аздык\S*|жетпейт|жетпей|ашык$|(?:is )?nothing|не хват\S*|недостанет)|too (?:many|much|few)|(?:not|isnt|wont|never)(?: be)? enough)(?= |$)/

/** "одной наверно мало… две", "5 is too many, 2 will do". */
function isAmiss({ tokens }: Reading, { end }: Candidate): boolean {
  const rest = tokens.slice(end, end + 7)
  const stop = rest.findIndex(({ kind }) => kind !== 'word')
  const said = (stop < 0 ? rest : rest.slice(0, stop)).map(({ key }) => key).join(' ')
  return amiss.test(said)
}

const writtenBefore =
  /^(?:(?:у )?вас|вы|там|you|it)? ?(?:написал\S*|указал\S*|записал\S*|поставил\S*|написано|указано|записано|стоит|wrote|put|have|says)$/
const writtenAfter =
  /^(?:деп )?(?:привез(?:ли|ен)|доставили|апкелишти|жеткиришти|delivered|brought|жазыпсы|жаздыныз|жазылыптыр|жазылган|турат|корсотулгон)/

/** "у вас стоит 2, а нужно 6", "эки деп жазыпсыз, алты керек": what the bot wrote is not what is wanted. */
function isWritten({ tokens }: Reading, { from, end }: Candidate): boolean {
  const keys = (start: number, stop: number) => tokens.slice(Math.max(0, start), stop).map(({ key }) => key)
  return (
    [1, 2, 3].some((words) => writtenBefore.test(keys(from - words, from).join(' '))) ||
    writtenAfter.test(keys(end, end + 2).join(' '))
  )
}

/** "не нужно четыре, хватит одной", "төртөө керек эмес, бирөө жетет". */
function isUnneeded(reading: Reading, { from, end }: Candidate): boolean {
  if (means(reading, end, 'decline')) return true
  return (
    means(reading, from - 1, 'decline') &&
    /^(?:надо|нужно|нужна|нужны|хочу|need|want)$/.test(reading.tokens[from - 1]?.key ?? '')
  )
}

/** "2 сегодня и 2 завтра": two things, though the numbers are the same. */
function isAnd({ tokens }: Reading, one: Candidate, next: Candidate | undefined): boolean {
  return next !== undefined && tokens.slice(one.end, next.from).some(({ key }) => /^(?:и|and|жана)$/.test(key))
}

/** "2, нет, 3", "две, точнее три": the later one counts. */
function isRepaired({ tokens }: Reading, one: Candidate, next: Candidate): boolean {
  const repair = /^(?:нет|точнее|вернее|верней|лучше|жок|тагыраагы|rather|actually|ой|net|sorry|извините)$/
  return tokens.slice(one.end, next.from).some((token) => repair.test(token.key))
}

function isNegative({ tokens }: Reading, numeral: Numeral): boolean {
  const sign = tokens[numeral.from - 1]
  if (sign?.key === 'минус' || sign?.key === 'minus') return true
  return sign?.kind === 'sign' && /^[-−–—]$/.test(sign.key) && tokens[numeral.from]?.glued === true && !sign.glued
}

const noneOf = /^(?:эмес|жок|emes|jok)$/

/** "бирөө да керек эмес": not even one. */
function isNotEven({ tokens }: Reading, { to }: Numeral): boolean {
  return tokens[to]?.key === 'да' && tokens.slice(to + 1, to + 5).some(({ key }) => noneOf.test(key))
}

function isGibberish({ tokens }: Reading, numeral: Numeral): boolean {
  const next = tokens[numeral.to]
  const after = tokens[numeral.to + 1]
  const exponent = next?.glued && next.key === 'e' && after?.glued && after.kind === 'number'
  const tail = tokens[numeral.from]?.glued && tokens[numeral.from - 1]?.key === 'e'
  return Boolean(exponent || tail)
}

const undoing = /^(?:отмени|отмените|отменить|отмена|cancel)$/

function relativeOf(reading: Reading, one: Candidate): number | undefined {
  const ends = (at: number) => /^[,;.!?\n]$/.test(reading.tokens[at]?.key ?? '')
  const before = ends(one.from - 1) ? [] : [one.from - 1, one.from - 2]
  const after = ends(one.end) ? [] : [one.end, one.end + 1]
  const around = [...before, ...after].filter((at) => reading.tokens[at]?.kind !== 'break')
  const undone = [one.from - 1, one.end].some((at) => undoing.test(reading.tokens[at]?.key ?? ''))
  if (undone || around.some((at) => means(reading, at, 'less'))) return -one.value
  if (
    around.some((at) => means(reading, at, 'more') && reading.tokens[at + 1]?.key !== 'экен') ||
    (reading.tokens[one.from - 1]?.key === '+' && reading.tokens[one.from]?.glued)
  ) {
    return one.value
  }
  return undefined
}
