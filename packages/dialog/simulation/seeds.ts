import process from 'node:process'
import { check } from './check.ts'
import { planOf } from './plan.ts'
import { run } from './run.ts'

export interface Share {
  /** Every `step`-th seed from `first` to `last`. */
  first: number
  last: number
  step: number
  /** Only runs with what stands beside the store in this way; all, if it is not given. */
  journal?: string | undefined
}

export interface Played {
  seen: Map<string, number>
  /** The first seed that broke something: the rest was not played. */
  broken: number | undefined
}

/** Plays seeds up to the first that breaks a promise. */
export async function playSeeds({ first, last, step, journal }: Share): Promise<Played> {
  const seen = new Map<string, number>()
  for (let seed = first; seed <= last; seed += step) {
    const plan = planOf(seed)
    if (journal !== undefined && plan.journal !== journal) continue
    const outcome = await run(plan)
    for (const [what, times] of outcome.seen) seen.set(what, (seen.get(what) ?? 0) + times)
    if (check(outcome).length > 0) return { seen, broken: seed }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { seen, broken: undefined }
}

// In a process of its own, for another core.
if (process.send)
  process.once('message', (share: Share) => void playSeeds(share).then((played) => process.send?.(played)))
