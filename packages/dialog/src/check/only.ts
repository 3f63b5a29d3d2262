import { wayTo, within } from './explore.ts'
import { firstOfEach, type Finding, type Rule } from './rule.ts'

/** An effect that needs a confirmation is issued there, by that event, and nowhere else. */
export const onlyWhere: Rule = {
  title: 'what needs a confirmation happens after it only',
  find({ flow, edges }) {
    const { only } = flow.promises
    if (!only) return undefined
    const found = Object.entries(only).flatMap(([effect, where]): Finding[] => {
      const issuing = edges.filter(({ turn }) => turn.effects.some(({ type }) => type === effect))
      if (issuing.length === 0) return [{ problem: `${effect} is never issued` }]
      return issuing.flatMap(({ before, step, event }) => {
        const type = event?.type ?? 'a timer'
        if (within(before.state, where.in) && type === where.on) return []
        const problem = `${effect} is issued by ${type} in ${before.state || 'the beginning'}, not only by ${where.on} in ${where.in}`
        return [{ problem, steps: [...wayTo(before), step] }]
      })
    })
    return firstOfEach(found, ({ problem }) => problem)
  },
}
