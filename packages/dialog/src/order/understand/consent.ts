import { means, type Concept, type Reading } from '../../language/reading.ts'
import { isProgram } from './program.ts'
import { isNegatedVerb, isReported } from './reported.ts'

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
const bring =
  /^(?:(?:при|под|за|от|до)?вез(?:и|ите|ти|ем)|(?:при|под|за|от)?воз(?:и|ите|ить|им)|достав(?:ь|ьте|ляй|ляйте|ить|лять)|отправ(?:ь|ьте|ляй|ляйте|ить|лять)|алып|апкел\S*|жетки\S*|жибер\S*|deliver|bring|send|(?:pri)?ve[zs]i(?:te)?|(?:pri)?vozi(?:te)?|dostav\S*)$/

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
  const denied = has('wrong', 'decline') || words.some((at) => isDenied(reading, at) || isNegatedVerb(reading, at))
  const isYes = (at: number) => means(reading, at, 'yes') && !isPreposition(reading, at)
  const yes = words.some(isYes)
  if (yes && no) return 'contradiction'
  if (no && words.some((at) => means(reading, at, 'right') && !isDenied(reading, at)) && !has('thanks'))
    return 'contradiction'
  const bare = has('not') && words.every((at) => means(reading, at, 'not', 'filler', 'keepSame', 'please'))
  if (denied || no || bare) return 'no'
  const approves = words.some((at) => isApproval(reading, at))
  if (has('but') && approves) return 'but'
  if (words.some((at) => isDoubt(reading, at)) || reading.tokens[words.at(-1) ?? -1]?.key === 'анан') return 'wait'
  if (!approves || asks(reading) || tellsOfWater(reading, words) || isPartial(reading, words)) return undefined
  const clear = words.every(
    (at) =>
      (yes && soThen.test(reading.tokens[at]?.key ?? '')) ||
      ((isApproval(reading, at) ||
        means(reading, at, ...neutral) ||
        rightNow.test(reading.tokens[at]?.key ?? '') ||
        isBring(reading, at) ||
        isGarnish(reading, at)) &&
        !isReported(reading, at) &&
        !means(reading, at, 'but', 'not') &&
        !isDoubt(reading, at)),
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

const rightNow = /^(?:азыр|сейчас|счас|щас)$/

/** "подождите", "может быть"; in "да, сейчас привезите" nothing waits. */
function isDoubt(reading: Reading, at: number): boolean {
  if (!means(reading, at, 'maybe', 'wait')) return false
  const now = rightNow.test(reading.tokens[at]?.key ?? '')
  return !(now && reading.tokens.some((_, other) => isBring(reading, other)))
}

function isApproval(reading: Reading, at: number): boolean {
  if (isReported(reading, at) || isPreposition(reading, at)) return false
  return means(reading, at, ...approving) || isBring(reading, at)
}

/** "спасибо за воду": a yes is the "за" that nothing follows. */
function isPreposition({ tokens }: Reading, at: number): boolean {
  return tokens[at]?.key === 'за' && /^(?:word|number)$/.test(tokens[at + 1]?.kind ?? '')
}

const there = /^(?:есть|бар)$/
const ago = /^(?:давно|долго)$/
const elsewhere = /^(?:работу|офис|ишке|work)$/

/**
 * "вода уже есть", "давай ещё воды", "уже давно жду воду", "ок, на работу": not what was proposed, however kindly it is
 * said.
 */
function tellsOfWater(reading: Reading, words: readonly number[]): boolean {
  const has = (pattern: RegExp) => words.some((at) => pattern.test(reading.tokens[at]?.key ?? ''))
  const goods = words.some((at) => means(reading, at, 'water', 'bottle', 'homeWords', 'ask.delivery'))
  const more = words.some((at) => means(reading, at, 'more') && means(reading, at + 1, 'water', 'bottle'))
  return more || (goods && has(there)) || (has(ago) && has(/^ж[де]/)) || has(elsewhere)
}

const slotNouns: readonly Concept[] = ['addressNoun', 'phoneNoun', 'countNoun']

/** "номер да", "адрес верно": one thing is right, nothing is said of the rest. */
function isPartial(reading: Reading, words: readonly number[]): boolean {
  const nouns = slotNouns.filter((noun) => words.some((at) => means(reading, at, noun)))
  const rest = words.filter((at) => !means(reading, at, ...slotNouns))
  return nouns.length === 1 && means(reading, words[0] ?? -1, ...slotNouns) && rest.length === 1
}

function isDenied(reading: Reading, at: number): boolean {
  if (!means(reading, at, ...approving) && !isBring(reading, at)) return false
  const refuses = (other: number) => means(reading, other, 'not') && !reading.claims[other]
  return [at - 1, at - 2, at + 1].some(refuses)
}

function isBring(reading: Reading, at: number): boolean {
  return means(reading, at, 'want') && bring.test(reading.tokens[at]?.key ?? '')
}

function isGarnish(reading: Reading, at: number): boolean {
  return reading.tokens[at]?.kind === 'emoji' && !means(reading, at, 'no', 'maybe', 'wait')
}

const inverted =
  /^(?:are|is|do|does|did|will|would|have|has|was|were) (?:you|it|this|that|they|we|i|there|the|my|everything|all)$/

/** "апкелесизби": Kyrgyz asks by an ending. */
function isAskedByEnding(reading: Reading, at: number): boolean {
  const key = reading.tokens[at]?.key ?? ''
  if (means(reading, at, 'greeting')) return false
  return /с[ыиу][зн]б[ыиу]$/.test(key) || (/.{4}б[ыиу]$/.test(key) && means(reading, at, 'want', 'go', 'yes'))
}

function asks(reading: Reading): boolean {
  const opening = reading.tokens
    .slice(0, 2)
    .map(({ key }) => key)
    .join(' ')
  return (
    inverted.test(opening) ||
    reading.tokens.some(
      (token, at) =>
        /^(?:\?|ли|li)$/.test(token.key) || isAskedByEnding(reading, at) || reading.concepts[at]?.has('ask.asking'),
    )
  )
}
