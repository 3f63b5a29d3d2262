import process from 'node:process'
import { check } from './check.ts'
import { planOf } from './plan.ts'
import { run } from './run.ts'

export interface Share {
  /** Every `step`-th seed from `first` to `last`. */
  first: number
  last: number
  step: number
}

export interface Played {
  seen: Map<string, number>
  /** The first seed that broke something: the rest was not played. */
  broken: number | undefined
}

/** Plays seeds up to the first that breaks a promise. */
export async function playSeeds({ first, last, step }: Share): Promise<Played> {
  const seen = new Map<string, number>()
  for (let seed = first; seed <= last; seed += step) {
    const outcome = await run(planOf(seed))
    for (const [what, times] of outcome.seen) seen.set(what, (seen.get(what) ?? 0) + times)
    if (check(outcome).length > 0) return { seen, broken: seed }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { seen, broken: undefined }
}

// In a process of its own, for another core.
if (process.send)
  process.once('message', (share: Share) => void playSeeds(share).then((played) => process.send?.(played)))
