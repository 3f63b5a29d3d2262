import type { Situation } from '../../flow/understanding.ts'
import { isPlaceNumber } from '../../language/measures.ts'
import type { Numeral } from '../../language/numerals.ts'
import { means, type Reading } from '../../language/reading.ts'
import type { OrderContext } from '../context.ts'
import { joinNotes } from '../note.ts'
import { because, type Meaning } from './meaning.ts'
import type { FoundSlots } from './slots.ts'

const mostEmpties = 50
const every = /^(?:все|баарын|баары|all|столько|ошончо)$/
const aboutEmpties = /пуст|pust|тар[аыуе]|бош|empt|верн|отда|сда[мюё]|возвр|кайтар|return/iu

/** An answer to "how many empties?", with what else was told; nothing if the text says something else. */
export function answerOfEmpties(
  reading: Reading,
  { numerals, empties: named, slots }: FoundSlots,
  { bottles }: OrderContext,
): Meaning | undefined {
  const { bottles: _, ...others } = slots
  const counted = countOf(named)
  if (counted !== undefined)
    return because({ type: 'user.provide', ...slots, empties: counted }, 'empties', reading.text)
  if (Object.keys(others).length > 0) return undefined
  const empties = countAlone(reading, numerals) ?? (numerals.length > 0 ? undefined : countInWords(reading, bottles))
  return empties === undefined ? undefined : because({ type: 'user.provide', empties }, 'empties', reading.text)
}

/** A meaning with the empties that the text names besides, which are no words for the courier then. */
export function withEmpties(
  meaning: Meaning,
  { empties: named }: FoundSlots,
  { awaits }: Situation<OrderContext>,
): Meaning {
  const { event } = meaning
  if (event.type !== 'user.provide' && event.type !== 'user.change') return meaning
  const empties = event.empties ?? (awaits === 'nothing' ? undefined : countOf(named))
  if (empties === undefined) return meaning
  const { note, ...rest } = event
  const left = joinNotes(
    null,
    note
      ?.split('; ')
      .filter((part) => !aboutEmpties.test(part))
      .join('; '),
  )
  return { ...meaning, event: { ...rest, empties, ...(left !== null && { note: left }) } }
}

function countAlone(reading: Reading, numerals: readonly Numeral[]): number | undefined {
  const corrects = reading.tokens.some((_, at) => means(reading, at, 'change', 'more', 'less', 'full'))
  if (corrects) return undefined
  return countOf(
    numerals.filter((numeral) => {
      const claim = reading.claims[numeral.from]
      return (claim === undefined || claim === 'count') && !isPlaceNumber(reading, numeral)
    }),
  )
}

/** "нет", "без обмена", "все верну", "одну верну". */
function countInWords(reading: Reading, bottles: number | null): number | undefined {
  const { tokens } = reading
  const has = (...concepts: Parameters<typeof means>[2][]) => tokens.some((_, at) => means(reading, at, ...concepts))
  const keys = tokens.map(({ key }) => key)
  if (reading.text.includes('?') || has('wrong', 'change', 'but', 'addressNoun', 'phoneNoun', 'wait', 'maybe'))
    return undefined
  if (has('no') || keys.some((key) => /^(?:без|нечего|ничего|никаких|none|nothing|without)$/.test(key))) return 0
  if (keys.some((key) => every.test(key)) && !has('right', 'yes') && tokens.length <= 4) return bottles ?? undefined
  return has('oneBottle') ? 1 : undefined
}

function countOf(numerals: readonly Numeral[]): number | undefined {
  const [value, ...others] = new Set(numerals.map((numeral) => numeral.value))
  if (value === undefined || others.length > 0 || !Number.isInteger(value)) return undefined
  return value >= 0 && value <= mostEmpties ? value : undefined
}
