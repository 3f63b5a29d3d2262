import type { OrderRules } from '../../order/rules.ts'
import { toE164 } from '../../language/phones.ts'
import type { Line } from './read.ts'
import type { Earlier } from './shop.ts'

/** Who writes, to whom, and when. */
export interface Heading {
  rules: OrderRules
  /** When it begins, ms since the epoch. */
  startAt: number
  /** The messenger. */
  transport: string
  /** The number that the messenger knows, E.164. */
  phone?: string
  earlier?: Earlier
}

/** Monday, 2026-01-05, 10:00 in Bishkek. */
const usualStart = Date.UTC(2026, 0, 5, 4)
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Reads what stands before the first thing done; throws at what it cannot use. */
export function readHeading(lines: readonly Line[]): Heading {
  const heading: Heading = { rules: {}, startAt: usualStart, transport: 'telegram' }
  for (const { command, rest, number } of lines) {
    const refuse = (how: string) =>
      new Error(`Cannot read transcript: line ${number} "#${command} ${rest}" is no ${how}`)
    if (command === 'transport') heading.transport = rest
    else if (command === 'phone') heading.phone = phoneIn(rest) ?? fail(refuse('phone number'))
    else if (command === 'at') heading.startAt = timeIn(rest) ?? fail(refuse('time such as “sun 21:30”'))
    else if (command === 'returning') heading.earlier = earlierIn(rest) ?? fail(refuse('“2 × address; phone”'))
    else if (command === 'setting')
      Object.assign(
        heading.rules,
        settingIn(rest) ?? fail(refuse('setting: price, min, hours, cut-off, days-off, empties, note')),
      )
  }
  return heading
}

function fail(error: Error): never {
  throw error
}

const phoneIn = (text: string) => toE164(text)

/** `21:30` or `sun 21:30` of the first week of 2026, in Bishkek. */
function timeIn(text: string): number | undefined {
  const [, day = 'mon', clock = ''] = /^(?:([a-z]{3})\s+)?(\d{1,2}:\d{2})$/.exec(text) ?? []
  const minutes = minutesIn(clock)
  const inDays = (weekdays.indexOf(day) + 6) % 7
  if (minutes === undefined || !weekdays.includes(day)) return undefined
  return Date.UTC(2026, 0, 5 + inDays, -6, minutes)
}

function minutesIn(clock: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(clock) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

function earlierIn(text: string): Earlier | undefined {
  const [goods = '', number = '', open] = text.split(/\s*;\s*/)
  const [, bottles, address] = /^(\d+)\s*[×x]\s*(.+)$/u.exec(goods) ?? []
  const phone = toE164(number)
  if (bottles === undefined || address === undefined || phone === undefined) return undefined
  return { bottles: Number(bottles), address, phone, open: open === 'open' }
}

function settingIn(text: string): OrderRules | undefined {
  const [, name = '', value = ''] = /^([\w-]+)\s*=\s*(.+)$/.exec(text) ?? []
  switch (name) {
    case 'price': {
      const [amount, currency = 'сом'] = value.split(/\s+/)
      return { price: { amount: Number(amount), currency } }
    }
    case 'min':
      return { minBottles: Number(value) }
    case 'hours': {
      const [from, to] = value.split(/\s*[-–]\s*/).map(minutesIn)
      return from === undefined || to === undefined ? undefined : { hours: { from, to } }
    }
    case 'cut-off': {
      const cutOff = minutesIn(value)
      return cutOff === undefined ? undefined : { cutOff }
    }
    case 'days-off':
      return { daysOff: value.split(/[\s,]+/).map((day) => weekdays.indexOf(day)) }
    case 'empties':
      return { askEmpties: value === 'on' }
    case 'note':
      return { note: { ru: value, ky: value, en: value } }
    default:
      return undefined
  }
}
