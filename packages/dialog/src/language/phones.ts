import parsePhoneNumber from 'libphonenumber-js/max'
import { claim, means, type Reading } from './reading.ts'
import { spokenDigits, type Spoken } from './spoken-digits.ts'
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

interface Told {
  phone: string
  from: number
  to: number
  denied: boolean
}

interface Group {
  digits: string
  from: number
  to: number
  plus: boolean
  /** Said in words. */
  spoken: boolean
  /** Other digits that the words may stand for. */
  split?: string
  /** After a comma. */
  apart: boolean
  /** What follows is a count. */
  counts: boolean
}

const joiners = new Set(['-', '_', '(', ')', '.', '/', '–', '—', '‑', '‐', '−'])
const leastDigits = 5
const mostGroups = 40

/** Finds phone numbers and claims their tokens; digits that only resemble a phone are claimed too. */
export function findPhones(reading: Reading): Phones {
  const told: Told[] = []
  let flaw: PhoneFlaw | undefined
  for (const run of digitRuns(reading)) {
    let rest: readonly Group[] = run.slice(0, mostGroups)
    const begun = rest
    let leftover = false
    while (rest.length > 0) {
      const hit = firstPhone(reading, rest)
      if (!hit) {
        leftover = true
        break
      }
      told.push(take(reading, rest, hit))
      rest = rest.slice(hit.last + 1)
    }
    if (leftover && rest === begun) flaw = flawOf(reading, run) ?? flaw
  }
  const isDenied = (one: Told, at: number) => {
    const before = told[at - 1]
    const repairs = before !== undefined && isRepaired(reading, before, one)
    return (one.denied && !repairs) || isReplaced(reading, one, told[at + 1], told.length)
  }
  return {
    numbers: told.filter((one, at) => !isDenied(one, at)).map(({ phone }) => phone),
    denied: told.filter(isDenied).map(({ phone }) => phone),
    ...(flaw && { flaw }),
  }
}

/** A whole number in any Kyrgyz spelling, or a foreign one with its country code; nothing else. */
export function toE164(raw: string): string | undefined {
  const digits = raw.replace(/\D/g, '')
  return phoneOf(digits, raw.includes('+'))
}

function digitRuns(reading: Reading): Group[][] {
  const { tokens, claims } = reading
  const runs: Group[][] = []
  let run: Group[] = []
  let apart = false
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token
    const zero = isLetterZero(tokens, at)
    const said = token.kind === 'word' && !zero ? spokenDigits(reading, at) : undefined
    const spoken = said && withoutCount(reading, at, said)
    const counts = spoken !== said
    if (spoken || ((token.kind === 'number' || zero) && !claims[at] && !isOfPlace(reading, at))) {
      const last = run.at(-1)
      const digits = spoken?.digits ?? (zero ? '0' : token.key)
      const to = spoken?.to ?? at + 1
      const plus = isPlus(tokens[at - 1])
      if (last && token.glued && last.to === at && !spoken && !last.spoken) {
        last.digits += digits
        last.to = to
      } else {
        const from = plus ? at - 1 : at
        run.push({
          digits,
          from,
          to,
          plus,
          spoken: spoken !== undefined,
          apart,
          counts,
          ...(spoken?.split && { split: spoken.split }),
        })
      }
      apart = false
      at = (said?.to ?? to) - 1
    } else if (token.key === ',' && run.at(-1)?.spoken && goesOn(reading, run, at + 1)) {
      apart = true
    } else if (token.kind === 'break' && goesOnBelow(run, tokens[at + 1])) {
      apart = false
    } else if (!(token.kind === 'sign' && (joiners.has(token.key) || token.key === '+') && joins(tokens, at))) {
      if (run.length > 0) runs.push(run)
      run = []
    }
  }
  if (run.length > 0) runs.push(run)
  return runs
}

/** "… тридцать две бутылки": the two are bottles. */
function withoutCount(reading: Reading, from: number, said: Spoken): Spoken {
  const { digits, to } = said
  const isCounted = to - from === 2 && /^[2-9][1-9]$/.test(digits) && means(reading, to, 'bottle')
  return isCounted ? { digits: `${digits[0]}0`, to: to - 1 } : said
}

/** "oh seven oh five, 33 44 55": a code that was said goes on in digits. */
function goesOn(reading: Reading, run: readonly Group[], at: number): boolean {
  if (spokenDigits(reading, at)) return true
  const digits = run.map((group) => group.digits).join('')
  return reading.tokens[at]?.kind === 'number' && /^0\d{3}$/.test(digits)
}

/** A number that is begun and not whole may go on in the next line. */
function goesOnBelow(run: readonly Group[], next: Token | undefined): boolean {
  const digits = run.map((group) => group.digits).join('')
  return next?.kind === 'number' && /^(?:0\d{2,7}|996\d{0,7})$/.test(digits)
}

/** The five of "Восток-5 213-110". */
function isOfPlace(reading: Reading, at: number): boolean {
  return means(reading, at, 'districtName')
}

function isPlus(token: Token | undefined): boolean {
  return token?.key === '+' || token?.key === 'плюс' || token?.key === 'plus'
}

function joins(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.key !== '.' || tokens[at + 1]?.glued === true
}

function isLetterZero(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1]
  const token = tokens[at]
  return (token?.key === 'о' || token?.key === 'o') && next?.kind === 'number' && next.glued && next.key.length >= 2
}

interface Hit {
  phone: string
  first: number
  last: number
}

/** The words as they are grouped first; then with hundreds of their own, if that gives one number only. */
function firstPhone(reading: Reading, run: readonly Group[]): Hit | undefined {
  const whole = firstOf(reading, run)
  const splits = run.flatMap((group, at) => (group.split === undefined ? [] : [at])).slice(0, 4)
  if (whole || splits.length === 0) return whole
  for (let count = 1; count <= splits.length; count++) {
    const hits = subsets(splits, count).flatMap((chosen) => {
      const other = run.map((group, at) => (chosen.includes(at) ? { ...group, digits: group.split ?? '' } : group))
      return firstOf(reading, other) ?? []
    })
    if (hits.length > 0) return new Set(hits.map(({ phone }) => phone)).size === 1 ? hits[0] : undefined
  }
  return undefined
}

function subsets(all: readonly number[], count: number): number[][] {
  if (count === 0) return [[]]
  return all.flatMap((one, at) => subsets(all.slice(at + 1), count - 1).map((rest) => [one, ...rest]))
}

function firstOf(reading: Reading, run: readonly Group[]): Hit | undefined {
  for (let first = 0; first < run.length; first++) {
    const start = run[first] as Group
    if (start.digits.length === 1 && !start.spoken && first + 1 < run.length && isPlaced(reading, start.from)) continue
    let digits = ''
    for (let last = first; last < Math.min(run.length, first + 13); last++) {
      digits += (run[last] as Group).digits
      if (digits.length < 9) continue
      if (digits.length > 15) break
      const opens = start.plus || /^(?:0|996|[78])/.test(start.digits)
      if (first > 0 && !opens && !isInGroups(run.slice(first, last + 1), run.length === last + 1)) continue
      const phone = phoneOf(digits, start.plus)
      if (phone && endsThere(reading, run, last)) return { phone, first, last }
    }
  }
  return undefined
}

/** "Медерова 44 550 11 22 33": a number without its zero, in the groups that one writes it in. */
function isInGroups(groups: readonly Group[], isLast: boolean): boolean {
  return (
    isLast && /^[2579]\d{2} (?:\d{2} \d{2} \d{2}|\d{3} \d{3}|\d{6})$/.test(groups.map(({ digits }) => digits).join(' '))
  )
}

function endsThere(reading: Reading, run: readonly Group[], last: number): boolean {
  const next = run[last + 1]
  if (!next) return true
  return (
    next.plus ||
    next.apart ||
    next.counts ||
    (next.spoken && !run[last]?.spoken) ||
    next.digits.length >= 9 ||
    /^0\d{2}/.test(next.digits) ||
    means(reading, next.to, 'bottle', 'water')
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

function take(reading: Reading, run: readonly Group[], hit: Hit): Told {
  const from = (run[hit.first] as Group).from
  const to = (run[hit.last] as Group).to
  const before = wordBefore(reading, from)
  const denied =
    (before !== undefined && (isRefused(reading, before) || isOld(reading, before))) ||
    isDead(reading, to) ||
    /^(?:эмес|emes)/.test(reading.tokens[to]?.key ?? '')
  const suffix = reading.tokens[to]
  const end = suffix?.kind === 'word' && suffix.glued ? to + 1 : to
  const before8 = run[hit.first - 1]
  const isDialled = before8?.digits === '8' && before8.to === from && !isPlaced(reading, before8.from)
  const start = isDialled ? before8.from : from
  claim(reading, reading.tokens[start - 1]?.key === '(' ? start - 1 : start, end, 'phone')
  return { phone: hit.phone, from, to, denied }
}

/** "кв 8 0550112233": the 8 is a flat. */
function isPlaced(reading: Reading, at: number): boolean {
  const word = reading.tokens[at - 1]
  return word?.kind === 'word' && !means(reading, at - 1, 'phoneNoun', 'filler', 'greeting', 'yes')
}

const repair =
  /^(?:ой|нет|извините|точнее|вернее|верней|ошиб.*|описал.*|опечат.*|перепут.*|исправ.*|поправ.*|sorry|oops|wrong|rather|correction|mistake|жок|тагыраак|ката|жанылд.*)$/
const condition = /^(?:если|когда|или|ответ.*|бер[уе]т|дозвон.*|доступ.*|эгер|болсо|же|if|or|answer.*)$/
const once = /^(?:раньше|ранее|был|была|было|was|previously|мурда|мурун|болчу|болгон)$/

/** "0555123456 ой не так 0555123465": the later number is meant. */
function isRepaired({ tokens }: Reading, one: Told, next: Told): boolean {
  const between = tokens.slice(one.to, next.from)
  const refuses = ({ key }: Token, at: number) =>
    repair.test(key) || (key === 'не' && /^(?:так|то|тот|та)$/.test(between[at + 1]?.key ?? ''))
  return between.length <= 5 && between.some(refuses) && !between.some(({ key }) => condition.test(key))
}

/** "раньше был 0700112233, сейчас 0999454647": another number stands for it. */
function isReplaced(reading: Reading, one: Told, next: Told | undefined, numbers: number): boolean {
  if (next && isRepaired(reading, one, next)) return true
  if (next && isCalled(reading, next) && !isCalled(reading, one)) return true
  const { tokens } = reading
  const isIn = (from: number, to: number, words: RegExp) =>
    tokens.slice(Math.max(0, from), to).some(({ key }) => words.test(key))
  const start = clauseStart(tokens, one.from)
  return (
    numbers > 1 &&
    (isIn(Math.max(start, one.from - 4), one.from, once) ||
      isIn(one.to, one.to + 2, /^(?:был|была|болчу|болгон)$/) ||
      isIn(one.to, one.to + 1, /^(?:старый|прежний|эски|мурунку|old)$/))
  )
}

/** "мой 0555… но звоните на 0700…": the one to call. */
function isCalled({ tokens, claims }: Reading, { from }: Told): boolean {
  return [from - 1, from - 2].some((at) => !claims[at] && /^(?:звон|набер|набир|чал(?!б))/.test(tokens[at]?.key ?? ''))
}

function clauseStart(tokens: readonly Token[], from: number): number {
  let at = from
  while (at > 0 && !/^[,;.!?\n]$/.test(tokens[at - 1]?.key ?? '')) at -= 1
  return at
}

/** The word that a number belongs to, past prepositions and brackets, within the same clause. */
function wordBefore({ tokens }: Reading, from: number): number | undefined {
  for (let at = from - 1; at >= Math.max(0, from - 3); at--) {
    const { key = '', kind } = tokens[at] ?? {}
    if (kind === 'break' || /^[,;!?]$/.test(key)) return undefined
    if (kind === 'word' && !/^(?:на|по|к|с|to|at|on|этот)$/.test(key)) return at
  }
  return undefined
}

/** "не 0700112233"; Kyrgyz "эмес" refuses what stands before it. */
function isRefused(reading: Reading, at: number): boolean {
  return means(reading, at, 'not', 'wrong') && !/^(?:эмес|emes)/.test(reading.tokens[at]?.key ?? '')
}

/** "0700112233 не работает", "0700112233, он отключён" */
function isDead({ tokens }: Reading, at: number): boolean {
  const keys = tokens
    .slice(at, at + 5)
    .map((token) => token.key)
    .filter((key) => !/^(?:уже|больше|давно|сейчас|теперь|пока|азыр|эми|is|it|does|no|anymore)$/.test(key))
  if (keys[0] === 'не' && /^(?:работ|доступ|актив|мой|тот|верн|прав|нуж|звон)/.test(keys[1] ?? '')) return true
  return keys.some(
    (key, from) =>
      /^(?:отключ|заблок|потерял|очур|иштебей|doesnt|dead|disconn)/.test(key) && !keys.slice(0, from).some(isDigits),
  )
}

function isDigits(key: string): boolean {
  return /^\d/.test(key)
}

function isOld(reading: Reading, at: number): boolean {
  return /^(?:стар|прежн|эски|мурунку|old|вместо|instead)/.test(reading.tokens[at]?.key ?? '')
}

function flawOf(reading: Reading, groups: readonly Group[]): PhoneFlaw | undefined {
  const said = groups.map((group) => group.digits).join('')
  // Number words are a phone only if they begin and go on like one: "двадцать две" is a count.
  const run = said.length >= 7 && /^(?:0|996)/.test(said) ? groups : groups.filter((group) => !group.spoken)
  const digits = run.map((group) => group.digits).join('')
  if (digits.length < leastDigits) return undefined
  const whole = digits.startsWith('996') ? 12 : digits.startsWith('0') ? 10 : 9
  const attempt = digits.length >= 7 || (run[0] as Group).digits.startsWith('0')
  if (attempt) claim(reading, (run[0] as Group).from, (run.at(-1) as Group).to, 'phone')
  return digits.length < whole ? 'phone.too-short' : digits.length > whole ? 'phone.too-long' : 'phone.none'
}
