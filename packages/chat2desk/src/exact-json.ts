import { randomUUID } from 'node:crypto'

const mark = `int-${randomUUID()}:`
const writtenInteger = new RegExp(`"${mark}(-?\\d+)"`, 'g')
const longInteger = /^-?[1-9]\d{14,39}$/

export type ExactRead = { ok: true; value: unknown } | { ok: false; reason: string }

/** Parses JSON without losing digits: integers beyond 2^53 come back as bigint. Never throws. */
export const parseExact = (text: string, maxDepth = 32): ExactRead => {
  const scan = markLongIntegers(text, maxDepth)
  if (scan === null) return { ok: false, reason: `nested deeper than ${maxDepth} levels` }
  try {
    const value: unknown = scan === text ? JSON.parse(text) : JSON.parse(scan, revive)
    return { ok: true, value }
  } catch {
    return { ok: false, reason: 'not JSON' }
  }
}

/** Writes JSON in which a bigint becomes a plain number with all its digits. */
export const stringifyExact = (value: unknown): string => {
  let marked = false
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'bigint') return item
    marked = true
    return `${mark}${item}`
  })
  return marked ? text.replace(writtenInteger, '$1') : text
}

const revive = (_key: string, item: unknown): unknown =>
  typeof item === 'string' && item.startsWith(mark) ? BigInt(item.slice(mark.length)) : item

const markLongIntegers = (text: string, maxDepth: number): string | null => {
  let result = ''
  let copied = 0
  let depth = 0
  let index = 0
  while (index < text.length) {
    const code = text.charCodeAt(index)
    if (code === 0x22) {
      index = endOfString(text, index)
    } else if (code === 0x2d || isDigit(code)) {
      const end = endOfNumber(text, index)
      const token = text.slice(index, end)
      if (longInteger.test(token) && !Number.isSafeInteger(Number(token)) && !isKey(text, end)) {
        result += `${text.slice(copied, index)}"${mark}${token}"`
        copied = end
      }
      index = end
    } else {
      if (code === 0x7b || code === 0x5b) {
        depth += 1
        if (depth > maxDepth) return null
      } else if (code === 0x7d || code === 0x5d) depth -= 1
      index += 1
    }
  }
  return copied === 0 ? text : result + text.slice(copied)
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39

const endOfString = (text: string, start: number): number => {
  let index = start + 1
  while (index < text.length) {
    const code = text.charCodeAt(index)
    if (code === 0x22) return index + 1
    index += code === 0x5c ? 2 : 1
  }
  return text.length
}

const endOfNumber = (text: string, start: number): number => {
  let index = start + 1
  while (index < text.length) {
    const code = text.charCodeAt(index)
    const inNumber = isDigit(code) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45
    if (!inNumber) return index
    index += 1
  }
  return index
}

const isKey = (text: string, end: number): boolean => {
  let index = end
  while (index < text.length && text.charCodeAt(index) <= 0x20) index += 1
  return text.charCodeAt(index) === 0x3a
}
