import type { AddressParts } from './address-parts.ts'
import { wordsOf, type Reading } from './reading.ts'

/** An address being taken apart: each token goes to one part at most. */
export interface Work {
  reading: Reading
  used: boolean[]
  parts: AddressParts
  /** Last tokens of streets and districts: a house may follow. */
  ends: Set<number>
}

export interface Span {
  from: number
  to: number
}

/** Takes tokens for a part. */
export function use({ used }: Work, from: number, to: number): void {
  for (let at = from; at < to; at++) used[at] = true
}

/** Whether a token is there and belongs to no part yet. */
export function isFree({ reading, used }: Work, at: number): boolean {
  return reading.tokens[at] !== undefined && used[at] !== true
}

/** The customer's words between two tokens, without signs at the edges. */
export function sliceOf({ reading }: Work, from: number, to: number): string {
  return wordsOf(reading, from, to)
}

const divides = /^[,;()\n]$/

/** The pieces between commas, brackets and line breaks. */
export function clausesOf({ reading }: Work): Span[] {
  const clauses: Span[] = []
  let from = 0
  reading.tokens.forEach(({ key }, at) => {
    if (!divides.test(key)) return
    clauses.push({ from, to: at })
    from = at + 1
  })
  return [...clauses, { from, to: reading.tokens.length }].filter((clause) => clause.to > clause.from)
}

const dull =
  /^(?:of|the|to|at|на|в|во|по|и|а|г|город|бишкек|bishkek|адрес|адреси|с|к|д|ул|улица|дом|үй|уй|доставка|доставить|привезите)$/

const edge = /^(?:на|во|по|и|of|the|to|at|and)$/

/** Runs of tokens that belong to no part, without signs and words that say nothing at their edges. */
export function freeRuns(work: Work, within: Span = { from: 0, to: work.reading.tokens.length }): Span[] {
  const { tokens } = work.reading
  const runs: Span[] = []
  let from = -1
  for (let at = within.from; at <= within.to; at++) {
    const free = at < within.to && isFree(work, at) && !divides.test(tokens[at]?.key ?? '')
    if (free && from < 0) from = at
    if (free || from < 0) continue
    const run = trimmed(work, from, at)
    if (run) runs.push(run)
    from = -1
  }
  return runs
}

function trimmed({ reading }: Work, first: number, last: number): Span | undefined {
  let from = first
  let to = last
  const empty = (at: number) => {
    const token = reading.tokens[at]
    return (token?.kind === 'sign' && !/[«»"“”№#📍]/u.test(token.key)) || token?.kind === 'break'
  }
  const loose = (at: number) => empty(at) || edge.test(reading.tokens[at]?.key ?? '')
  while (from < to && loose(from)) from += 1
  while (to > from && loose(to - 1)) to -= 1
  const saying = reading.tokens.slice(from, to).some(({ key, kind }) => kind !== 'sign' && !dull.test(key))
  return saying ? { from, to } : undefined
}
