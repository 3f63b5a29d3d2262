import { isFree, use, type Work } from './address-work.ts'
import { means } from './reading.ts'

type Label = 'house' | 'block' | 'flat' | 'office' | 'entrance' | 'floor' | 'code'

const labels: readonly [Label, RegExp][] = [
  ['entrance', /^(?:подъезд.*|подьезд.*|подезд.*|под|парадн.*|entrance|кире)$/],
  ['floor', /^(?:этаж.*|эт|этж|кабат.*|floor|fl)$/],
  ['code', /^(?:код.*|домофон.*|code|intercom|doorphone)$/],
  ['office', /^(?:офис.*|оф|каб|кабинет|бутик|павильон|контейнер|office|suite|комната|бокс|ряд)$/],
  ['block', /^(?:корп|корпус.*|строение|стр|литер|блок|бл|block)$/],
]
const ordinal = /^(?:й|ый|ой|я|ая|го|rd|th|nd|st|чы|чи|чу|нчы|нчи|нчу|унчу)$/

/** Takes flat, entrance, floor, code, office and house by the word beside their number. */
export function takeNumbered(work: Work): void {
  const { reading } = work
  for (let at = 0; at < reading.tokens.length; at++) {
    const label = isFree(work, at) ? labelOf(work, at) : undefined
    const value = label && label !== 'block' && valueBeside(work, at, label)
    if (label && value) put(work, at, label, value)
  }
}

/** Adds the block to a house that is known: "125 корпус 2". */
export function takeBlock(work: Work): void {
  const { reading, parts } = work
  const at = reading.tokens.findIndex((_, index) => isFree(work, index) && labelOf(work, index) === 'block')
  const value = at < 0 ? undefined : valueAfter(work, at, 'block')
  if (!value || parts.house === undefined || parts.house.includes(' ')) return
  parts.house = `${parts.house} корп. ${value.text}`
  use(work, at, value.to)
}

function labelOf({ reading }: Work, at: number): Label | undefined {
  const token = reading.tokens[at]
  if (token?.kind !== 'word') return undefined
  const named = labels.find(([, pattern]) => pattern.test(token.key))?.[0]
  if (named) return named
  if (means(reading, at, 'flat')) return 'flat'
  return /^(?:дом|дома|доме|д|дм|үй.*|уй|уйу|house|building|bldg|home)$/.test(token.key) ? 'house' : undefined
}

interface Value {
  text: string
  from: number
  to: number
}

function valueBeside(work: Work, at: number, label: Label): Value | undefined {
  const before = valueBefore(work, at)
  const after = valueAfter(work, at, label)
  if (before?.bound) return before
  if (!before || !after) return before ?? after
  if (isHouseOfStreet(work, before.from)) return after
  return endsWithLabel(work, at) ? before : after
}

function valueBefore(work: Work, at: number): (Value & { bound: boolean }) | undefined {
  const { tokens } = work.reading
  let end = at
  let bound = false
  if (tokens[end - 1]?.key === '-' && tokens[end]?.glued) {
    end -= 1
    bound = true
  }
  if (ordinal.test(tokens[end - 1]?.key ?? '') && (tokens[end - 1]?.glued || tokens[end - 2]?.key === '-')) {
    end -= tokens[end - 2]?.key === '-' ? 2 : 1
    bound = true
  }
  const token = tokens[end - 1]
  if (token?.kind !== 'number' || !isFree(work, end - 1) || token.key.length > 5) return undefined
  return { text: token.key, from: end - 1, to: at, bound }
}

/** Digits with a letter or a second number: `45`, `45К`, `12/3`, and any letters and signs for a code. */
function valueAfter(work: Work, at: number, label: Label): Value | undefined {
  const { tokens } = work.reading
  const skips = label === 'code' ? /^[.№#:*]$/ : /^[.№#:]$/
  let from = at + 1
  while (skips.test(tokens[from]?.key ?? '') && isFree(work, from)) from += 1
  if (tokens[from]?.key === '-' && tokens[from + 1]?.kind === 'number') from += 1
  const sign = label === 'code' && /^[*#№]$/.test(tokens[from - 1]?.key ?? '') && tokens[from]?.glued ? from - 1 : from
  if (tokens[from]?.kind !== 'number' || !isFree(work, from)) return undefined
  let to = from + 1
  while (isTail(work, to, label)) to += 1
  const text = work.reading.text.slice(tokens[sign]?.start, tokens[to - 1]?.end)
  return { text: text.replace(/^№/, ''), from: sign, to }
}

function isTail(work: Work, at: number, label: Label): boolean {
  const { tokens } = work.reading
  const token = tokens[at]
  if (!token?.glued || !isFree(work, at)) return false
  if (token.kind === 'word') return token.key.length <= 2 && !ordinal.test(token.key)
  if (label === 'code') return token.kind === 'number' || /^[#*]$/.test(token.key)
  return (
    token.kind === 'number' ||
    (token.key === '/' && tokens[at + 1]?.kind === 'number' && tokens[at + 1]?.glued === true)
  )
}

/** "Токтогула 125 кв 4": a number after a name is its house. */
function isHouseOfStreet({ reading }: Work, at: number): boolean {
  const before = reading.tokens[at - 1]
  return (
    before?.kind === 'word' &&
    (means(reading, at - 1, 'streetName', 'districtName') || reading.concepts[at - 1]?.size === 0)
  )
}

/** "5 дом 12 кв": the numbers stand before their words. */
function endsWithLabel(work: Work, at: number): boolean {
  const { tokens } = work.reading
  let last = at
  for (let next = at + 1; next < tokens.length; next++) {
    const token = tokens[next]
    if (token?.key === '.' || token?.kind === 'number') continue
    if (labelOf(work, next) === undefined) break
    last = next
  }
  const after = tokens[last + 1]?.key === '.' ? last + 2 : last + 1
  return tokens[after]?.kind !== 'number'
}

function put(work: Work, at: number, label: Exclude<Label, 'block'>, { text, from, to }: Value): void {
  const { parts } = work
  const key = label === 'office' ? 'flat' : label
  if (parts[key] !== undefined) return
  parts[key] = label === 'office' ? `${officeName(work, at)} ${text}` : text
  const dot = work.reading.tokens[at + 1]?.key === '.' ? at + 2 : at + 1
  use(work, Math.min(from, at), Math.max(to, dot))
}

function officeName({ reading }: Work, at: number): string {
  const key = reading.tokens[at]?.key ?? ''
  return /^(?:оф|office|suite)/.test(key)
    ? 'офис'
    : key.startsWith('каб')
      ? 'каб.'
      : (reading.tokens[at]?.raw.toLowerCase() ?? key)
}
