import { isCyrillic, isLatin, foldWord, soundOfCyrillic, soundOfLatin } from './letters.ts'
import type { Locale } from './locale.ts'
import type { Token } from './tokens.ts'

/** Phrases of one concept by language, separated by commas or lines; `стем*` stands for every ending. */
export type Phrases = Partial<Record<Locale | 'any', string>>

/** A concept seen in tokens `from` (inclusive) to `to` (exclusive). */
export interface Mark<Concept extends string = string> {
  concept: Concept
  locale: Locale | 'any'
  from: number
  to: number
}

interface Node {
  next: Map<number, Node>
  ends: { concept: string; locale: Locale | 'any' }[]
}

/** Latin letters write English, or Russian and Kyrgyz by their sound. */
const spellingsOf = ({ key }: Token) => (isLatin(key) ? [key, soundOfLatin(key)] : [key])

export interface Vocabulary<Concept extends string> {
  /** Longest phrases from left to right, with every concept they carry. */
  find(tokens: readonly Token[]): Mark<Concept>[]
}

const fuzzyLength = 6
const fuzzyStem = 7
const longestStem = 12
/** Letters that a slip leaves alone. */
const headLength = 2
/** Unknown words of a text whose slips are looked for. */
const mostGuesses = 24

/**
 * Builds one matcher out of several tables of phrases. Long words and stems forgive a slip, save where `exact` says that one
 * letter makes another meaning: in a stem, or in any word.
 */
export function compileVocabulary<Concept extends string>(
  tables: readonly Record<string, Phrases>[],
  exact: (concept: string, locale: Locale | 'any') => 'word' | 'stem' | false = () => false,
): Vocabulary<Concept> {
  const known = new Map<string, number>()
  const words = new Map<string, Set<number>>()
  const stems = new Map<string, Set<number>>()
  const near = new Map<string, Set<number>>()
  const nearStems = new Map<string, Set<number>>()
  const heads = new Set<string>()
  const root: Node = { next: new Map(), ends: [] }

  const idOf = (pattern: string, strict: 'word' | 'stem' | false): number => {
    const stem = pattern.endsWith('*')
    const key = foldWord(stem ? pattern.slice(0, -1) : pattern)
    const name = stem ? `${key}*` : key
    const old = known.get(name)
    if (old !== undefined) return old
    const forgives = !strict && stem && key.length >= fuzzyStem
    const id = known.size
    known.set(name, id)
    for (const spelling of isCyrillic(key) ? [key, soundOfCyrillic(key)] : [key]) {
      addTo(stem ? stems : words, spelling, id)
      if (forgives) {
        heads.add(spelling.slice(0, headLength))
        for (const form of slipped(spelling)) addTo(nearStems, form, id)
      }
      if (!stem && strict !== 'word' && key.length >= fuzzyLength)
        for (const form of [spelling, ...shortened(spelling)]) addTo(near, form, id)
    }
    return id
  }

  for (const table of tables) {
    for (const [concept, phrases] of Object.entries(table)) {
      for (const [locale, list] of Object.entries(phrases) as [Locale | 'any', string][]) {
        for (const phrase of list.split(/[,\n]/)) {
          const patterns = phrase
            .trim()
            .split(/[\s\-./]+/)
            .filter(Boolean)
          if (patterns.length === 0) continue
          let node = root
          for (const pattern of patterns) {
            const id = idOf(pattern, exact(concept, locale))
            let next = node.next.get(id)
            if (!next) node.next.set(id, (next = { next: new Map(), ends: [] }))
            node = next
          }
          node.ends.push({ concept, locale })
        }
      }
    }
  }

  const lookUp = (key: string, found: Set<number>): void => {
    for (const id of words.get(key) ?? []) found.add(id)
    for (let length = Math.min(key.length, 16); length >= 2; length--) {
      for (const id of stems.get(key.slice(0, length)) ?? []) found.add(id)
    }
  }

  const meaningsOf = (token: Token): Set<number> => {
    const found = new Set<number>()
    if (token.kind === 'sign' || token.kind === 'break') return found
    lookUp(token.key, found)
    if (found.size > 0 || token.kind !== 'word' || token.key.length > 24) return found
    if (isLatin(token.key)) lookUp(soundOfLatin(token.key), found)
    if (found.size > 0 || token.key.length < fuzzyLength - 1) return found
    for (const spelling of spellingsOf(token))
      for (const form of [spelling, ...shortened(spelling)]) for (const id of near.get(form) ?? []) found.add(id)
    return found
  }

  const saysAlone = (ids: ReadonlySet<number>) => [...ids].some((id) => (root.next.get(id)?.ends.length ?? 0) > 0)

  /** A slip in the stem of a long word: "передумал" as "пердумал". */
  const guess = (token: Token, found: ReadonlySet<number>): Set<number> => {
    const all = new Set(found)
    for (const spelling of spellingsOf(token)) {
      if (!heads.has(spelling.slice(0, headLength))) continue
      for (let length = Math.min(spelling.length, longestStem); length >= fuzzyStem - 1; length--) {
        const begin = spelling.slice(0, length)
        for (const form of slipped(begin)) for (const id of nearStems.get(form) ?? []) all.add(id)
      }
    }
    return all
  }

  return {
    find(tokens) {
      const seen = new Map<string, Set<number>>()
      let guesses = mostGuesses
      const meanings = tokens.map((token) => {
        const name = `${token.kind} ${token.key}`
        const known = seen.get(name)
        if (known) return known
        let found = meaningsOf(token)
        const strange = token.kind === 'word' && token.key.length >= fuzzyStem - 1 && token.key.length <= 24
        if (strange && guesses > 0 && !saysAlone(found)) {
          guesses -= 1
          found = guess(token, found)
        }
        seen.set(name, found)
        return found
      })
      const marks: Mark<Concept>[] = []
      for (let from = 0; from < tokens.length;) {
        const best = longest(root, tokens, meanings, from)
        for (const end of best.ends)
          marks.push({ concept: end.concept as Concept, locale: end.locale, from, to: best.to })
        from = best.to
      }
      return marks
    },
  }
}

function longest(root: Node, tokens: readonly Token[], meanings: readonly Set<number>[], from: number) {
  let nodes = [root]
  if (meanings[from]?.size === 0) return { to: from + 1, ends: [] }
  let best = { to: from + 1, ends: [] as Node['ends'] }
  for (let at = from; at < tokens.length && nodes.length > 0;) {
    nodes = nodes.flatMap((node) => [...(meanings[at] ?? [])].flatMap((id) => node.next.get(id) ?? []))
    const ends = nodes.flatMap((node) => node.ends)
    at += 1
    if (ends.length > 0) best = { to: at, ends }
    const joint = tokens[at]
    if (joint?.kind === 'sign' && '-/.'.includes(joint.key) && (joint.glued || joint.key === '-')) at += 1
  }
  return best
}

function slipped(stem: string): string[] {
  return [
    stem,
    ...Array.from({ length: Math.max(0, stem.length - headLength) }, (_, at) => without(stem, at + headLength)),
  ]
}

function without(word: string, at: number): string {
  return word.slice(0, at) + word.slice(at + 1)
}

function shortened(word: string): string[] {
  return Array.from({ length: word.length }, (_, at) => without(word, at))
}

function addTo(index: Map<string, Set<number>>, key: string, id: number): void {
  const ids = index.get(key)
  if (ids) ids.add(id)
  else index.set(key, new Set([id]))
}
