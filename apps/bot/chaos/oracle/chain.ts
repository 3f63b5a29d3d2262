import type { Intent, Settled } from '../history.ts'

/** Where a conversation stands in the end. */
export interface Standing {
  rev: number
  hash: string
}

/**
 * The commits that led to where a conversation stands, first to last: followed backwards by the hashes of snapshots,
 * so that neither a commit whose answer was lost nor one that a lost store took along can deceive. Null if they lead
 * back to no beginning.
 */
export function chainOf(
  intents: readonly Intent[],
  settled: ReadonlyMap<string, Settled>,
  end: Standing,
): Intent[] | null {
  const byEnd = new Map<string, Intent[]>()
  for (const intent of intents) {
    const result = settled.get(intent.name)?.result
    if (result === 'unknown-input') continue
    byEnd.set(intent.to, [...(byEnd.get(intent.to) ?? []), intent])
  }
  // Known commits before those whose outcome nobody heard. A journal may call one fenced that stands: it compares, and
  // has the worker look anew.
  const certain = ({ name }: Intent) => ['committed', undefined, 'error', 'fenced'].indexOf(settled.get(name)?.result)
  // What is put back from the journal may stand at a higher rev; the snapshot counts its own turns and stays the same.
  const candidates = ({ rev, hash }: Standing) =>
    (byEnd.get(hash) ?? [])
      .filter((intent) => intent.rev < rev)
      .toSorted((a, b) => b.rev - a.rev || certain(a) - certain(b))
  const path: { intent: Intent; others: Intent[] }[] = []
  let at: Standing = end
  for (;;) {
    let options = candidates(at)
    for (;;) {
      const [intent, ...others] = options
      if (intent) {
        path.push({ intent, others })
        break
      }
      const last = path.pop()
      if (!last) return null
      options = last.others
    }
    const first = path.at(-1)?.intent as Intent
    if (first.from === null) return path.map(({ intent }) => intent).toReversed()
    at = { rev: first.rev, hash: first.from }
  }
}
