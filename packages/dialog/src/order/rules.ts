import type { Locale } from '../language/locale.ts'

/** What the business allows and charges. Everything is off by default. Times are minutes after midnight in Bishkek. */
export interface OrderRules {
  /** For one bottle; with it the summary names the total. */
  price?: { amount: number; currency: string }
  /** Fewer are not delivered. */
  minBottles?: number
  /** When the courier drives. */
  hours?: { from: number; to: number }
  /** Orders after it are delivered on the next day. Without it the end of `hours` counts. */
  cutOff?: number
  /** 0 = Sunday. */
  daysOff?: readonly number[]
  /** Whether to ask how many empty bottles are given back. */
  askEmpties?: boolean
  /** A line under the summary, such as what a delivery to a far settlement costs. */
  note?: Partial<Record<Locale, string>>
}

const minute = 60_000
const day = 24 * 60 * minute
// Bishkek is UTC+6 all year round.
const zone = 6 * 60 * minute

export interface DeliveryDay {
  /** 0 = today. */
  inDays: number
  /** 0 = Sunday. */
  weekday: number
}

/** The day on which an order of this moment is delivered; undefined if no rule says anything about it. */
export function deliveryDay(now: number, { hours, cutOff, daysOff = [] }: OrderRules): DeliveryDay | undefined {
  const last = cutOff ?? hours?.to
  if (last === undefined && daysOff.length === 0) return undefined
  const local = now + zone
  const weekday = (inDays: number) => new Date(local + inDays * day).getUTCDay()
  let inDays = last !== undefined && Math.floor((local % day) / minute) >= last ? 1 : 0
  while (daysOff.includes(weekday(inDays)) && inDays < 8) inDays += 1
  return { inDays, weekday: weekday(inDays) }
}

/** `9:00`, as people write it. */
export function clockTime(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** From when until when nobody is written to of the bot's own accord: minutes after midnight in Bishkek; the same = never. */
export interface QuietHours {
  from: number
  to: number
}

/** The first moment from `at` on, ms since 1970, that is outside the quiet hours. */
export function afterQuietHours(at: number, { from, to }: QuietHours): number {
  const since = (at + zone - from * minute) % day
  const length = ((to - from) * minute + day) % day
  return since < length ? at + length - since : at
}
