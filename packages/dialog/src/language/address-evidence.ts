import { isSaidHouse, isSaidNumber, markers, named, parts, type Segment } from './address-segments.ts'
import { type Concept, isNumberWord, means, type Reading } from './reading.ts'
import { isOfTrade } from './trade.ts'
import { streetEnding } from './words/streets.ts'

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
  /** Names of streets and districts, known or by their ending. */
  streets: number
  link: boolean
  foreign: number
}

/** How much of an address a segment is. */
export function kindOf(reading: Reading, segment: Segment, awaited: boolean, question: boolean): Segment['kind'] {
  const found = evidenceOf(reading, segment)
  const first = reading.tokens[segment.from]?.key ?? ''
  if (/^(?:не|вместо|ne|not|эмес)$/.test(first) && first !== '') return 'denied'
  if ([segment.to - 1, segment.to].some((at) => /^(?:эмес|emes)$/.test(reading.tokens[at]?.key ?? ''))) return 'denied'
  if (isPast(reading, segment)) return 'denied'
  // "в 12 микрорайон доставляете?"
  const isArea = found.district && !found.street && found.numbers === 1 && found.parts === 0
  if (question && (found.numbers === 0 || isArea)) return 'none'
  if (isWhole(reading, segment, found, awaited)) return 'whole'
  const told = found.numbers > 0 || (found.names > 0 && (awaited || !isSomeHouse(reading, segment))) || found.parts > 1
  if (found.parts > 0 && told && found.foreign === 0) return 'part'
  if (found.link) return 'whole'
  return found.foreign === 0 &&
    (found.names > 0 || found.business || found.landmark || found.numbers > 0 || hasDirections(reading, segment))
    ? 'weak'
    : 'none'
}

/** "апамдын үйүнө", "my husband will be home": whose it is says nothing of where. */
function isSomeHouse(reading: Reading, { from, to }: Segment): boolean {
  const tokens = reading.tokens.slice(from, to)
  return (
    !tokens.some(({ key }) => /^(?:частн|жеке|private)/.test(key)) &&
    tokens.every(
      ({ key }, at) =>
        !means(reading, from + at, 'flat', 'part') && (!means(reading, from + at, 'house') || someHouse.test(key)),
    )
  )
}

const someHouse = /^(?:дом|дома|доме|дому|домом|уй|уйу|уйунд?о|уйд?о|home|house)$/
/** "квартира правильная" */
const judged = /^(?:(?:не)?(?:правильн|верн(?:ый|ая|ое|ые|о)$)|друг(?:ая|ой)$|тот$|та$)/
const once = /^(?:был[аои]?|раньше|прежде|мурда|мурун|was)$/
const nowadays = /^(?:теперь|сейчас|щас|азыр|эми|now)$/

/** "был Мира 23, теперь Киевская 44": an address that was. */
function isPast({ tokens }: Reading, { from, to }: Segment): boolean {
  return (
    tokens.slice(Math.max(0, from - 1), from + 1).some(({ key }) => once.test(key)) &&
    tokens.some(({ key }, at) => (at >= to || at < from) && nowadays.test(key))
  )
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
    streets: 0,
    link: false,
    foreign: 0,
  }
  found.streets = new Set(
    reading.marks
      .filter((mark) => named.includes(mark.concept) && mark.from >= from && mark.to <= to)
      .map((mark) => mark.from),
  ).size
  for (let at = from; at < to; at++) {
    const token = reading.tokens[at]
    if (reading.claims[at] === 'link') found.link = true
    const isSaid = means(reading, at - 1, ...parts) && isSaidNumber(reading, at)
    if (
      token?.kind === 'number' ||
      isSaid ||
      isSaidBefore(reading, at) ||
      (!isNumberWord(reading, at - 1) && isSaidHouse(reading, at))
    )
      found.numbers += 1
    if (token?.kind !== 'word' || judged.test(token.key)) continue
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
        if (streetEnding.test(token.key)) {
          found.endings += 1
          found.streets += 1
        }
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
    // "staying in a hostel" names none.
    found.business ||= means(reading, at, 'business') && !/^an?$/.test(reading.tokens[at - 1]?.key ?? '')
    if (
      !means(reading, at, ...markers, 'business', 'landmark') &&
      means(reading, at, ...others) &&
      !ownsCompany(reading, at)
    )
      found.foreign += 1
  }
  return found
}

/** "он эки үй": Kyrgyz says the number of a house before it. */
function isSaidBefore(reading: Reading, at: number): boolean {
  return (
    reading.numbers.get(at)?.locale === 'ky' &&
    means(reading, at + 1, 'house', 'flat') &&
    !isNumberWord(reading, at + 1)
  )
}

/** "ул. Операторов", "улица Мира": whatever follows the marker is a name. */
function isNamedBy(reading: Reading, at: number): boolean {
  const marker = reading.tokens[at - 1]?.key === '.' ? at - 2 : at - 1
  return (
    means(reading, marker, 'street') && !means(reading, at, ...markers) && (reading.tokens[at]?.key.length ?? 0) >= 3
  )
}

/** "офис оператора", "мобилдик операторлор" and "кафе «Отмена»" are places. */
function ownsCompany(reading: Reading, at: number): boolean {
  if (/[«"“]/.test(reading.tokens[at - 1]?.key ?? '')) return true
  return means(reading, at, 'operator') && (isOfTrade(reading, at) || means(reading, at - 1, 'business', 'part'))
}

function isWhole(reading: Reading, segment: Segment, found: Evidence, awaited: boolean): boolean {
  if (found.foreign > 0 && !(found.street || found.district || (found.known > 0 && found.numbers > 0))) return false
  if ((found.street || found.district) && (found.names > 0 || (found.district && found.numbers > 0))) return true
  if (found.crossing && found.names > 0) return true
  if (found.known > 0 && found.numbers > 0) return true
  if (found.endings > 0 && found.numbers > 0) return true
  if (found.known >= 2) return true
  if (!awaited) {
    if (found.landmark && found.numbers > 0 && found.names === 0 && found.foreign === 0) return true
    const placed = found.numbers > 0 || found.business
    return isToPlace(reading, segment) && found.unknown > 0 && placed && found.unknown <= 4
  }
  if (found.known > 0) return true
  if (found.endings > 1) return true
  if ((found.landmark || found.business) && (found.names > 0 || found.numbers > 0)) return true
  if (found.parts > 0 && found.names > 0 && found.numbers > 0) return true
  return found.numbers > 0 && found.unknown > 0 && found.unknown <= 6
    ? hasName(reading, segment)
    : isHouseAndFlat(reading, segment)
}

/** A street or a district alone does not say where to stop. */
export function isFindable(reading: Reading, segment: Segment): boolean {
  const { numbers, crossing, landmark, business, link, endings, streets, names } = evidenceOf(reading, segment)
  if (numbers + endings > 1 || numbers > 0 || crossing || landmark || business || link) return true
  if (streets > 1) return true
  return (
    names > 0 &&
    reading.tokens.slice(segment.from, segment.to).some((_, at) => means(reading, segment.from + at, 'landmarkName'))
  )
}

/** A street or a district by its name, and nothing that is strange to an address. */
export function isStreet(reading: Reading, { from, to }: Segment): boolean {
  const { street, district, known, names, unknown, foreign } = evidenceOf(reading, { from, to, kind: 'none' })
  if (foreign > 0 || (to - from === 1 && reading.tokens[from]?.key === 'шоро')) return false
  // "улица не указана"
  if (reading.tokens.slice(from, to).some(({ key }) => /^(?:не|not|эмес)$/.test(key))) return false
  return ((street || district) && names > 0) || (known > 0 && unknown === 0)
}

function isToPlace(reading: Reading, segment: Segment): boolean {
  return means(reading, segment.from - 1, 'toPlace') && /^\p{Lu}/u.test(reading.tokens[segment.from]?.raw ?? '')
}

function hasName(reading: Reading, { from, to }: Segment): boolean {
  return reading.tokens
    .slice(from, to)
    .some((token, at) => token.kind === 'word' && token.key.length >= 4 && reading.concepts[from + at]?.size === 0)
}

/** "7-42", "6-12-45": house and flat of a microdistrict. */
function isHouseAndFlat(reading: Reading, { from, to }: Segment): boolean {
  const tokens = reading.tokens.slice(from, to)
  const numbers = tokens.filter((token) => token.kind === 'number').map((token) => Number(token.key))
  const shaped = tokens.every((token, at) => (at % 2 === 0 ? token.kind === 'number' : /^[-/]$/.test(token.key)))
  return shaped && (numbers.length === 3 || numbers.length === 2) && Math.max(...numbers) > 9
}
