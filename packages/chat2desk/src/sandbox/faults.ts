import type { Knobs } from './knobs.ts'
import type { Random } from './random.ts'

/**
 * What can go wrong with an API call. `reset` cuts before the call is carried out, `reset-after-accept` after it; `late`
 * carries it out and answers after `faults.lateMs`. `empty` and `huge` answer 200 with no body and with 2 MB.
 */
export const faultKinds = [
  '429',
  '500',
  'html',
  'empty',
  'huge',
  'token',
  'quota',
  'hang',
  'late',
  'reset',
  'reset-after-accept',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** The next so many calls, or every call for so long. */
export type FaultSpan = { times: number } | { forMs: number }

export type Faults = ReturnType<typeof createFaults>

export const createFaults = (knobs: () => Knobs, random: Random) => {
  let ordered: { kind: FaultKind; left: number; until: number }[] = []

  const nextOrdered = (): FaultKind | null => {
    const now = Date.now()
    ordered = ordered.filter(({ left, until }) => left > 0 && until > now)
    const first = ordered[0]
    if (!first) return null
    first.left -= 1
    return first.kind
  }

  return {
    fail: (span: FaultSpan, kind: FaultKind): void => {
      if ('times' in span) ordered.push({ kind, left: span.times, until: Number.POSITIVE_INFINITY })
      else ordered.push({ kind, left: Number.POSITIVE_INFINITY, until: Date.now() + span.forMs })
    },
    next: (): FaultKind | null => {
      const { faults } = knobs()
      if (Date.now() < faults.downUntil) return 'reset'
      const kind = nextOrdered()
      if (kind !== null) return kind
      if (faults.quotaExhausted) return 'quota'
      if (random.chance(faults.status429Rate)) return '429'
      if (random.chance(faults.status500Rate)) return '500'
      if (random.chance(faults.htmlRate)) return 'html'
      return random.chance(faults.resetAfterAcceptRate) ? 'reset-after-accept' : null
    },
    undelivered: (): boolean => random.chance(knobs().faults.undeliveredRate),
    clear: () => {
      ordered = []
    },
  }
}
