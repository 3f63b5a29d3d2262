import { means, type Concept, type Reading } from '../../language/reading.ts'
import { isProgram } from './program.ts'

/** What a whole message says to a proposal. */
export type Consent = 'yes' | 'fine' | 'no' | 'but' | 'wait' | 'contradiction'

const approving: readonly Concept[] = ['yes', 'right', 'go']
const neutral: readonly Concept[] = [
  'filler',
  'thanks',
  'please',
  'greeting',
  'water',
  'orderNoun',
  'apology',
  'bye',
  'addressNoun',
  'phoneNoun',
  'keepSame',
  'bottle',
  'homeWords',
  'want',
]
const doubting: readonly Concept[] = ['but', 'maybe', 'wait']
const bring = /^(?:вез|прив|дост|отправ|завоз|алып|апк|жетк|жибер|deliver|bring|send|vez|priv|dost)/

const soThen = /^(?:тогда|анда|then)$/

/** Reads a message as a whole: a yes is only a yes if nothing in it says otherwise. */
export function readConsent(reading: Reading): Consent | undefined {
  if (isProgram(reading.text)) return undefined
  const words = reading.tokens.flatMap((token, at) =>
    (token.kind === 'word' || token.kind === 'emoji') && !reading.claims[at] ? [at] : [],
  )
  const has = (...concepts: Concept[]) => words.some((at) => means(reading, at, ...concepts))
  const plus =
    reading.tokens.some(({ key }) => key === '+') &&
    reading.tokens.every(({ key }, at) => key === '+' || isGarnish(reading, at) || /^[.!)]$/.test(key))
  if (plus) return 'yes'
  const no = has('no')
  const denied = has('wrong', 'decline') || words.some((at) => isDenied(reading, at))
  const yes = has('yes')
  if (yes && no) return 'contradiction'
  if (no && words.some((at) => means(reading, at, 'right') && !isDenied(reading, at)) && !has('thanks'))
    return 'contradiction'
  const bare = has('not') && words.every((at) => means(reading, at, 'not', 'filler', 'keepSame', 'please'))
  if (denied || no || bare) return 'no'
  const approves = words.some((at) => means(reading, at, ...approving) || isBring(reading, at))
  if (has('but') && approves) return 'but'
  if (has('maybe', 'wait')) return 'wait'
  if (!approves || asks(reading)) return undefined
  const clear = words.every(
    (at) =>
      (yes && soThen.test(reading.tokens[at]?.key ?? '')) ||
      ((means(reading, at, ...approving, ...neutral) || isBring(reading, at) || isGarnish(reading, at)) &&
        !means(reading, at, ...doubting, 'not')),
  )
  if (
    !clear ||
    reading.tokens.some(
      (token, at) => token.kind === 'number' && (!reading.claims[at] || reading.claims[at] === 'measure'),
    )
  )
    return undefined
  return yes ? 'yes' : 'fine'
}

function isDenied(reading: Reading, at: number): boolean {
  if (!means(reading, at, ...approving) && !isBring(reading, at)) return false
  return means(reading, at - 1, 'not') || means(reading, at - 2, 'not') || means(reading, at + 1, 'not')
}

function isBring(reading: Reading, at: number): boolean {
  return means(reading, at, 'want') && bring.test(reading.tokens[at]?.key ?? '')
}

function isGarnish(reading: Reading, at: number): boolean {
  return reading.tokens[at]?.kind === 'emoji' && !means(reading, at, 'no', 'maybe', 'wait')
}

function asks(reading: Reading): boolean {
  return reading.tokens.some((token, at) => token.key === '?' || reading.concepts[at]?.has('ask.asking'))
}
