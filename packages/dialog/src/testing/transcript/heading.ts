import type { OrderRules } from '../../order/rules.ts'
import { toE164 } from '../../language/phones.ts'
import { startAt } from '../clock.ts'
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

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Reads what stands before the first thing done; throws at what it cannot use. */
export function readHeading(lines: readonly Line[]): Heading {
  const heading: Heading = { rules: {}, startAt, transport: 'telegram' }
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

const isNumber = (text = '') => /^\d+(\.\d+)?$/.test(text)

/** Minutes after midnight of `9:00` to `23:59`. */
function minutesIn(clock: string): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? []
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
      return isNumber(amount) ? { price: { amount: Number(amount), currency } } : undefined
    }
    case 'min':
      return /^[1-9]\d*$/.test(value) ? { minBottles: Number(value) } : undefined
    case 'hours': {
      const [from, to] = value.split(/\s*[-–]\s*/).map(minutesIn)
      return from === undefined || to === undefined ? undefined : { hours: { from, to } }
    }
    case 'cut-off': {
      const cutOff = minutesIn(value)
      return cutOff === undefined ? undefined : { cutOff }
    }
    case 'days-off': {
      const days = value.split(/[\s,]+/)
      return days.every((day) => weekdays.includes(day))
        ? { daysOff: days.map((day) => weekdays.indexOf(day)) }
        : undefined
    }
    case 'empties':
      return value === 'on' || value === 'off' ? { askEmpties: value === 'on' } : undefined
    case 'note':
      return { note: { ru: value, ky: value, en: value } }
    default:
      return undefined
  }
}
