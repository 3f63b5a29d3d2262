import type { Case } from './case.ts'

/** What every change must survive; the whole run is for releases. */
const subset = ['F1', 'F3', 'F4', 'F6', 'F8', 'F17', 'F23', 'F29', 'F33']

/** What the command line asks for. */
export interface Asked {
  /** Cases by name: F1, f01 or 1. */
  names: readonly string[]
  subset: boolean
  /** As they were written. */
  jobs: string
  seed: string | undefined
}

export interface Wanted {
  cases: Case[]
  /** Whether these are all there are. */
  whole: boolean
  jobs: number
  seed: number
}

export const numberOf = (id: string) => Number(id.replace(/\D/g, ''))

/** Throws at whatever cannot be done as it was asked: what is not played proves nothing. */
export function readWanted({ names, subset: onlySubset, jobs, seed }: Asked, all: readonly Case[]): Wanted {
  const asked = onlySubset ? [...subset, ...names] : names
  const known = new Set(all.map(({ id }) => numberOf(id)))
  const unknown = asked.filter((name) => !/^f?\d+$/i.test(name) || !known.has(numberOf(name)))
  if (unknown.length > 0) throw new Error(`Cannot play ${unknown.join(', ')}: no such case, see --list`)
  if (!/^[1-9]\d*$/.test(jobs)) throw new Error(`Cannot play ${jobs} at once: --jobs is a whole number from 1 on`)
  if (seed !== undefined && !/^\d+$/.test(seed)) throw new Error(`Cannot begin with ${seed}: --seed is a whole number`)
  const chosen = new Set(asked.map(numberOf))
  return {
    cases: all.filter(({ id }) => chosen.size === 0 || chosen.has(numberOf(id))),
    whole: chosen.size === 0,
    jobs: Number(jobs),
    seed: seed === undefined ? Date.now() % 1_000_000 : Number(seed),
  }
}
