import { readNumerals } from './numerals.ts'
import { readText } from './reading.ts'

const ordinals: readonly (readonly [RegExp, number])[] = [
  'перв',
  'втор',
  'трет',
  'четв[её]рт',
  'пят',
  'шест',
  'седьм',
  'восьм',
  'девят',
  'десят',
  'одиннадцат',
  'двенадцат',
  'тринадцат',
  'четырнадцат',
  'пятнадцат',
  'шестнадцат',
  'семнадцат',
  'восемнадцат',
  'девятнадцат',
  'двадцат',
].map((stem, at) => [new RegExp(`^${stem}(?:[ыио]й|[аь]я|[уь]ю|ого|ьего|ом|ьем|ое|ье)$`), at + 1])

/** Which one a Russian word names: "третью" is 3. */
export function ordinalOf(word: string): number | undefined {
  return ordinals.find(([stem]) => stem.test(word))?.[1]
}

/** "квартира не четыре а пять" as "квартира не 4 а 5", "двадцать третья" as "23": numbers in words become digits. */
export function writtenDigits(text: string): string {
  const reading = readText(text)
  const { tokens } = reading
  const found = readNumerals(reading).filter(({ digits, value }) => !digits && Number.isInteger(value))
  let written = ''
  let copied = 0
  const put = (from: number, to: number, value: number) => {
    written += reading.text.slice(copied, tokens[from]?.start) + String(value)
    copied = tokens[to - 1]?.end ?? copied
  }
  for (let at = 0; at < tokens.length; at++) {
    const numeral = found.find(({ from }) => from === at)
    const next = numeral?.to ?? at
    const last = ordinalOf(tokens[next]?.key ?? '')
    if (numeral && last !== undefined && numeral.value % 10 === 0 && last < 10) {
      put(at, next + 1, numeral.value + last)
      at = next
    } else if (numeral) {
      put(at, numeral.to, numeral.value)
      at = numeral.to - 1
    } else if (last !== undefined) {
      put(at, at + 1, last)
    }
  }
  return written + reading.text.slice(copied)
}
