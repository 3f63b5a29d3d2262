import { foldWord } from './letters.ts'
import { matchable } from './text.ts'

/** One piece of a text: a word, a run of digits, a sign, an emoji, or a line break. */
export interface Token {
  kind: 'word' | 'number' | 'sign' | 'emoji' | 'break'
  start: number
  end: number
  /** As the customer typed it. */
  raw: string
  /** The folded word, the digits, or the sign. */
  key: string
  /** No blank between this token and the one before. */
  glued: boolean
}

const piece =
  /(?<word>\p{L}[\p{L}']*)|(?<number>[0-9]+)|(?<line>\n)|(?<blank>[^\S\n]+)|(?<emoji>[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}])|(?<sign>[\s\S])/gu

/** "двебутылки": the space was forgotten. */
const gluedCount =
  /^(?<count>одну|одна|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|эки|уч|торт|беш)(?<unit>(?:бут|штук|баллон|балон|ботолк).*)$/

const mostTokens = 160
const longestWord = 40

/** Splits a cleaned text into tokens whose positions are those of the text. */
export function tokenize(text: string): Token[] {
  const view = matchable(text)
  const tokens: Token[] = []
  let glued = false
  for (const match of view.matchAll(piece)) {
    if (tokens.length >= mostTokens) break
    const { word, number, line, blank, emoji } = match.groups ?? {}
    if (blank !== undefined) {
      glued = false
      continue
    }
    const start = match.index
    const end = start + match[0].length
    const kind = word ? 'word' : number ? 'number' : line ? 'break' : emoji ? 'emoji' : 'sign'
    const key = word ? foldWord(word.slice(0, longestWord)).slice(0, longestWord) : match[0]
    const { count = '', unit = '' } = (word && gluedCount.exec(key)?.groups) || {}
    if (count && key.length === end - start) {
      const middle = start + count.length
      const isGlued = glued && tokens.length > 0
      tokens.push({ kind, start, end: middle, raw: text.slice(start, middle), key: count, glued: isGlued })
      tokens.push({ kind, start: middle, end, raw: text.slice(middle, end), key: unit, glued: true })
      glued = true
      continue
    }
    tokens.push({ kind, start, end, raw: text.slice(start, end), key, glued: glued && tokens.length > 0 })
    glued = kind !== 'break'
  }
  return tokens
}
