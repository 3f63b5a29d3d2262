import type { Say } from '../flow/effect.ts'
import type { Turn } from '../flow/turn.ts'
import type { Explored } from './explore.ts'
import { fresh, reasonOf, take, wayTo, type Edge, type Step } from './situation.ts'
import { firstOfEach, type Finding, type Rule } from './rule.ts'

/** States in which a question is open. */
export function asks({ flow }: Pick<Explored, 'flow'>, state: string): boolean {
  const awaits = flow.awaits.get(state) ?? 'nothing'
  return awaits !== 'nothing' && awaits !== 'anything'
}

/**
 * Where a state that awaits something is come to, something is said, in every language. Where it awaits anything, it
 * may be silent if no customer led there.
 */
export const answered: Rule = {
  title: 'every state that awaits something says something, in every language',
  find(explored) {
    const { flow, edges } = explored
    const seen = new Set<string>()
    const found: (Finding & { state: string })[] = []
    for (const edge of edges) {
      const { before, turn, step, event, after } = edge
      const awaits = flow.awaits.get(after.state) ?? 'nothing'
      if (turn.snapshot.status !== 'active' || before.state === after.state || awaits === 'nothing') continue
      if (!asks(explored, after.state) && step.by !== 'customer') continue
      const says = turn.effects.map(({ type, params }) => (type === 'say' ? (params as Say).phrases : type))
      const name = `${before.state} ${event?.type ?? 'time'} ${after.state}`
      if (seen.has(`${name} ${JSON.stringify(says)}`)) continue
      seen.add(`${name} ${JSON.stringify(says)}`)
      const subject = `${after.state} says nothing`
      const when = `after ${event?.type ?? 'a timer'} in ${before.state || 'the beginning'}`
      const steps = [...wayTo(before), step]
      if (isMute(turn)) found.push({ problem: `${subject} ${when}`, steps, state: after.state })
      else
        for (const { locale, reason } of muteIn(explored, edge))
          found.push({
            problem: `${subject} in ${locale} ${when}${reason && `: ${reason}`}`,
            steps,
            locale,
            state: after.state,
          })
    }
    return firstOfEach(found, ({ state, locale }) => `${state} ${locale}`)
  },
}

/** The locales in which a step that says something would say nothing, or throw. */
function muteIn({ flow }: Explored, { before, step, event, turn }: Edge): { locale: string; reason: string }[] {
  const again = event && step.by !== 'time' ? ({ by: step.by, event } as Step) : step
  return flow.locales.flatMap((locale) => {
    if (locale === turn.snapshot.locale) return []
    const snapshot = before.snapshot ? { ...before.snapshot, locale } : fresh(flow, locale)
    try {
      return isMute(take(flow, { snapshot, now: before.now }, again).turn) ? [{ locale, reason: '' }] : []
    } catch (error) {
      return [{ locale, reason: reasonOf(error) }]
    }
  })
}

function isMute({ effects }: Turn): boolean {
  return effects.every(({ type }) => type !== 'say')
}
