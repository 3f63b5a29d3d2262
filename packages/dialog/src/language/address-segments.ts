import { isNumbered } from './measures.ts'
import { type Concept, isNumberWord, means, type Reading } from './reading.ts'
import { streetEnding } from './words/streets.ts'

/** A piece of a text between signs that may say where to. */
export interface Segment {
  from: number
  to: number
  kind: 'whole' | 'part' | 'weak' | 'none' | 'denied'
}

/** Names of streets, districts and landmarks. */
export const named: readonly Concept[] = ['streetName', 'districtName', 'landmarkName']

/** What is added to a street: house, flat, floor. */
export const parts: readonly Concept[] = ['part', 'flat', 'house']

/** Concepts that only addresses have. */
export const markers: readonly Concept[] = ['street', 'district', 'crossing', ...parts, ...named]

const courtesies: readonly Concept[] = [
  'greeting',
  'thanks',
  'please',
  'bye',
  'apology',
  'want',
  'water',
  'filler',
  'yes',
  'right',
  'go',
  'change',
  'addressNoun',
  'phoneNoun',
  'orderNoun',
  'wrong',
  'but',
  'naming',
  'wait',
  'homeWords',
  'restart',
  'bottle',
  'day',
  'repeat',
  'keepSame',
  'more',
  'no',
  'reaction',
]

const trailing: readonly Concept[] = [
  'greeting',
  'thanks',
  'please',
  'bye',
  'want',
  'water',
  'day',
  'yes',
  'go',
  'right',
  'phoneNoun',
  'orderNoun',
  'reaction',
  'filler',
  'naming',
]

/** Cuts a text at signs and at words taken for other answers, and trims courtesy off both ends. */
export function segmentsOf(reading: Reading): Segment[] {
  const segments: Segment[] = []
  let from = 0
  const close = (to: number) => {
    const trimmed = trim(reading, from, to)
    if (trimmed) segments.push(trimmed)
  }
  reading.tokens.forEach((token, at) => {
    const claimed = reading.claims[at] !== undefined && reading.claims[at] !== 'link'
    if (isRefusal(reading, at)) {
      close(at)
      from = at
    } else if (isFormer(reading, at)) {
      close(at)
      from = at
    } else if (
      token.kind === 'break' ||
      claimed ||
      isRefused(reading, at) ||
      isBoundary(reading, at) ||
      endsRefusal(reading, at)
    ) {
      close(at)
      from = at + 1
    } else if (means(reading, at, 'change') && token.key === 'вместо') {
      close(at)
      from = at
    }
  })
  close(reading.tokens.length)
  return segments
}

/** "Токтогула эмес Киевская 44": what stands before is refused for the sake of what follows. */
function isRefused({ tokens }: Reading, at: number): boolean {
  return /^(?:эмес|emes)$/.test(tokens[at]?.key ?? '') && tokens[at + 1]?.kind === 'word'
}

/** "раньше были на Манаса 40": another address begins. */
function isFormer({ tokens }: Reading, at: number): boolean {
  return /^(?:раньше|прежде)$/.test(tokens[at]?.key ?? '') && /^(?:был|жил)/.test(tokens[at + 1]?.key ?? '')
}

const mostRefused = 5

/** "не Токтогула а Киевская", "не Киевская 96 а Киевская 69": a name is refused for the sake of another. */
function isRefusal({ tokens }: Reading, at: number): boolean {
  if (!/^(?:не|not)$/.test(tokens[at]?.key ?? '') || tokens[at + 1]?.kind !== 'word') return false
  const end = tokens.slice(at + 1, at + 1 + mostRefused).findIndex(({ key }) => /^(?:а|but)$/.test(key))
  return end > 0 && tokens.slice(at + 1, at + 1 + end).every(({ kind }) => kind === 'word' || kind === 'number')
}

function endsRefusal(reading: Reading, at: number): boolean {
  if (!/^(?:а|but)$/.test(reading.tokens[at]?.key ?? '')) return false
  return Array.from({ length: mostRefused }, (_, back) => at - 2 - back).some((first) => isRefusal(reading, first))
}

function isBoundary(reading: Reading, at: number): boolean {
  const { tokens, concepts, claims } = reading
  const token = tokens[at]
  if (token?.kind !== 'sign' || claims[at]) return false
  if (/[,;!?…]/.test(token.key))
    return !(
      token.key === ',' &&
      token.glued &&
      tokens[at + 1]?.glued &&
      tokens[at + 1]?.kind === 'number' &&
      tokens[at - 1]?.kind === 'number'
    )
  if (token.key === ':') return !means(reading, at - 1, ...markers) && !tokens[at + 1]?.glued
  if (token.key !== '.') return false
  const before = tokens[at - 1]
  const short =
    before?.kind === 'word' &&
    before.key.length <= 4 &&
    (before.key.length === 1 || [...(concepts[at - 1] ?? [])].some((one) => markers.includes(one)))
  return !short && !tokens[at + 1]?.glued
}

function trim(reading: Reading, from: number, to: number): Segment | undefined {
  let start = from
  let end = to
  const skipsAhead = (at: number) => {
    const token = reading.tokens[at]
    if (/^[сг]$/.test(token?.key ?? '') && reading.tokens[at + 1]?.key === '.') return false
    if (token?.kind === 'sign' || token?.kind === 'emoji') return !/[«"“#№(]/.test(token.key)
    if (/^(?:не|вместо|ne|not)$/.test(token?.key ?? '')) return false
    if (isUnknownGoods(reading, at) || isUnknownGoods(reading, at - 1)) return true
    const isStreet =
      means(reading, at + 1, 'streetName', 'street') || streetEnding.test(reading.tokens[at + 1]?.key ?? '')
    if (token?.kind === 'number' && means(reading, at - 1, 'want') && isStreet) return true
    const counts = token?.kind === 'number' && /^(?:на|to|в|по)$/.test(reading.tokens[at + 1]?.key ?? '')
    if (counts || (isNumberWord(reading, at) && !means(reading, at + 1, 'district'))) return true
    if (means(reading, at, 'landmark') && !isOurs(reading, at)) return false
    if (means(reading, at - 1, 'naming') && reading.concepts[at]?.size === 0) return true
    if (means(reading, at, ...markers) && !/^(?:дома|место|к)$/.test(token?.key ?? '')) return false
    return means(reading, at, ...courtesies, 'toPlace', 'clock', 'ask.asking')
  }
  const skipsBehind = (at: number) => {
    const token = reading.tokens[at]
    if (token?.kind === 'sign' || token?.kind === 'emoji') return !/[»"”)]/.test(token.key)
    if (token?.glued) return false
    if (/^[А-Г]$/u.test(token?.raw ?? '') && reading.tokens[at - 1]?.kind === 'number') return false
    if (token?.kind === 'number' && means(reading, at - 1, 'want')) return true
    if (isSaidNumber(reading, at) || isSaidHouse(reading, at)) return false
    if (isNumberWord(reading, at) || /^(?:к|до|после|в|с|на|at|by)$/.test(token?.key ?? '')) return true
    return (
      !means(reading, at, ...markers) &&
      (means(reading, at, ...trailing) || /^(?:и|а|на|в|с|по|к|and)$/.test(token?.key ?? ''))
    )
  }
  while (start < end && skipsAhead(start)) start += 1
  while (end > start && skipsBehind(end - 1)) end -= 1
  return end > start ? { from: start, to: end, kind: 'none' } : undefined
}

/** "нужно 5 бтлк на": a number of something, wanted at a place. */
function isUnknownGoods(reading: Reading, at: number): boolean {
  return (
    reading.tokens[at]?.kind === 'number' &&
    means(reading, at - 1, 'want') &&
    reading.tokens[at + 1]?.kind === 'word' &&
    reading.concepts[at + 1]?.size === 0 &&
    /^(?:на|to|по)$/.test(reading.tokens[at + 2]?.key ?? '')
  )
}

/** "у нас", "к 15:00" name no place. */
function isOurs({ tokens }: Reading, at: number): boolean {
  const key = tokens[at]?.key ?? ''
  return key === 'к' || key === 'около' || (key === 'у' && /^(?:нас|меня)$/.test(tokens[at + 1]?.key ?? ''))
}

/** "дом двадцать три": number words behind a house, a flat or another part. */
export function isSaidNumber(reading: Reading, at: number): boolean {
  let first = at
  while (isNumberWord(reading, first) && !isCountForm(reading, first)) first -= 1
  // "он эки үй эки суу": Kyrgyz says the number of a house before it.
  const before = reading.marks.some(
    ({ to, locale, concept }) => to === first && locale === 'ky' && concept.startsWith('#'),
  )
  if (isNumbered(reading, first) || before) return false
  return first < at && (reading.tokens[first]?.key.length ?? 0) > 1 && means(reading, first, ...parts)
}

/** "Токтогула сто двадцать пять": a large number in words right behind the name of a street; "две" may be a count. */
export function isSaidHouse(reading: Reading, at: number): boolean {
  let first = at
  while (isNumberWord(reading, first - 1)) first -= 1
  const value = Number(reading.numbers.get(first)?.concept.slice(1))
  const street = first - 1
  const isEnding = reading.concepts[street]?.size === 0 && streetEnding.test(reading.tokens[street]?.key ?? '')
  return isNumberWord(reading, at) && value >= 10 && (isEnding || means(reading, street, ...named))
}

const countForm =
  /^(?:одну|пар[аыу]|парочк.|дв(?:ое|оих|ух)|тр(?:ое|оих|ех)|четверо|пятеро|(?:биро|эко|учо|торто|бешо|алто|жето)о?(?:н[уо]|го)?|экини|учту|тортту|бешти|бирди|couple|pair)$/

/** "экөөнү" counts, a house is "эки". */
function isCountForm({ tokens }: Reading, at: number): boolean {
  return countForm.test(tokens[at]?.key ?? '')
}

/** The customer's words of several segments, with their own signs between. */
export function join(reading: Reading, segments: readonly Segment[]): string {
  let words = ''
  let last: Segment | undefined
  for (const segment of segments) {
    if (last) {
      const between = reading.text.slice(reading.tokens[last.to - 1]?.end, reading.tokens[segment.from]?.start)
      words += /^[\s,.;:()/\\-]*$/.test(between) && between.length <= 4 && !between.includes('\n') ? between : ', '
    }
    const opening = reading.tokens[segment.from - 1]
    const from = opening && /[«"“(№#]/.test(opening.key) ? opening.start : (reading.tokens[segment.from]?.start ?? 0)
    words += reading.text.slice(from, reading.tokens[segment.to - 1]?.end)
    last = segment
  }
  return words.replace(/\s+/g, ' ').trim()
}
