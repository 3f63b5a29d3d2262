import parsePhoneNumber from 'libphonenumber-js/max'
import { claim, means, type Reading } from './reading.ts'
import type { Token } from './tokens.ts'

export type PhoneFlaw = 'phone.too-short' | 'phone.too-long' | 'phone.none'

export interface Phones {
  /** E.164, in the order of the text, without the denied ones. */
  numbers: string[]
  /** Numbers the customer said are wrong. */
  denied: string[]
  /** What is wrong with digits that look like a phone but are none. */
  flaw?: PhoneFlaw
}

interface Group {
  digits: string
  from: number
  to: number
  plus: boolean
}

const joiners = new Set(['-', '(', ')', '.', '/', '–', '—', '‑', '‐', '−'])
const leastDigits = 5

/** Finds phone numbers and claims their tokens; digits that only resemble a phone are claimed too. */
export function findPhones(reading: Reading): Phones {
  const found: Phones = { numbers: [], denied: [] }
  for (const run of digitRuns(reading)) {
    let rest = run
    let leftover = false
    while (rest.length > 0) {
      const hit = firstPhone(reading, rest)
      if (!hit) {
        leftover = true
        break
      }
      take(reading, found, rest, hit)
      rest = rest.slice(hit.last + 1)
    }
    if (leftover && rest === run) noteFlaw(reading, run, found)
  }
  return found
}

/** A whole number in any Kyrgyz spelling, or a foreign one with its country code; nothing else. */
export function toE164(raw: string): string | undefined {
  const digits = raw.replace(/\D/g, '')
  return phoneOf(digits, raw.includes('+'))
}

function digitRuns({ tokens, claims }: Reading): Group[][] {
  const runs: Group[][] = []
  let run: Group[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token
    const zero = isLetterZero(tokens, at)
    if ((token.kind === 'number' || zero) && !claims[at]) {
      const last = run.at(-1)
      const digits = zero ? '0' : token.key
      const plus = tokens[at - 1]?.key === '+'
      if (last && token.glued && last.to === at) {
        last.digits += digits
        last.to = at + 1
      } else run.push({ digits, from: plus ? at - 1 : at, to: at + 1, plus })
    } else if (!(token.kind === 'sign' && (joiners.has(token.key) || token.key === '+') && joins(tokens, at))) {
      if (run.length > 0) runs.push(run)
      run = []
    }
  }
  if (run.length > 0) runs.push(run)
  return runs
}

function joins(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.key !== '.' || tokens[at + 1]?.glued === true
}

function isLetterZero(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]
  const token = tokens[at]
  return (token?.key === 'о' || token?.key === 'o') && next?.kind === 'number' && next.glued && next.key.length >= 2
}

function firstPhone(reading: Reading, run: readonly Group[]) {
  for (let first = 0; first < run.length; first++) {
    const start = run[first] as Group
    let digits = ''
    for (let last = first; last < Math.min(run.length, first + 13); last++) {
      digits += (run[last] as Group).digits
      if (digits.length < 9) continue
      if (digits.length > 15) break
      const opens = start.plus || /^(?:0|996|[78])/.test(start.digits)
      if (first > 0 && !opens) continue
      const phone = phoneOf(digits, start.plus)
      if (phone && endsThere(reading, run, last)) return { phone, first, last }
    }
  }
  return undefined
}

function endsThere(reading: Reading, run: readonly Group[], last: number): boolean {
  const next = run[last + 1]
  if (!next) return true
  return (
    next.plus || next.digits.length >= 9 || /^0\d{2}/.test(next.digits) || means(reading, next.to, 'bottle', 'water')
  )
}

function phoneOf(digits: string, plus: boolean): string | undefined {
  const local = digits
    .replace(/^00(?=996)/, '')
    .replace(/^996/, '')
    .replace(/^8(?=0\d{9}$)/, '')
    .replace(/^0/, '')
  if (/^[2-9]\d{8}$/.test(local)) {
    const kyrgyz = parsePhoneNumber(local, 'KG')
    if (kyrgyz?.isValid() && kyrgyz.country === 'KG') return kyrgyz.number
  }
  if (/^[78]\d{10}$/.test(digits)) {
    const russian = parsePhoneNumber(`+7${digits.slice(1)}`)
    return russian?.isValid() ? russian.number : undefined
  }
  if ((plus || digits.startsWith('00')) && digits.length >= 10 && /^(?:00)?(?!996)[1-9]/.test(digits)) {
    const foreign = parsePhoneNumber(`+${digits.replace(/^00/, '')}`)
    return foreign?.isValid() ? foreign.number : undefined
  }
  return undefined
}

function take(
  reading: Reading,
  found: Phones,
  run: readonly Group[],
  hit: { phone: string; first: number; last: number },
) {
  const from = (run[hit.first] as Group).from
  const to = (run[hit.last] as Group).to
  const before = [from - 1, from - 2, from - 3].find((at) => reading.tokens[at]?.kind === 'word')
  const denied =
    (before !== undefined && (means(reading, before, 'not', 'wrong') || isOld(reading, before))) ||
    isDead(reading, to) ||
    /^(?:эмес|emes)/.test(reading.tokens[to]?.key ?? '')
  const suffix = reading.tokens[to]
  const end = suffix?.kind === 'word' && suffix.glued ? to + 1 : to
  claim(reading, reading.tokens[from - 1]?.key === '(' ? from - 1 : from, end, 'phone')
  ;(denied ? found.denied : found.numbers).push(hit.phone)
}

/** "0700112233 не работает" */
function isDead({ tokens }: Reading, at: number): boolean {
  return tokens[at]?.key === 'не' && /^(?:работ|доступ|актив|мой|тот|верн|прав)/.test(tokens[at + 1]?.key ?? '')
}

function isOld(reading: Reading, at: number): boolean {
  return /^(?:стар|прежн|эски|мурунку|old|вместо|instead)/.test(reading.tokens[at]?.key ?? '')
}

function noteFlaw(reading: Reading, run: readonly Group[], found: Phones): void {
  const digits = run.map((group) => group.digits).join('')
  if (digits.length < leastDigits) return
  const whole = digits.startsWith('996') ? 12 : digits.startsWith('0') ? 10 : 9
  found.flaw = digits.length < whole ? 'phone.too-short' : digits.length > whole ? 'phone.too-long' : 'phone.none'
  const attempt = digits.length >= 7 || (run[0] as Group).digits.startsWith('0')
  if (attempt) claim(reading, (run[0] as Group).from, (run.at(-1) as Group).to, 'phone')
}
