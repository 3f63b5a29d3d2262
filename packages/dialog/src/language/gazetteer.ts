import { foldWord, isCyrillic, isLatin, soundOfCyrillic, soundOfLatin } from './letters.ts'
import type { Token } from './tokens.ts'
import { compileVocabulary } from './vocabulary.ts'
import { officialStreets } from './words/street-names.ts'

/** A street by its official name, such as `проспект Чынгыза Айтматова`, and what else people call it; `стем*` stands for every ending. */
export interface Street {
  name: string
  aliases: readonly string[]
}

/** A street seen in tokens `from` (inclusive) to `to` (exclusive). */
export interface StreetMark {
  name: string
  from: number
  to: number
}

export interface StreetNames {
  /** Aliases that the words of the language do not hold yet. */
  readonly added: readonly string[]
  find(tokens: readonly Token[]): StreetMark[]
}

export type ParsedStreets = { ok: true; streets: Street[] } | { ok: false; problems: string[] }

const mostStreets = 5000
const mostAliases = 50

/** Reads `[{ name, aliases }]`, as from a JSON file; gives every problem with its place. */
export function parseStreets(json: unknown): ParsedStreets {
  if (!Array.isArray(json)) return { ok: false, problems: ['streets is no list'] }
  if (json.length > mostStreets) return { ok: false, problems: [`streets has more than ${mostStreets} entries`] }
  const problems: string[] = []
  const owners = new Map<string, number>()
  const streets = json.flatMap((entry: unknown, at): Street[] => {
    const { name, aliases } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>
    const wrong = [...wrongName(name), ...wrongAliases(aliases)]
    for (const alias of wrong.length === 0 ? (aliases as string[]) : []) {
      const key = alias.trim().split(/\s+/).map(foldWord).join(' ')
      const owner = owners.get(key)
      if (owner !== undefined && owner !== at) wrong.push(`alias "${alias}" is that of streets[${owner}] too`)
      owners.set(key, at)
    }
    problems.push(...wrong.map((problem) => `streets[${at}] ${problem}`))
    return wrong.length > 0
      ? []
      : [{ name: (name as string).trim(), aliases: (aliases as string[]).map((one) => one.trim()) }]
  })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, streets }
}

function wrongName(name: unknown): string[] {
  if (typeof name !== 'string' || name.trim() === '') return ['has no name']
  return name.length > 100 || !/^[\p{L}\d .\-']+$/u.test(name.trim())
    ? [`name "${name.slice(0, 100)}" is no street's name`]
    : []
}

function wrongAliases(aliases: unknown): string[] {
  if (!Array.isArray(aliases)) return ['has no list of aliases']
  if (aliases.length > mostAliases) return [`has more than ${mostAliases} aliases`]
  return aliases.flatMap((alias: unknown) => {
    if (typeof alias !== 'string' || !/^[\p{L}\d][\p{L}\d .\-']{0,60}\*?$/u.test(alias.trim()))
      return [`alias ${JSON.stringify(alias)?.slice(0, 80)} is no name`]
    const stem = alias.trim().replace(/\*$/, '')
    return alias.trim().endsWith('*') && stem.length < 3 ? [`alias "${alias}" is too short for a stem`] : []
  })
}

const known: readonly Street[] = Object.entries(officialStreets).map(([name, stems]) => ({
  name,
  aliases: stems.split(',').map((stem) => stem.trim()),
}))

/** Bishkek's streets with others added; an alias of `extra` wins over a built-in one. */
export function streetNames(extra: readonly Street[] = []): StreetNames {
  const streets = [...known, ...extra].map(({ name, aliases }) => ({ name, aliases: [...aliases, properName(name)] }))
  const vocabulary = compileVocabulary<string>([
    Object.fromEntries(streets.map(({ aliases }, at) => [String(at), { any: aliases.join(', ') }])),
  ])
  return {
    added: extra.flatMap(({ name, aliases }) => [...aliases, properName(name)]),
    find(tokens) {
      const best = new Map<number, { at: number; weight: number; to: number }>()
      for (const { concept, from, to } of vocabulary.find(tokens)) {
        const at = Number(concept)
        const spelt = weightOf(streets[at] as Street, tokens.slice(from, to))
        const weight = spelt + (at >= known.length ? 100 : 0)
        if (weight > (best.get(from)?.weight ?? -1)) best.set(from, { at, weight, to })
      }
      return [...best].map(([from, { at, to }]) => ({ name: (streets[at] as Street).name, from, to }))
    },
  }
}

/** The name without what kind of street it is. */
function properName(name: string): string {
  return name.replace(/^(?:улица|проспект|бульвар|переулок|шоссе|тупик|проезд|площадь)\s+/iu, '')
}

/** How much of the words an alias spells out: "чуйкова" is nearer to "чуйков*" than to "чуй*". */
function weightOf({ aliases }: Street, tokens: readonly Token[]): number {
  const key = tokens.flatMap((token) => (token.kind === 'sign' ? [] : [token.key])).join(' ')
  const weights = aliases.map((alias) => {
    const stem = alias
      .replace(/\*$/, '')
      .split(/[\s\-.]+/)
      .map(foldWord)
      .join(' ')
    const same =
      isLatin(key) && isCyrillic(stem) ? soundOfLatin(key).startsWith(soundOfCyrillic(stem)) : key.startsWith(stem)
    return same ? stem.length : 0
  })
  return Math.max(0, ...weights)
}

/** The streets that are known without any setting. */
export const bishkek: StreetNames = streetNames()
