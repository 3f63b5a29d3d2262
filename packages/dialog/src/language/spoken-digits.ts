import type { Reading } from './reading.ts'

/** Digits said in words: "пятьсот пятьдесят пять" is 555, "беш жүз" 500, "double five" 55. */
export interface Spoken {
  digits: string
  /** The same words as hundreds and a number of their own: "семьсот одиннадцать" is 711, or 700 and 11. */
  split?: string
  /** The token after the last word. */
  to: number
}

interface Word {
  value: number
  to: number
  /** Multiplies the unit before it: "беш жүз", "five hundred"; Russian says "пятьсот" instead. */
  multiplies: boolean
}

const zeros = new Set(['ноль', 'нуль', 'ноля', 'нол', 'зеро', 'zero', 'oh', 'o', 'о', 'nol', 'nul'])
const repeats: Record<string, number> = { double: 2, дабл: 2, triple: 3, трипл: 3 }

/** The group of digits that begins at a word, as people dictate a phone: one of up to three digits. */
export function spokenDigits(reading: Reading, at: number): Spoken | undefined {
  const key = reading.tokens[at]?.key ?? ''
  const times = Object.hasOwn(repeats, key) ? repeats[key] : undefined
  if (times !== undefined) {
    const digit = wordAt(reading, at + 1)
    return digit && digit.value < 10 ? { digits: String(digit.value).repeat(times), to: digit.to } : undefined
  }
  const first = wordAt(reading, at)
  if (!first) return undefined
  if (first.value === 0) return { digits: '0', to: first.to }
  const hundreds = hundredsAt(reading, first)
  const rest = hundreds ? below(reading, wordAt(reading, hundreds.to)) : below(reading, first)
  if (hundreds && rest)
    return { digits: String(hundreds.value + rest.value), split: `${hundreds.value}${rest.value}`, to: rest.to }
  if (hundreds) return { digits: String(hundreds.value), to: hundreds.to }
  return rest && { digits: String(rest.value), to: rest.to }
}

function hundredsAt(reading: Reading, first: Word): { value: number; to: number } | undefined {
  if (first.value >= 100) return first.value < 1000 ? first : undefined
  const next = first.value < 10 ? wordAt(reading, first.to) : undefined
  return next?.multiplies ? { value: first.value * 100, to: next.to } : undefined
}

/** Tens and units, one number below a hundred. */
function below(reading: Reading, word: Word | undefined): { value: number; to: number } | undefined {
  if (!word || word.value === 0 || word.value >= 100) return undefined
  const joins = (word.value >= 20 && word.value % 10 === 0) || isKyrgyzTen(reading, word)
  const unit = joins ? wordAt(reading, word.to) : undefined
  if (!unit || unit.value < 1 || unit.value > 9 || wordAt(reading, unit.to)?.multiplies) return word
  return { value: word.value + unit.value, to: unit.to }
}

function isKyrgyzTen({ tokens }: Reading, { value, to }: Word): boolean {
  return value === 10 && /^(?:он|on)$/.test(tokens[to - 1]?.key ?? '')
}

function wordAt(reading: Reading, at: number): Word | undefined {
  const token = reading.tokens[at]
  if (token?.kind !== 'word' || reading.claims[at]) return undefined
  if (zeros.has(token.key)) return { value: 0, to: at + 1, multiplies: false }
  if (token.key === 'on') return { value: 10, to: at + 1, multiplies: false }
  const mark = reading.numbers.get(at)
  const value = Number(mark?.concept.slice(1))
  if (!mark || value === 0 || !Number.isInteger(value)) return undefined
  return { value, to: mark.to, multiplies: value === 100 && mark.locale !== 'ru' && mark.to === at + 1 }
}
