import { bishkek, type StreetNames } from './gazetteer.ts'
import { isLatin } from './letters.ts'
import { onRussianKeys } from './layout.ts'
import { cleanText } from './text.ts'
import { tokenize, type Token } from './tokens.ts'
import { compileVocabulary, type Mark, type Vocabulary } from './vocabulary.ts'
import { commandWords } from './words/commands.ts'
import { consentWords } from './words/consent.ts'
import { courtesyWords } from './words/courtesy.ts'
import { measureWords } from './words/measures.ts'
import { noteWords } from './words/notes.ts'
import { numeralWords } from './words/numerals.ts'
import { orderingWords } from './words/ordering.ts'
import { placeWords } from './words/places.ts'
import { questionWords } from './words/questions.ts'
import { knownPlaces } from './words/streets.ts'

const numerals = Object.fromEntries(
  Object.entries(numeralWords).map(([value, phrases]) => [`#${value}` as const, phrases]),
)
const questions = Object.fromEntries(
  Object.entries(questionWords).map(([topic, phrases]) => [`ask.${topic}`, phrases]),
) as { [Topic in keyof typeof questionWords as `ask.${Topic}`]: (typeof questionWords)[Topic] }

/** What a word or a phrase can stand for; `#2` is the number two. */
export type Concept =
  | keyof typeof consentWords
  | keyof typeof commandWords
  | keyof typeof courtesyWords
  | keyof typeof orderingWords
  | keyof typeof measureWords
  | keyof typeof noteWords
  | keyof typeof placeWords
  | keyof typeof knownPlaces
  | keyof typeof questions
  | `#${string}`

/** What a token has been taken for; a taken token is not free for another meaning. */
export type Claim = 'phone' | 'measure' | 'empties' | 'count' | 'address' | 'link' | 'note'

/** A text with everything recognised in it so far. */
export interface Reading {
  text: string
  tokens: readonly Token[]
  marks: readonly Mark<Concept>[]
  /** Concepts of each token. */
  concepts: readonly ReadonlySet<Concept>[]
  claims: (Claim | undefined)[]
  /** Number words by their first token. */
  numbers: ReadonlyMap<number, Mark<Concept>>
}

const tables = [
  consentWords,
  commandWords,
  courtesyWords,
  orderingWords,
  measureWords,
  noteWords,
  placeWords,
  knownPlaces,
  questions,
  numerals,
]

/** Kyrgyz says "not" by two letters within a verb; a yes and a number are never guessed, nor is more or less. */
function exactness(concept: string, locale: string): 'word' | 'stem' | false {
  if (/^(?:more|less)$/.test(concept)) return 'word'
  const isNoun = /^(?:bottle|street|district|flat|operator|greeting)$/.test(concept)
  const isGuessed = (locale !== 'ky' || isNoun) && !concept.startsWith('#') && !/^(?:yes|right|go)$/.test(concept)
  return isGuessed ? false : 'stem'
}

/** The words that a text is read by. */
export interface Lexicon {
  words: Vocabulary<Concept>
  streets: StreetNames
}

/** The words of the three languages with the streets that are given. Compiles everything anew: make it once. */
export function lexiconWith(streets: StreetNames): Lexicon {
  const added = streets.added.length > 0 ? [{ streetName: { any: streets.added.join(', ') } }] : []
  return { words: compileVocabulary<Concept>([...tables, ...added], exactness), streets }
}

/** The words that need no setting. */
export const plainLexicon: Lexicon = lexiconWith(bishkek)

const none: ReadonlySet<Concept> = new Set()

/** Cleans a text, splits it and looks its words up. One that says nothing may have been written on Russian keys. */
export function readText(raw: string, lexicon: Lexicon = plainLexicon): Reading {
  const reading = lookUp(cleanText(raw), lexicon)
  if (reading.text.length > longestSlip || !isLatin(reading.text) || known(reading) > 0.5) return reading
  // Two letters may be anything: "lf" is no clear yes.
  if (!reading.tokens.some(({ kind, key }) => kind === 'word' && key.length > 2)) return reading
  const other = lookUp(onRussianKeys(reading.text), lexicon)
  return known(other) >= known(reading) + 0.5 ? other : reading
}

const longestSlip = 300

/** The share of words that stand for something. */
function known({ tokens, concepts }: Reading): number {
  const words = concepts.filter((_, at) => tokens[at]?.kind === 'word')
  return words.filter(({ size }) => size > 0).length / Math.max(1, words.length)
}

function lookUp(text: string, lexicon: Lexicon): Reading {
  const tokens = tokenize(text)
  const marks = lexicon.words
    .find(tokens)
    .filter((mark, _, all) => !isThis(tokens, mark, all) && !isSpan(tokens, mark, all))
  const concepts: (Set<Concept> | undefined)[] = []
  for (const mark of marks) {
    for (let at = mark.from; at < mark.to; at++) (concepts[at] ??= new Set()).add(mark.concept)
  }
  return {
    text,
    tokens,
    marks,
    concepts: tokens.map((_, at) => concepts[at] ?? none),
    claims: tokens.map(() => undefined),
    numbers: new Map(
      marks
        .filter((mark) => mark.concept.startsWith('#'))
        .toReversed()
        .map((mark) => [mark.from, mark]),
    ),
  }
}

/** "бул меники": "бул" is a boulevard beside the name of one, and Kyrgyz "this" otherwise. */
function isThis(
  tokens: readonly Token[],
  { concept, from, to }: Mark<Concept>,
  all: readonly Mark<Concept>[],
): boolean {
  if (concept !== 'street' || to - from > 1 || tokens[from]?.key !== 'бул') return false
  if (tokens[to]?.key === '.' || tokens[to]?.kind === 'number') return false
  return !all.some((other) => other.concept === 'streetName' && (other.to === from || other.from === to))
}

/** "in two hours" does not ask for the hours of work. */
function isSpan(tokens: readonly Token[], { concept, from }: Mark<Concept>, all: readonly Mark<Concept>[]): boolean {
  if (concept !== 'ask.hours' || tokens[from]?.key !== 'hours') return false
  return tokens[from - 1]?.kind === 'number' || all.some(({ concept, to }) => concept.startsWith('#') && to === from)
}

/** Whether the token stands for one of the concepts. */
export function means(reading: Reading, at: number, ...wanted: readonly Concept[]): boolean {
  const concepts = reading.concepts[at]
  if (concepts === undefined || concepts === none) return false
  for (const concept of concepts) if (wanted.includes(concept)) return true
  return false
}

/** Whether the token is a number in words. */
export function isNumberWord({ tokens, concepts }: Reading, at: number): boolean {
  const meant = concepts[at]
  if (tokens[at]?.kind !== 'word' || meant === undefined || meant === none) return false
  for (const concept of meant) if (concept.startsWith('#')) return true
  return false
}

/** Whether the token is a number in digits or words. */
export function isNumber(reading: Reading, at: number): boolean {
  return reading.tokens[at]?.kind === 'number' || isNumberWord(reading, at)
}

/** Takes tokens for a meaning. */
export function claim(reading: Reading, from: number, to: number, as: Claim): void {
  for (let at = from; at < to; at++) reading.claims[at] ??= as
}

/** The customer's words between two tokens. */
export function wordsOf(reading: Reading, from: number, to: number): string {
  return reading.text.slice(reading.tokens[from]?.start ?? 0, reading.tokens[to - 1]?.end ?? 0)
}
