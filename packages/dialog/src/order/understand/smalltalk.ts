import { means, type Concept, type Reading } from '../../language/reading.ts'

type Kind = 'greeting' | 'thanks' | 'wait' | 'reaction' | 'bye' | 'noise'

const kinds: readonly [Concept, Kind][] = [
  ['wait', 'wait'],
  ['maybe', 'wait'],
  ['bye', 'bye'],
  ['thanks', 'thanks'],
  ['greeting', 'greeting'],
  ['reaction', 'reaction'],
  ['want', 'greeting'],
  ['water', 'greeting'],
  ['orderNoun', 'greeting'],
  ['excuse', 'wait'],
  ['apology', 'reaction'],
]

/** Words around the matter, if they are all the message has. */
export function readSmalltalk(reading: Reading): Kind | undefined {
  const words = reading.tokens.flatMap((token, at) =>
    token.kind === 'word' && reading.claims[at] !== 'note' ? [at] : [],
  )
  if (words.length === 0 && !reading.tokens.some((token) => token.kind === 'number')) {
    return reading.tokens.some((token) => token.kind === 'emoji') ? 'reaction' : 'noise'
  }
  const strange = words.filter((at) => reading.concepts[at]?.size === 0).length
  const kind = kinds.find(([concept]) => words.some((at) => means(reading, at, concept)))?.[1]
  // "ой, не 40, а 42" is more than a sigh.
  if (kind === 'reaction' && reading.tokens.some((token) => token.kind === 'number')) return undefined
  if (!kind || strange > (kind === 'wait' ? 4 : 1)) return undefined
  return kind
}
