import type { Claim, Concept, Reading } from './reading.ts'
import { claim, means } from './reading.ts'
import { streetEnding } from './words/streets.ts'

/** Words of a text that name a place. */
export interface Place {
  /** In the customer's words. */
  words: string
  /** `whole` says where; `part` only adds a flat, a floor, a code to a known address. */
  kind: 'whole' | 'part'
}

interface Segment {
  from: number
  to: number
  kind: 'whole' | 'part' | 'weak' | 'none' | 'denied'
}

const named: readonly Concept[] = ['streetName', 'districtName', 'landmarkName']
const parts: readonly Concept[] = ['part', 'flat', 'house']
const markers: readonly Concept[] = ['street', 'district', 'crossing', ...parts, ...named]
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
const others: readonly Concept[] = [
  'cancel',
  'operator',
  'restart',
  'wait',
  'greeting',
  'thanks',
  'maybe',
  'toKyrgyz',
  'toRussian',
  'toEnglish',
  'decline',
  'ask.price',
  'ask.hours',
  'ask.delivery',
  'ask.status',
  'ask.bot',
  'want',
  'naming',
]

/** Finds the words of an address; `awaited` accepts fainter evidence, as an answer to "where to?". */
export function findPlace(reading: Reading, awaited: boolean): Place | undefined {
  const question = isQuestion(reading)
  const segments = segmentsOf(reading).map((one) => ({ ...one, kind: kindOf(reading, one, awaited, question) }))
  const first = segments.findIndex((segment) => segment.kind === 'whole')
  if (first >= 0) {
    const start = startOf(reading, segments, first)
    const kept = segments
      .slice(start)
      .map((one, at) => (at > first - start && one.kind === 'weak' ? withDirections(reading, one) : one))
      .filter(
        (one, at) => at === first - start || (one.kind !== 'none' && one.kind !== 'denied' && !isAside(reading, one)),
      )
    return kept.some((one) => isFindable(reading, one)) ? take(reading, kept, 'whole') : undefined
  }
  const partial = segments.filter((segment) => segment.kind === 'part')
  return partial.length > 0 ? take(reading, partial, 'part') : undefined
}

function take(reading: Reading, segments: readonly Segment[], kind: Place['kind']): Place {
  const words = join(reading, segments)
  for (const { from, to } of segments) claim(reading, from, to, 'address')
  return { words, kind }
}

function segmentsOf(reading: Reading): Segment[] {
  const segments: Segment[] = []
  let from = 0
  const close = (to: number) => {
    const trimmed = trim(reading, from, to)
    if (trimmed) segments.push(trimmed)
  }
  reading.tokens.forEach((token, at) => {
    const claimed = reading.claims[at] !== undefined && reading.claims[at] !== 'link'
    if (token.kind === 'break' || claimed || isBoundary(reading, at)) {
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

function isBoundary({ tokens, concepts, claims }: Reading, at: number): boolean {
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
    const counts = token?.kind === 'number' && /^(?:на|to|в|по)$/.test(reading.tokens[at + 1]?.key ?? '')
    if (counts || isNumberWord(reading, at)) return true
    if (means(reading, at, 'landmark') && !/^(?:к|около)$/.test(token?.key ?? '')) return false
    if (means(reading, at, ...markers) && !/^(?:дома|место|к)$/.test(token?.key ?? '')) return false
    return means(reading, at, ...courtesies, 'toPlace', 'clock', 'ask.asking')
  }
  const skipsBehind = (at: number) => {
    const token = reading.tokens[at]
    if (token?.kind === 'sign' || token?.kind === 'emoji') return !/[»"”)]/.test(token.key)
    if (isNumberWord(reading, at) || /^(?:к|до|после|в|с|на|at|by)$/.test(token?.key ?? '')) return true
    if (token?.glued) return false
    return (
      !means(reading, at, ...markers) &&
      (means(reading, at, ...trailing) || /^(?:и|а|на|в|с|по|к|and)$/.test(token?.key ?? ''))
    )
  }
  while (start < end && skipsAhead(start)) start += 1
  while (end > start && skipsBehind(end - 1)) end -= 1
  return end > start ? { from: start, to: end, kind: 'none' } : undefined
}

function isNumberWord(reading: Reading, at: number): boolean {
  return reading.tokens[at]?.kind === 'word' && [...(reading.concepts[at] ?? [])].some((one) => one.startsWith('#'))
}

interface Evidence {
  names: number
  unknown: number
  numbers: number
  known: number
  street: boolean
  district: boolean
  parts: number
  crossing: boolean
  landmark: boolean
  business: boolean
  endings: number
  link: boolean
  foreign: number
}

function kindOf(reading: Reading, segment: Segment, awaited: boolean, question: boolean): Segment['kind'] {
  const found = evidenceOf(reading, segment)
  const first = reading.tokens[segment.from]?.key ?? ''
  if (/^(?:не|вместо|ne|not|эмес)$/.test(first) && first !== '') return 'denied'
  if (/^(?:эмес|emes)$/.test(reading.tokens[segment.to - 1]?.key ?? '')) return 'denied'
  if (question && found.numbers === 0) return 'none'
  if (isWhole(reading, segment, found, awaited)) return 'whole'
  if (found.parts > 0 && (found.numbers > 0 || found.names > 0 || found.parts > 1) && found.foreign === 0) return 'part'
  if (found.link) return 'whole'
  return found.foreign === 0 &&
    (found.names > 0 || found.business || found.landmark || found.numbers > 0 || hasDirections(reading, segment))
    ? 'weak'
    : 'none'
}

function hasDirections(reading: Reading, segment: Segment): boolean {
  return means(reading, segment.from, 'not', 'phoneNoun')
}

function evidenceOf(reading: Reading, { from, to }: Segment): Evidence {
  const found: Evidence = {
    names: 0,
    unknown: 0,
    numbers: 0,
    known: 0,
    street: false,
    district: false,
    parts: 0,
    crossing: false,
    landmark: false,
    business: false,
    endings: 0,
    link: false,
    foreign: 0,
  }
  for (let at = from; at < to; at++) {
    const token = reading.tokens[at]
    if (reading.claims[at] === 'link') found.link = true
    if (token?.kind === 'number') found.numbers += 1
    if (token?.kind !== 'word') continue
    const concepts = reading.concepts[at]
    if (isNamedBy(reading, at)) {
      found.names += 1
      found.unknown += 1
      continue
    }
    if (concepts?.size === 0) {
      const glued = token.glued && reading.tokens[at - 1]?.kind === 'number'
      if (token.key.length >= 3 && !glued) {
        found.names += 1
        found.unknown += 1
        if (streetEnding.test(token.key)) found.endings += 1
      }
      continue
    }
    if (means(reading, at, ...named)) {
      found.known += 1
      found.names += 1
      if (streetEnding.test(token.key)) found.endings += 1
    }
    found.street ||= means(reading, at, 'street')
    found.district ||= means(reading, at, 'district')
    if (means(reading, at, ...parts)) found.parts += 1
    found.crossing ||= means(reading, at, 'crossing')
    found.landmark ||= means(reading, at, 'landmark')
    found.business ||= means(reading, at, 'business')
    if (
      !means(reading, at, ...markers, 'business', 'landmark') &&
      means(reading, at, ...others) &&
      !ownsCompany(reading, at)
    )
      found.foreign += 1
  }
  return found
}

/** "ул. Операторов", "улица Мира": whatever follows the marker is a name. */
function isNamedBy(reading: Reading, at: number): boolean {
  const marker = reading.tokens[at - 1]?.key === '.' ? at - 2 : at - 1
  return (
    means(reading, marker, 'street') && !means(reading, at, ...markers) && (reading.tokens[at]?.key.length ?? 0) >= 3
  )
}

/** "офис оператора" and "кафе «Отмена»" are places. */
function ownsCompany(reading: Reading, at: number): boolean {
  if (/[«"“]/.test(reading.tokens[at - 1]?.key ?? '')) return true
  return means(reading, at, 'operator') && means(reading, at - 1, 'business', 'part')
}

function isWhole(reading: Reading, segment: Segment, found: Evidence, awaited: boolean): boolean {
  if (found.foreign > 0 && !(found.street || found.district || (found.known > 0 && found.numbers > 0))) return false
  if ((found.street || found.district) && (found.names > 0 || (found.district && found.numbers > 0))) return true
  if (found.crossing && found.names > 0) return true
  if (found.known > 0 && found.numbers > 0) return true
  if (found.endings > 0 && found.numbers > 0) return true
  if (found.known >= 2) return true
  if (!awaited) return isToPlace(reading, segment) && found.unknown > 0 && found.numbers > 0 && found.unknown <= 4
  if (found.known > 0) return true
  if (found.endings > 1) return true
  if ((found.landmark || found.business) && (found.names > 0 || found.numbers > 0)) return true
  if (found.parts > 0 && found.names > 0 && found.numbers > 0) return true
  return found.numbers > 0 && found.unknown > 0 && found.unknown <= 6
    ? hasName(reading, segment)
    : isHouseAndFlat(reading, segment)
}

/** A street or a district alone does not say where to stop. */
function isFindable(reading: Reading, segment: Segment): boolean {
  const { numbers, crossing, landmark, business, link, endings, known, names } = evidenceOf(reading, segment)
  if (numbers + endings > 1 || numbers > 0 || crossing || landmark || business || link || known > 1) return true
  return (
    names > 0 &&
    reading.tokens.slice(segment.from, segment.to).some((_, at) => means(reading, segment.from + at, 'landmarkName'))
  )
}

function isToPlace(reading: Reading, segment: Segment): boolean {
  return means(reading, segment.from - 1, 'toPlace')
}

function hasName(reading: Reading, { from, to }: Segment): boolean {
  return reading.tokens
    .slice(from, to)
    .some((token, at) => token.kind === 'word' && token.key.length >= 4 && reading.concepts[from + at]?.size === 0)
}

/** "позвоните за полчаса" after an address stays whole. */
function withDirections(reading: Reading, segment: Segment): Segment {
  let { from } = segment
  while (
    reading.tokens[from - 1]?.kind === 'word' &&
    !reading.claims[from - 1] &&
    !means(reading, from - 1, 'greeting', 'thanks', 'bye', 'please')
  )
    from -= 1
  return { ...segment, from }
}

/** The name of a phone's owner, or a number on a line of its own: not a part of the address. */
function isAside(reading: Reading, { from, to, kind }: Segment): boolean {
  if (kind !== 'weak') return false
  const tokens = reading.tokens.slice(from, to)
  const sign = (at: number) => (reading.tokens[at]?.kind === 'sign' || reading.tokens[at]?.kind === 'break' ? 1 : 0)
  const before = from - 1 - sign(from - 1)
  const besidePhone = reading.claims[before] === 'phone' || reading.claims[to + sign(to)] === 'phone'
  if (tokens.length === 1 && tokens[0]?.kind === 'number')
    return besidePhone || reading.tokens[from - 1]?.kind === 'break'
  const plain =
    tokens.length <= 2 && tokens.every((token, at) => token.kind === 'word' && reading.concepts[from + at]?.size === 0)
  return besidePhone && plain
}

/** "7-42", "6-12-45": house and flat of a microdistrict. */
function isHouseAndFlat(reading: Reading, { from, to }: Segment): boolean {
  const tokens = reading.tokens.slice(from, to)
  const numbers = tokens.filter((token) => token.kind === 'number').map((token) => Number(token.key))
  const shaped = tokens.every((token, at) => (at % 2 === 0 ? token.kind === 'number' : /^[-/]$/.test(token.key)))
  return shaped && (numbers.length === 3 || numbers.length === 2) && Math.max(...numbers) > 9
}

const asks: readonly Concept[] = [
  'ask.delivery',
  'ask.price',
  'ask.hours',
  'ask.payment',
  'ask.water',
  'ask.status',
  'ask.asking',
]

function isQuestion(reading: Reading): boolean {
  return reading.text.includes('?') && reading.marks.some((mark) => asks.includes(mark.concept))
}

function startOf(reading: Reading, segments: readonly Segment[], first: number): number {
  let start = first
  while (start > 0) {
    const before = segments[start - 1] as Segment
    const next = segments[start] as Segment
    if (before.kind === 'denied' || before.kind === 'none' || isAside(reading, before)) break
    const gap: (Claim | undefined)[] = reading.claims.slice(before.to, next.from)
    if (gap.some((one) => one !== undefined)) break
    start -= 1
  }
  return start
}

function join(reading: Reading, segments: readonly Segment[]): string {
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
