import { freeCandidates, opensText, type Candidate } from './count-candidate.ts'
import { isAnd, isDenied, isPast, isRestated } from './count-refused.ts'
import type { Numeral } from './numerals.ts'
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

const asMuchAgain = /(?:^|\s)(?:еще|дагы|another)\s/u
const twice =
  /(?:^|\s)(?:вдвое|в (?:два|2) раза(?! в )|удво[а-я]+|эки эсе|double(?! ?-?check| digit)|twice(?! (?:a|per|every) ))(?![а-яa-z])/u
const less = /(?:меньше|поменьше|сократ|аз(?:ыраак)?(?![а-я])|кем|less|fewer)/u
const equal = /(?:^|\s)(?:столько же|столько ж|ошончо эле|ошончо|same amount|same quantity|as many)(?![а-яa-z])/u

/** "вдвое больше", "столько же": a count by the one that is known. Undefined if the text says nothing of the kind. */
export function countByKnown(text: string, known: number | null): number | 'unknown' | undefined {
  const view = matchable(text)
  if (equal.test(view)) return known === null ? 'unknown' : asMuchAgain.test(view) ? known * 2 : known
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
  const all = freeCandidates(reading, numerals)
  const past = all.filter((one) => isPast(reading, one))
  for (const one of past) claim(reading, one.from, one.end, 'measure')
  return all.filter((one) => !past.includes(one))
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
    (reading.tokens[one.from - 1]?.key === '+' && (reading.tokens[one.from]?.glued || reading.tokens.length === 2))
  ) {
    return one.value
  }
  return undefined
}
