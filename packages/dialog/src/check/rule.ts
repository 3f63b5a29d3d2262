import type { Explored } from './explore.ts'
import type { Step } from './situation.ts'

/** Something that does not hold. */
export interface Finding {
  problem: string
  /** How it comes about, from the beginning; none where it is a matter of the flow as it is written. */
  steps?: readonly Step[]
  /** The language in which it comes about, if not in every one. */
  locale?: string
}

/** One thing that must hold of a flow. */
export interface Rule {
  /** What holds if nothing is found. */
  title: string
  /** Gives undefined if the flow does not promise it. */
  find(explored: Explored): Finding[] | undefined
}

/** The first of all that have the same name: what was found first has the shortest way. */
export function firstOfEach<One>(found: readonly One[], nameOf: (one: One) => string): One[] {
  const firsts = new Map<string, One>()
  for (const one of found) if (!firsts.has(nameOf(one))) firsts.set(nameOf(one), one)
  return [...firsts.values()]
}
