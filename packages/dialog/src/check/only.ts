import { wayTo, within } from './explore.ts'
import type { Finding, Rule } from './rule.ts'

/** An effect that needs a confirmation is issued there, by that event, and nowhere else. */
export const onlyWhere: Rule = {
  title: 'what needs a confirmation happens after it only',
  find({ flow, edges }) {
    const { only } = flow.promises
    if (!only) return undefined
    const found = new Map<string, Finding>()
    for (const [effect, where] of Object.entries(only)) {
      const issuing = edges.filter(({ turn }) => turn.effects.some(({ type }) => type === effect))
      if (issuing.length === 0) found.set(effect, { problem: `${effect} is never issued` })
      for (const { before, step, event } of issuing) {
        const type = event?.type ?? 'a timer'
        if (within(before.state, where.in) && type === where.on) continue
        const problem = `${effect} is issued by ${type} in ${before.state || 'the beginning'}, not only by ${where.on} in ${where.in}`
        if (!found.has(problem)) found.set(problem, { problem, steps: [...wayTo(before), step] })
      }
    }
    return [...found.values()]
  },
}
