import type { Verdict } from './oracle/verify.ts'
import type { Setting, Stage } from './stage.ts'

/** What is put back from the journal lies for 15 s before it is sent: somebody may have it in hand. */
export const putBackWithinMs = 45_000

/** A lost wake-up is found within the promised 10 s; the work that it was for takes up to 2 s on a busy machine. */
export const wakeUpFoundWithinMs = 10_000 + 2_000

/** Each reply that may have been sent before is waited for 9 s, one after another; with this for 2 s. */
export const shortDoubts = { CHAT2DESK_TIMEOUT_MS: '3000' }

/** One way to break the bot. `cases/<id>-<what>.ts` exports one as its default. */
export interface Case {
  id: string
  title: string
  setting?: Setting
  /** How long it may take from the bot’s being healthy to the verdict. Default 150 s. */
  limitMs?: number
  /** Measures how fast something is, so that nothing else may run beside it. */
  alone?: boolean
  /** Lets customers talk and breaks things meanwhile. When it resolves, nothing is broken any more. */
  run(stage: Stage): Promise<Report>
}

export interface Report {
  /** Each fault and how often it really happened. One that never did is a violation. */
  faults: Record<string, number>
  /** How long until nothing waits any more, at most. Default 40 s. */
  quietWithinMs?: number
  /** Dead letters that belong there. Default 0. */
  deadLetters?: number
  /** Replies that may come twice, each announced by the bot: only where the echo of a send cannot come. Default 0. */
  admittedTwice?: number
  /** Whether processes may end of themselves. Default false. */
  mayCrash?: boolean
  /** What else must hold once it is quiet: gives what does not. */
  also?: (verdict: Verdict) => string[] | Promise<string[]>
}
