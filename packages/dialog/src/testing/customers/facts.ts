import type { Random } from '../random.ts'
import { addressOf, type Whereabouts } from './addresses.ts'

export type Language = 'ru' | 'ky' | 'en'

/** What a customer wants. */
export interface Facts {
  language: Language
  address: Whereabouts
  /** E.164. */
  phone: string
  bottles: number
}

const prefixes = '555|700|770|777|707|500|501|550|551|222|772|779|705|709|999|995'.split('|')

export function factsOf(random: Random): Facts {
  const language = random.pick(['ru', 'ru', 'ru', 'ky', 'ky', 'en'] as const)
  return { language, address: addressOf(random, language), phone: phoneOf(random), bottles: bottlesOf(random) }
}

export function phoneOf(random: Random): string {
  return `+996${random.pick(prefixes)}${String(random.integer(100_000, 999_999))}`
}

export function bottlesOf(random: Random): number {
  return random.chance(0.8) ? random.integer(1, 6) : random.integer(7, 30)
}

const units = 'ноль один два три четыре пять шесть семь восемь девять'.split(' ')
const teens =
  'десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать'.split(
    ' ',
  )
const tens = '_ _ двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто'.split(' ')
const hundreds = '_ сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот'.split(' ')

/** Three digits or two, as a Russian says them on the phone: "ноль пять", "пятьсот пятьдесят". */
function groupInRussian(digits: string): string {
  if (digits.startsWith('0')) return ['ноль', groupInRussian(digits.slice(1))].join(' ').trim()
  const value = Number(digits)
  if (digits === '' || value === 0) return ''
  if (value >= 100)
    return `${hundreds[Math.floor(value / 100)]} ${value % 100 === 0 ? '' : groupInRussian(String(value % 100))}`.trim()
  if (value >= 20) return `${tens[Math.floor(value / 10)]} ${value % 10 === 0 ? '' : units[value % 10]}`.trim()
  return value >= 10 ? (teens[value - 10] ?? '') : (units[value] ?? '')
}

const formats: readonly ((code: string, rest: string) => string)[] = [
  (code, rest) => `0${code}${rest}`,
  (code, rest) => `0${code} ${rest.slice(0, 3)} ${rest.slice(3)}`,
  (code, rest) => `0${code} ${rest.slice(0, 2)} ${rest.slice(2, 4)} ${rest.slice(4)}`,
  (code, rest) => `0${code}-${rest.slice(0, 2)}-${rest.slice(2, 4)}-${rest.slice(4)}`,
  (code, rest) => `+996 ${code} ${rest.slice(0, 3)}-${rest.slice(3)}`,
  (code, rest) => `+996${code}${rest}`,
  (code, rest) => `996${code}${rest}`,
  (code, rest) => `0(${code})${rest}`,
  (code, rest) => `0${code}.${rest.slice(0, 2)}.${rest.slice(2, 4)}.${rest.slice(4)}`,
  (code, rest) => `${code}${rest}`,
]

/** A phone in one of the spellings that people use. */
export function phoneInText(phone: string, random: Random): string {
  const [code, rest] = [phone.slice(4, 7), phone.slice(7)]
  return random.pick(formats)(code, rest)
}

/** A phone as it is dictated in Russian. */
export function phoneInWords(phone: string): string {
  const [code, rest] = [phone.slice(4, 7), phone.slice(7)]
  const pairs = [rest.slice(0, 2), rest.slice(2, 4), rest.slice(4)].map((pair) =>
    pair === '00' ? 'ноль ноль' : groupInRussian(pair),
  )
  return ['ноль', groupInRussian(code), ...pairs].join(' ')
}
