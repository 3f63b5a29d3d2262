import { clausesOf, isFree, sliceOf, use, type Span, type Work } from './address-work.ts'
import { means, type Lexicon } from './reading.ts'
import { streetEnding } from './words/streets.ts'

interface Mention extends Span {
  name: string
}

const kinds: readonly [RegExp, string][] = [
  [/^(?:пр|просп|проспект.*|avenue|ave|av|prospe[ck]t)$/, 'просп.'],
  [/^(?:пер|переул.*|lane|тупик)$/, 'пер.'],
  [/^(?:бул|бульвар.*|б|boulevard|blvd)$/, 'бул.'],
  [/^(?:шоссе|тракт|трасса|highway)$/, 'шоссе'],
  [/^(?:пл|площад.*|square)$/, 'пл.'],
]
const city = /^(?:город|бишкек|bishkek)$/

/** Takes a microdistrict, a housing estate or a village. */
export function takeDistrict(work: Work): void {
  const { reading, parts } = work
  const marker = reading.marks.find(
    ({ concept, from }) => concept === 'district' && isFree(work, from) && !isStreetWord(work, from),
  )
  if (marker) {
    const kind = districtKind(reading.tokens[marker.from]?.key ?? '', reading.tokens[marker.from]?.raw ?? '')
    const number = numberBeside(work, marker)
    const name = number ?? nameBeside(work, marker)
    if (!name) return
    parts.district = number
      ? kind === 'мкр'
        ? `${number.name}-й мкр`
        : `${kind} ${number.name}`
      : `${kind} ${name.name}`
    end(work, Math.min(name.from, marker.from), Math.max(name.to, marker.to))
    if (reading.tokens[marker.to]?.key === '.') use(work, marker.to, marker.to + 1)
    return
  }
  const village = reading.tokens.findIndex(
    ({ key, raw }, at) => key === 'с' && raw.length === 1 && reading.tokens[at + 1]?.key === '.' && isFree(work, at),
  )
  const after = village >= 0 ? nameBeside(work, { from: village, to: village + 2 }) : undefined
  if (after) {
    parts.district = `с. ${after.name}`
    end(work, village, after.to)
    return
  }
  const named = reading.marks.find(
    ({ concept, from }) =>
      concept === 'districtName' &&
      isFree(work, from) &&
      !isStreetWord(work, from - 1) &&
      !means(reading, from - 1, 'business') &&
      !means(reading, from, 'streetName'),
  )
  if (!named) return
  const to = withNumber(work, named.to)
  parts.district = sliceOf(work, named.from, to)
  end(work, named.from, to)
}

function end(work: Work, from: number, to: number): void {
  use(work, from, to)
  work.ends.add(to - 1)
}

function isStreetWord({ reading }: Work, at: number): boolean {
  return means(reading, at, 'street') || (reading.tokens[at]?.key === '.' && means(reading, at - 1, 'street'))
}

function districtKind(key: string, raw: string): string {
  if (/^(?:мкр|мкрн|мк|м|мр|микр.*|кичи.*|mkr|micro.*|mikro.*|district)/.test(key)) return 'мкр'
  if (/^(?:жк|к|residential)$/.test(key)) return 'ЖК'
  if (/^(?:ж|жм|жил.*|массив|конуш.*|турак|новостр.*)$/.test(key)) return key === 'жилой' ? 'ЖК' : 'ж/м'
  if (/^(?:село|айыл.*|village)$/.test(key)) return 'с.'
  return raw.toLowerCase()
}

/** "7 мкр", "7-й микрорайон", "мкр 7". */
function numberBeside(work: Work, { from, to }: Span): Mention | undefined {
  const { tokens } = work.reading
  let end = from
  if (tokens[end - 1]?.key === '-') end -= 1
  if (/^(?:й|ый|ой)$/.test(tokens[end - 1]?.key ?? '')) end -= tokens[end - 2]?.key === '-' ? 2 : 1
  const before = tokens[end - 1]
  if (before?.kind === 'number' && before.key.length <= 3 && isFree(work, end - 1))
    return { name: before.key, from: end - 1, to }
  let next = to
  while (/^[.№-]$/.test(tokens[next]?.key ?? '')) next += 1
  const after = tokens[next]
  return after?.kind === 'number' && after.key.length <= 3 && isFree(work, next)
    ? { name: after.key, from, to: next + 1 }
    : undefined
}

/** Up to three words of a name after the word for its kind, or before it: "ж/м Учкун", "Учкун конушу". */
function nameBeside(work: Work, { from, to }: Span): Mention | undefined {
  const { reading } = work
  let start = to
  while (/^[.:«"]$/.test(reading.tokens[start]?.key ?? '')) start += 1
  let end = start
  if (isNamed(work, start, from)) end += 1
  while (end < start + 5 && isNamePart(work, end, start)) end += 1
  if (end > start && reading.tokens[end - 1]?.key === '-') end -= 1
  if (end > start) {
    const last = withNumber(work, end)
    return { name: sliceOf(work, start, last), from: start, to: last }
  }
  let first = from
  while (first > from - 3 && isName(work, first - 1)) first -= 1
  return first < from ? { name: sliceOf(work, first, from), from: first, to: from } : undefined
}

/** "ул. Центральная": whatever follows the word for a street is its name. */
function isNamed(work: Work, at: number, marker: number): boolean {
  const token = work.reading.tokens[at]
  const named = means(work.reading, marker, 'street') && !means(work.reading, at, 'street', 'district', 'flat', 'house')
  return named && token?.kind === 'word' && token.key.length >= 3 && isFree(work, at)
}

function isNamePart(work: Work, at: number, start: number): boolean {
  const { tokens } = work.reading
  if (isName(work, at)) return true
  return at > start && tokens[at]?.key === '-' && tokens[at].glued && isName(work, at + 1)
}

function isName(work: Work, at: number): boolean {
  const token = work.reading.tokens[at]
  if (token?.kind !== 'word' || !isFree(work, at) || city.test(token.key)) return false
  if (means(work.reading, at, 'districtName', 'streetName')) return true
  return (
    token.key.length >= 3 &&
    !means(
      work.reading,
      at,
      'street',
      'district',
      'flat',
      'house',
      'part',
      'crossing',
      'landmark',
      'business',
      'bottle',
      'toPlace',
    )
  )
}

/** "Восток-5", "Джал 29, 15-34": a number that belongs to the name. */
function withNumber(work: Work, at: number): number {
  const { tokens } = work.reading
  if (tokens[at]?.key === '-' && tokens[at]?.glued && tokens[at + 1]?.kind === 'number' && tokens[at + 1]?.glued)
    return at + 2
  const apart = tokens[at]?.kind === 'number' && tokens[at + 1]?.key === ','
  const house = tokens.slice(at + 2).find(({ kind }) => kind === 'number' || kind === 'word')
  return apart &&
    (house?.kind === 'number' || /^(?:дом|д|үй|ул|улица)$/.test(house?.key ?? '')) &&
    isUnlabelled(work, at + 2)
    ? at + 1
    : at
}

/** A house follows: "15-34", "дом 12"; no "3 подъезд". */
function isUnlabelled({ reading }: Work, at: number): boolean {
  const first = reading.tokens.findIndex((token, index) => index >= at && token.kind !== 'sign')
  if (/^(?:дом|д|үй|ул|улица)$/.test(reading.tokens[first]?.key ?? '')) return true
  const next = reading.tokens[first + 1]
  return (
    reading.tokens[first]?.kind === 'number' &&
    next?.key === '-' &&
    next.glued &&
    reading.tokens[first + 2]?.kind === 'number'
  )
}

/** Takes a street, or two that cross. */
export function takeStreets(work: Work, lexicon: Lexicon): void {
  const { reading, parts } = work
  const village = /^(?:с\.|ж\/м)/.test(parts.district ?? '')
  const mentions = mentionsOf(work, lexicon, village)
  const [first, second] = mentions
  if (!first) return
  const between = reading.tokens.findIndex(
    (token, at) => isFree(work, at) && /^(?:между|ортосунда|ортосу|between)$/.test(token.key),
  )
  if (second && between < 0 && crosses(work, first, second)) {
    parts.crossing = [first.name, second.name]
    use(work, first.from, second.to)
    reading.tokens.forEach((_, at) => {
      if (isFree(work, at) && means(reading, at, 'crossing') && (at < first.from || at >= second.to))
        use(work, at, at + 1)
    })
    return
  }
  const landmark = [first.from - 1, first.from - 2].some(
    (at) => isFree(work, at) && means(reading, at, 'landmark', 'business', 'crossing'),
  )
  if (landmark && !second) return
  const taken = landmark && second ? second : (mentions.find((one) => numbered(work, one)) ?? first)
  parts.street = taken.name
  end(work, taken.from, taken.to)
}

function numbered({ reading }: Work, { to }: Span): boolean {
  const next = reading.tokens[to]?.key === ',' ? to + 1 : to
  return reading.tokens[next]?.kind === 'number'
}

function crosses({ reading }: Work, one: Span, other: Span): boolean {
  const between = reading.tokens.slice(one.to, other.from)
  const marked = reading.tokens.some((_, at) => means(reading, at, 'crossing'))
  const joined = between.every(({ key }) =>
    /^(?:[-–—/+&.]|и|менен|and|x|х|с|of|да|жана|угол|пересечение|перекресток)$/.test(key),
  )
  const bare = between.some(({ key }) => /^(?:[-–—/+&]|угол|пересечение)$/.test(key))
  return joined && (marked || bare) && between.length > 0
}

function mentionsOf(work: Work, lexicon: Lexicon, village: boolean): Mention[] {
  const { reading } = work
  const known = lexicon.streets.find(reading.tokens).filter(({ from }) => isFree(work, from))
  const mentions: Mention[] = known.map(({ name, from, to }) => {
    const official =
      village &&
      !sameName(
        name,
        reading.tokens
          .slice(from, to)
          .map(({ key }) => key)
          .join(' '),
      )
    const span = withKind(work, { from, to })
    const spoken = `${kindAt(work, span)} ${sliceOf(work, from, to)}`
    return { ...span, name: official ? spoken : short(name) }
  })
  for (const { concept, from, to } of reading.marks) {
    if (concept !== 'street' || !isFree(work, from) || mentions.some((one) => one.from <= from && from < one.to))
      continue
    const name = nameBeside(work, { from, to }) ?? numberName(work, to)
    if (!name || mentions.some((one) => name.from < one.to && one.from < name.to)) continue
    mentions.push({
      name: `${kindOfKey(reading.tokens[from]?.key ?? '')} ${name.name}`,
      from: Math.min(from, name.from),
      to: Math.max(to, name.to),
    })
  }
  reading.tokens.forEach((token, at) => {
    if (token.kind !== 'word' || !isFree(work, at) || mentions.some((one) => one.from <= at && at < one.to)) return
    const unknown = reading.concepts[at]?.size === 0
    if ((unknown && streetEnding.test(token.key)) || means(reading, at, 'streetName'))
      mentions.push({ name: token.raw, from: at, to: at + 1 })
  })
  return mentions.length > 0 ? mentions.sort((a, b) => a.from - b.from) : plainNames(work)
}

/** "ж/м Келечек, ул 5, дом 12": a street without a name. */
function numberName(work: Work, to: number): Mention | undefined {
  const { tokens } = work.reading
  const at = tokens[to]?.key === '.' ? to + 1 : to
  const next = tokens[at + 1]?.key === ',' && tokens[at + 2]?.kind === 'number'
  if (tokens[at]?.kind !== 'number' || !isFree(work, at) || !(next || work.parts.house !== undefined)) return undefined
  return { name: tokens[at]?.key ?? '', from: at, to: at + 1 }
}

/** "Школьная 7", "Алтын-Бешик, 145": a name that nobody knows, and a number. */
function plainNames(work: Work): Mention[] {
  const { tokens } = work.reading
  for (const clause of clausesOf(work)) {
    const from = tokens.findIndex((_, at) => at >= clause.from && at < clause.to && isFree(work, at))
    if (from < 0 || !isName(work, from)) continue
    let to = from
    while (to < Math.min(clause.to, from + 6) && isNamePart(work, to, from)) to += 1
    if (numbered(work, { from, to }) && isFree(work, tokens[to]?.key === ',' ? to + 1 : to))
      return [{ name: sliceOf(work, from, to), from, to }]
  }
  return []
}

function sameName(name: string, words: string): boolean {
  return name.toLowerCase().replace(/ё/g, 'е').includes(words.slice(0, 4))
}

/** The word for the kind of street beside its name belongs to it. */
function withKind(work: Work, { from, to }: Span): Span {
  const { tokens } = work.reading
  const before = tokens[from - 1]?.key === '.' ? from - 2 : from - 1
  if (isFree(work, before) && isKind(work, before)) {
    const start = tokens[before - 1]?.key === '-' ? before - 2 : before
    return { from: start, to }
  }
  return isFree(work, to) && isKind(work, to)
    ? { from, to: tokens[to + 1]?.key === '.' ? to + 2 : to + 1 }
    : { from, to }
}

function isKind({ reading }: Work, at: number): boolean {
  return means(reading, at, 'street') && !means(reading, at, 'streetName')
}

function kindAt({ reading }: Work, { from, to }: Span): string {
  const marker = [from, to - 1].find((at) => means(reading, at, 'street'))
  return kindOfKey(marker === undefined ? '' : (reading.tokens[marker]?.key ?? ''))
}

function kindOfKey(key: string): string {
  return kinds.find(([pattern]) => pattern.test(key))?.[1] ?? 'ул.'
}

function short(name: string): string {
  return name
    .replace(/^улица /i, 'ул. ')
    .replace(/^проспект /i, 'просп. ')
    .replace(/^бульвар /i, 'бул. ')
    .replace(/^переулок /i, 'пер. ')
    .replace(/^площадь /i, 'пл. ')
}

/** Takes the house that follows a street or a district without a word for it: "125", "40/12", "25-14", "6-12-45". */
export function takeHouse(work: Work): void {
  const { reading, parts } = work
  const { tokens } = reading
  if (parts.street === undefined && parts.district === undefined && parts.crossing === undefined) {
    takeBare(work)
    return
  }
  if (parts.house !== undefined || parts.crossing !== undefined) return
  const start = tokens.findIndex(
    (token, at) => token.kind === 'number' && isFree(work, at) && token.key.length <= 5 && follows(work, at),
  )
  const before = start < 0 && parts.street !== undefined && tokens[0]?.kind === 'number' && isFree(work, 0) ? 0 : start
  if (before < 0) return
  let to = before + 1
  const tail = tokens[to]
  if (tail?.kind === 'word' && tail.glued && tail.key.length === 1 && isFree(work, to)) to += 1
  if (tokens[to]?.key === '/' && tokens[to + 1]?.kind === 'number' && isFree(work, to + 1)) to += 2
  if (
    tokens[to]?.kind === 'word' &&
    tokens[to]?.glued &&
    tokens[to]?.key.length === 1 &&
    isFree(work, to) &&
    to - before > 2
  )
    to += 1
  parts.house = sliceOf(work, before, to).replace(/\s+/g, '')
  const joint = tokens[to]?.key === '-' && tokens[to + 1]?.kind === 'number' && isFree(work, to + 1)
  if (joint && parts.flat === undefined) {
    parts.flat = tokens[to + 1]?.key ?? ''
    to += 2
  }
  use(work, before, to)
}

/** Right after the street or the district, with nothing but signs between. */
function follows({ reading, used, ends }: Work, at: number): boolean {
  let before = at - 1
  while (/^[,.№#]$/.test(reading.tokens[before]?.key ?? '') && !used[before]) before -= 1
  return ends.has(before)
}

function takeBare(work: Work): void {
  const match = /^(\d{1,2})-(\d{1,3})-(\d{1,4})$/.exec(work.reading.text)
  const [, district = '', house = '', flat = ''] = match ?? []
  if (!match) return
  Object.assign(work.parts, { district: `${district}-й мкр`, house, flat })
  use(work, 0, work.reading.tokens.length)
}
