import { isNumbered, isPlaceNumber } from './measures.ts'
import { followedBy, type Numeral } from './numerals.ts'
import { isNumber, means, type Reading } from './reading.ts'
import { streetEnding } from './words/streets.ts'

/** A number that may count bottles. */
export interface Candidate extends Numeral {
  strong: boolean
  end: number
  negative: boolean
}

/** Numbers that nothing else was taken for. */
export function freeCandidates(reading: Reading, numerals: readonly Numeral[]): Candidate[] {
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
  const ofPlace = isNumber(reading, named - 1) && isPlaced(reading, firstOfNumber(reading, named - 1))
  const isNoun =
    (tokens[named]?.key.length ?? 0) > 1 &&
    (means(reading, named, 'bottle', 'countNoun') || (ofPlace && means(reading, named, 'water')))
  const taken = isNumber(reading, named - 1) && reading.claims[named - 1] !== 'phone' && !ofPlace
  if (isNoun && !taken && !reading.claims[named]) {
    return { strong: true, end: numeral.to }
  }
  return { strong: isBroughtTo(reading, numeral), end: numeral.to }
}

/** "Киевская 44 бутылок 3", "Чуй 120 вода нужна": a house, and what is counted behind its noun or not at all. */
function isOfNext(reading: Reading, { from }: Numeral, unit: number): boolean {
  if (!isPlaced(reading, from)) return false
  const { key = '' } = reading.tokens[unit] ?? {}
  return /^(?:вода|воду|water)$/.test(key) || (isNumber(reading, unit + 1) && !reading.claims[unit + 1])
}

function firstOfNumber(reading: Reading, last: number): number {
  let first = last
  while (reading.tokens[first]?.kind === 'word' && isNumber(reading, first - 1)) first -= 1
  return first
}

function isPlaced(reading: Reading, from: number): boolean {
  const before = from - 1
  return (
    means(reading, before, 'streetName', 'districtName', 'street', 'house', 'flat', 'part') ||
    streetEnding.test(reading.tokens[before]?.key ?? '')
  )
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

function unitAfter(reading: Reading, numeral: Numeral): number | undefined {
  const direct = followedBy(reading, numeral, 'bottle', 'water')
  if (direct !== undefined && isOfNext(reading, numeral, direct)) return undefined
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
function isHouseLetter(reading: Reading, numeral: Numeral, unit: number): boolean {
  const { tokens, concepts } = reading
  const letter = tokens[unit]
  const before = tokens[numeral.from - 1]
  if (letter?.key.length !== 1 || before?.kind !== 'word') return false
  if (!letter.glued) return isPlaced(reading, numeral.from)
  const known = [...(concepts[numeral.from - 1] ?? [])]
  return (
    (known.length === 0 && before.key.length > 3) ||
    known.some((one) => /Name$|^(?:street|house|flat|district|part)$/.test(one))
  )
}

export function opensText(reading: Reading, at: number): boolean {
  const before = reading.tokens[at - 1]
  return (
    !before || before.kind === 'break' || means(reading, at - 1, 'want', 'please', 'filler', 'go', 'change', 'more')
  )
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
