import { digitGroups, lostDigits } from './address-digits.ts'
import { formatAddress } from './address-format.ts'
import { takeBlock, takeNumbered } from './address-numbers.ts'
import { takeDistrict, takeHouse, takeStreets } from './address-streets.ts'
import { clausesOf, freeRuns, sliceOf, use, type Work } from './address-work.ts'
import { means, plainLexicon, readText, type Lexicon } from './reading.ts'
import { cleanText } from './text.ts'

/** An address taken apart; every field in words as one writes them, absent if not said. */
export interface AddressParts {
  /** Such as `7-й мкр`, `ж/м Учкун`, `с. Орто-Сай`. */
  district?: string
  /** Such as `ул. Токтогула`: the official name if the street is known, else the customer's words. */
  street?: string
  /** Two streets that cross. */
  crossing?: [string, string]
  /** Such as `125`, `40/12`, `98Б`. */
  house?: string
  /** A number, or what it is besides a flat: `офис 305`. */
  flat?: string
  entrance?: string
  floor?: string
  code?: string
  landmark?: string
  pin?: { lat: number; lon: number }
  /** Whatever else was said. */
  directions?: string
}

const pinPattern = /(?:📍\s?)?(-?\d{1,2}\.\d{2,9})\s?,\s?(-?\d{1,3}\.\d{2,9})/u
const longest = 600

/**
 * Takes an address apart. Pure; never throws. No group of digits gets lost: what is not recognised is in `directions`.
 * The same again on what `formatAddress` makes of it.
 */
export function addressParts(words: string, lexicon: Lexicon = plainLexicon): AddressParts {
  const text = tidy(words)
  const parts = apart(text, lexicon)
  const line = formatAddress(parts)
  const again = formatAddress(apart(tidy(line), lexicon))
  const kept = lostDigits(digitGroups(text), digitGroups(line)).length === 0
  return again === line && tidy(line) === line && kept ? parts : text === '' ? {} : { directions: text }
}

function tidy(words: string): string {
  return cleanText(words)
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;]+|[\s,;]+$/g, '')
}

function apart(whole: string, lexicon: Lexicon): AddressParts {
  const text = whole.slice(0, longest)
  const reading = readText(text, lexicon)
  const read = reading.tokens.at(-1)?.end ?? 0
  const work: Work = { reading, used: reading.tokens.map(() => false), parts: {}, ends: new Set() }
  const { parts } = work
  takePin(work)
  const links = takeLinks(work)
  takeDistrict(work)
  takeNumbered(work)
  takeStreets(work, lexicon)
  takeHouse(work)
  takeBlock(work)
  takeLandmarks(work)
  const rest = freeRuns(work).map(({ from, to }) => sliceOf(work, from, to))
  const left = [...links, ...rest, text.slice(read) + whole.slice(longest)].map((one) => one.trim()).filter(Boolean)
  const draft = left.length > 0 ? { ...parts, directions: left.join(', ') } : parts
  const lost = lostDigits(digitGroups(whole), digitGroups(formatAddress(draft)))
  return lost.length === 0 ? draft : { ...draft, directions: [...left, ...lost].join(', ') }
}

function takePin(work: Work): void {
  const match = pinPattern.exec(work.reading.text)
  const [words = '', lat = '', lon = ''] = match ?? []
  const exact = String(Number(lat)) === lat && String(Number(lon)) === lon
  if (!match || !exact || Math.abs(Number(lat)) > 90 || Math.abs(Number(lon)) > 180) return
  work.parts.pin = { lat: Number(lat), lon: Number(lon) }
  useText(work, match.index, match.index + words.length)
}

function takeLinks(work: Work): string[] {
  return [...work.reading.text.matchAll(/https?:\/\/[^\s,;]{1,300}/g)].map((match) => {
    useText(work, match.index, match.index + match[0].length)
    return match[0]
  })
}

function useText(work: Work, start: number, end: number): void {
  work.reading.tokens.forEach((token, at) => {
    if (token.start >= start && token.end <= end) work.used[at] = true
  })
}

/** "напротив ЦУМа", "БЦ Виктори", "школа 61". */
function takeLandmarks(work: Work): void {
  const found: string[] = []
  for (const clause of clausesOf(work)) {
    for (const run of freeRuns(work, clause)) {
      const at = rangeOf(run).find((one) =>
        means(work.reading, one, 'landmark', 'business', 'landmarkName', 'crossing'),
      )
      if (at === undefined) continue
      found.push(sliceOf(work, run.from, run.to))
      use(work, run.from, run.to)
    }
  }
  if (found.length > 0) work.parts.landmark = found.join(', ')
}

function rangeOf({ from, to }: { from: number; to: number }): number[] {
  return Array.from({ length: to - from }, (_, step) => from + step)
}
