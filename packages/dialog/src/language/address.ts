import { isFindable, isStreet, kindOf } from './address-evidence.ts'
import { join, named, segmentsOf, type Segment } from './address-segments.ts'
import { claim, means, type Claim, type Concept, type Reading } from './reading.ts'

/** Words of a text that name a place. */
export interface Place {
  /** In the customer's words. */
  words: string
  /** `whole` says where; `part` only adds a flat, a floor, a code to a known address; `street` still lacks a house. */
  kind: 'whole' | 'part' | 'street'
}

/**
 * Finds the words of an address; `awaited` accepts fainter evidence, as an answer to "where to?", `lone` a street
 * without a house.
 */
export function findPlace(reading: Reading, awaited: boolean, lone = awaited): Place | undefined {
  const segments = housed(reading, judged(reading, awaited), awaited)
  const first = segments.findIndex((segment) => segment.kind === 'whole')
  if (first >= 0) {
    const start = startOf(reading, segments, first)
    const kept = segments
      .slice(start)
      .map((one, at) => (at > first - start && one.kind !== 'part' ? withDirections(reading, one) : one))
      .filter(
        (one, at) =>
          at === first - start ||
          (one.kind !== 'none' && one.kind !== 'denied' && !isAside(reading, one) && !isWish(reading, one)),
      )
    if (kept.some((one) => isFindable(reading, one))) return take(reading, kept, 'whole')
    return lone && kept.some((one) => isStreet(reading, one)) ? take(reading, kept, 'street') : undefined
  }
  const partial = segments.filter((segment) => segment.kind === 'part')
  if (partial.length > 0) return take(reading, partial, 'part')
  const street = lone ? segments.find((one) => one.kind === 'weak' && isStreet(reading, one)) : undefined
  return street && take(reading, [street], 'street')
}

/** Finds a house, with what follows it, for a street that is known. */
export function findHouse(reading: Reading): string | undefined {
  const segments = judged(reading, false).filter(
    (one) => one.kind === 'part' || (one.kind === 'weak' && hasNumber(reading, one)),
  )
  if (!segments.some((one) => hasNumber(reading, one))) return undefined
  return take(reading, segments, 'part').words
}

function judged(reading: Reading, awaited: boolean): Segment[] {
  const question = isQuestion(reading)
  return segmentsOf(reading).map((one) => ({ ...one, kind: kindOf(reading, one, awaited, question) }))
}

/** "Лермонтова, д. 66": a street whose house stands behind a comma; "Hyatt Regency, room 412": a house with its room. */
function housed(reading: Reading, segments: Segment[], awaited: boolean): Segment[] {
  return segments.map((one, at) => {
    const next = segments[at + 1]
    const whole = one.kind === 'weak' && next?.kind === 'part' && isHouse(reading, next) && isStreet(reading, one)
    return whole || (awaited && isRoomIn(reading, one, next)) ? { ...one, kind: 'whole' } : one
  })
}

function isRoomIn(reading: Reading, { from, to, kind }: Segment, next: Segment | undefined): boolean {
  if (kind !== 'weak' || next?.kind !== 'part' || to - from > 4 || !hasNumber(reading, next)) return false
  const tokens = reading.tokens.slice(from, to)
  const isRoom = reading.tokens.slice(next.from, next.to).some(({ key }) => /^(?:room|suite|комн|бокс|болмо)/.test(key))
  const isName = tokens.every(({ kind: token }) => token === 'word') && /^\p{Lu}/u.test(tokens[0]?.raw ?? '')
  return (
    isRoom &&
    isName &&
    tokens.some((_, at) => reading.concepts[from + at]?.size === 0 || means(reading, from + at, ...named))
  )
}

function isHouse(reading: Reading, segment: Segment): boolean {
  const { from, to } = segment
  return (
    hasNumber(reading, segment) && reading.tokens.slice(from, to).some((_, at) => means(reading, from + at, 'house'))
  )
}

function hasNumber(reading: Reading, { from, to }: Segment): boolean {
  return reading.tokens.slice(from, to).some((token) => token.kind === 'number')
}

function take(reading: Reading, segments: readonly Segment[], kind: Place['kind']): Place {
  const words = join(reading, segments)
  for (const { from, to } of segments) claim(reading, from, to, 'address')
  return { words, kind }
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
    return besidePhone || reading.claims[before] === 'note' || reading.tokens[from - 1]?.kind === 'break'
  const plain =
    tokens.length <= 2 && tokens.every((token, at) => token.kind === 'word' && reading.concepts[from + at]?.size === 0)
  return besidePhone && plain
}

/** "нужно 17 буттылей": what is wanted, though the word is not known. */
function isWish(reading: Reading, { from, to, kind }: Segment): boolean {
  if (kind !== 'weak') return false
  return reading.tokens
    .slice(from, to)
    .some(({ kind: token }, at) => token === 'number' && means(reading, from + at - 1, 'want'))
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
