import { means, type Concept, type Reading } from './reading.ts'
import { streetEnding } from './words/streets.ts'

/** A number written in digits or words. */
export interface Numeral {
  from: number
  to: number
  value: number
  /** Written in digits. */
  digits: boolean
}

const mostNumerals = 40

/** Reads the free numbers of a text from left to right; tens and units in words make one number. */
export function readNumerals(reading: Reading): Numeral[] {
  const found: Numeral[] = []
  for (let at = 0; at < reading.tokens.length && found.length < mostNumerals;) {
    const numeral = reading.claims[at] ? undefined : (digitsAt(reading, at) ?? wordsAt(reading, at))
    if (numeral) found.push(numeral)
    at = numeral?.to ?? at + 1
  }
  return found
}

function digitsAt({ tokens }: Reading, at: number): Numeral | undefined {
  const token = tokens[at]
  if (token?.kind !== 'number') return undefined
  const [point, tail, after] = tokens.slice(at + 1, at + 4)
  const decimal =
    (point?.key === ',' || point?.key === '.') &&
    point.glued &&
    tail?.kind === 'number' &&
    tail.glued &&
    tail.key.length <= 2
  if (decimal && !((after?.key === '.' || after?.key === ',') && tokens[at + 4]?.kind === 'number' && after.glued)) {
    return { from: at, to: at + 3, value: Number(`${token.key}.${tail.key}`), digits: true }
  }
  const half = tokens[at + 1]?.raw
  if (half === '½' && tokens[at + 1]?.glued)
    return { from: at, to: at + 2, value: Number(token.key) + 0.5, digits: true }
  return { from: at, to: at + 1, value: Number(token.key), digits: true }
}

function wordsAt(reading: Reading, at: number): Numeral | undefined {
  if (/[½¼¾⅓]/.test(reading.tokens[at]?.raw ?? '')) return { from: at, to: at + 1, value: 0.5, digits: true }
  let numeral = wordAt(reading, at)
  while (numeral) {
    const joint = reading.tokens[numeral.to]?.key === '-' && reading.tokens[numeral.to]?.glued ? 1 : 0
    const next = wordAt(reading, numeral.to + joint)
    if (!next) break
    const value: number = numeral.value
    const half = next.value === 0.5 && value < 10 && reading.tokens[next.from]?.key === 'жарым'
    const scale =
      value >= 100 ? 100 : value >= 20 && value % 10 === 0 ? 10 : value === 10 && isKyrgyzTen(reading, numeral) ? 10 : 0
    if (half) numeral = { ...numeral, to: next.to, value: value + 0.5 }
    else if ((next.value >= 100 || isGroup(reading, next)) && value < 10 && joint === 0)
      numeral = { ...numeral, to: next.to, value: value * next.value }
    else if (scale > 0 && next.value >= 1 && next.value < scale && !(scale === 10 && isTwo(reading, numeral, next)))
      numeral = { ...numeral, to: next.to, value: value + next.value }
    else break
  }
  return numeral
}

/** "киевская сорок четыре бутылки", "квартира сорок две воды": a house and a count rather than one number. */
function isTwo(reading: Reading, { from }: Numeral, { to }: Numeral): boolean {
  const street = reading.tokens[from - 1]?.key ?? ''
  const placed = means(reading, from - 1, 'streetName', 'street', 'house', 'flat') || streetEnding.test(street)
  return placed && means(reading, to, 'bottle', 'water')
}

/** "два десятка, "three dozen", "эки жуп". */
function isGroup({ tokens }: Reading, { from }: Numeral): boolean {
  return /^(?:десят(?:ок|к)|дюжин|ондук|dozen|пар(?:а|у|ы)?$|жуп)/.test(tokens[from]?.key ?? '')
}

function wordAt(reading: Reading, at: number): Numeral | undefined {
  if (reading.tokens[at]?.kind !== 'word' || reading.claims[at]) return undefined
  if (reading.tokens[at]?.key === 'on' && isKyrgyzNext(reading, at + 1))
    return { from: at, to: at + 1, value: 10, digits: false }
  const mark = reading.numbers.get(at)
  if (isMinute(reading, at) || isHe(reading, at)) return undefined
  return mark && { from: at, to: mark.to, value: Number(mark.concept.slice(1)), digits: false }
}

/** "муж скажет, он решает": Russian "he" among Russian words. */
function isHe(reading: Reading, at: number): boolean {
  if (reading.tokens[at]?.key !== 'он' || isKyrgyzNext(reading, at + 1)) return false
  const others = reading.marks.filter(({ from, concept }) => from !== at && !concept.startsWith('#'))
  const strange = reading.tokens[at + 1]?.kind === 'word' && reading.concepts[at + 1]?.size === 0
  return !others.some(({ locale }) => locale === 'ky') && (strange || others.some(({ locale }) => locale === 'ru'))
}

/** "мин" and "min" are minutes, "миң" is a thousand; without its letter only where bottles are counted. */
function isMinute(reading: Reading, at: number): boolean {
  const { key = '', raw = '' } = reading.tokens[at] ?? {}
  return /^(?:мин|min)$/.test(key) && !/ң/i.test(raw) && !means(reading, at + 1, 'bottle', 'water')
}

/** Latin "on" is ten before a Kyrgyz number or a bottle, alone and after "emes", and an English word otherwise. */
function isKyrgyzNext(reading: Reading, at: number): boolean {
  const units = reading.marks.some((mark) => mark.from === at && mark.locale === 'ky' && mark.concept.startsWith('#'))
  if (units || means(reading, at, 'bottle')) return true
  const before = reading.tokens[at - 2]?.key === ',' ? at - 3 : at - 2
  return reading.tokens.length === 1 || (at === reading.tokens.length && reading.tokens[before]?.key === 'emes')
}

function isKyrgyzTen({ tokens }: Reading, numeral: Numeral): boolean {
  return tokens[numeral.from]?.key === 'он' || tokens[numeral.from]?.key === 'on'
}

/** Whether the next word after a number, past a hyphen or a full stop, stands for one of the concepts. */
export function followedBy(reading: Reading, numeral: Numeral, ...wanted: readonly Concept[]): number | undefined {
  let at = numeral.to
  while (isJoint(reading, at)) at += 1
  return means(reading, at, ...wanted) ? at : undefined
}

function isJoint({ tokens }: Reading, at: number): boolean {
  const sign = tokens[at]
  if (!sign?.glued) return false
  return sign.key === '-' || sign.key === '*' || (sign.key === '.' && tokens[at + 1]?.glued === true)
}
