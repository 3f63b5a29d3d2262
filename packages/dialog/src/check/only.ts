import { wayTo, within } from './situation.ts'
import { firstOfEach, type Finding, type Rule } from './rule.ts'

/** An effect that must be asked for, or confirmed, is issued where it is and by what it is, and nowhere else. */
export const onlyWhere: Rule = {
  title: 'what must be confirmed or asked for happens then only',
  find({ flow, edges }) {
    const { only } = flow.promises
    if (!only) return undefined
    const found = Object.entries(only).flatMap(([effect, where]): Finding[] => {
      const issuing = edges.filter(({ turn }) => turn.effects.some(({ type }) => type === effect))
      if (issuing.length === 0) return [{ problem: `${effect} is never issued` }]
      return issuing.flatMap(({ before, step, event }) => {
        const type = event?.type ?? 'a timer'
        const isThere = where.in?.some((state) => within(before.state, state)) ?? true
        if (isThere && (where.on?.includes(type) ?? true)) return []
        const allowed = [where.on && `by ${where.on.join(' or ')}`, where.in && `in ${where.in.join(' or ')}`]
        const problem = `${effect} is issued by ${type} in ${before.state || 'the beginning'}, not only ${allowed.filter(Boolean).join(' ')}`
        return [{ problem, steps: [...wayTo(before), step] }]
      })
    })
    return firstOfEach(found, ({ problem }) => problem)
  },
}
