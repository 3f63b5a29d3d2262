import type { Flow } from '../flow/define.ts'
import { start } from '../flow/step.ts'
import { startAt } from '../testing/clock.ts'
import { answered } from './answered.ts'
import { explore } from './explore.ts'
import { reasonOf } from './situation.ts'
import { limitedMisses } from './misses.ts'
import { onlyWhere } from './only.ts'
import { everyState, reachable } from './reach.ts'
import type { Rule } from './rule.ts'
import { nothingThrows } from './throws.ts'
import { triedBy, type Tried } from './tried.ts'
import { writeTranscript } from './transcript.ts'

export interface Problem {
  problem: string
  /** How it comes about, for `playTranscript`; '' where it is a matter of the flow as it is written. */
  transcript: string
}

export interface Checked {
  /** What must hold, and what does not; `undefined` where the flow does not promise it. */
  rules: readonly { title: string; problems: readonly Problem[] | undefined }[]
  /** How many situations were looked at, and steps tried. */
  situations: number
  steps: number
  /** What of the machine was tried. */
  tried: Tried
}

const rules: readonly Rule[] = [nothingThrows, everyState, reachable, answered, limitedMisses, onlyWhere]

/**
 * Tries everything that a flow's rehearsal names, in every situation it can come to, and holds it against its promises.
 * Throws if the flow has no rehearsal.
 */
export function checkFlow(flow: Flow): Checked {
  const reason = whyItCannotBegin(flow)
  if (reason !== undefined) {
    const problems = [{ problem: `the flow cannot begin: ${reason}`, transcript: '' }]
    const tried = { transitions: 0, untried: [] }
    return { rules: [{ title: nothingThrows.title, problems }], situations: 0, steps: 0, tried }
  }
  const explored = explore(flow)
  return {
    rules: rules.map(({ title, find }) => ({
      title,
      problems: find(explored)?.map(({ problem, steps, locale }) => ({
        problem,
        transcript: steps ? writeTranscript(flow, steps, locale) : '',
      })),
    })),
    situations: explored.situations.length,
    steps: explored.edges.length + explored.failures.length,
    tried: triedBy(explored),
  }
}

function whyItCannotBegin(flow: Flow): string | undefined {
  try {
    start(flow, startAt)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}
