/** Calls that may find nobody: undefined means that the journal is away. */
export interface Reach {
  <Answer>(call: () => Promise<Answer>): Promise<Answer | undefined>
}

export interface ReachOptions {
  /** How long one call may take, ms. */
  timeoutMs: number
  /** How long the journal is left alone after a failure, ms. */
  pauseMs: number
  clock: () => number
  onAway: (error: unknown) => void
  onBack: () => void
}

/**
 * Asks the journal with an end in sight. After a failure nobody asks for a while, then one call goes first: a journal
 * that hangs costs one wait now and then, not one for each input.
 */
export function createReach({ timeoutMs, pauseMs, clock, onAway, onBack }: ReachOptions): Reach {
  let awayUntil: number | undefined
  let probing = false
  return async (call) => {
    const probe = awayUntil !== undefined
    if (probe) {
      const left = (awayUntil ?? 0) - clock()
      // A clock that was set back must not make the pause longer.
      if (probing || (left > 0 && left <= pauseMs)) return undefined
      probing = true
    }
    try {
      const answer = await within(timeoutMs, call(), 'Cannot reach journal: no answer')
      if (probe) {
        awayUntil = undefined
        onBack()
      }
      return answer
    } catch (error) {
      if (awayUntil === undefined) onAway(error)
      awayUntil = clock() + pauseMs
      return undefined
    } finally {
      if (probe) probing = false
    }
  }
}

/** The result of `work`, or an error that begins with `reason` after `ms`; the work itself goes on. */
export async function within<Result>(ms: number, work: Promise<Result>, reason: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${reason} within ${ms} ms`)), ms)
    timer.unref()
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
