import { asks } from './answered.ts'
import type { Explored } from './explore.ts'
import { advance, customerStep, wayTo, within, type Situation, type Step } from './situation.ts'
import { firstOfEach, type Rule } from './rule.ts'

/** Who is not understood several times running, at any question, comes to a person. */
export const limitedMisses: Rule = {
  title: 'who is not understood comes to a person',
  find(explored) {
    const { misses } = explored.flow.promises
    if (!misses) return undefined
    const kinds = misses.by.map(customerStep)
    const found = explored.situations
      .filter(({ state }) => asks(explored, state))
      .flatMap((situation) => {
        const steps = escape(explored, situation, kinds, misses.limit)
        return steps ? [{ state: situation.state, steps: [...wayTo(situation), ...steps] }] : []
      })
    return firstOfEach(found, ({ state }) => state).map(({ state, steps }) => ({
      problem: `${misses.limit} misses in ${state} do not lead to ${misses.end}`,
      steps,
    }))
  },
}

/** Misses in a row that do not end where they must; undefined if there are none such. */
function escape(explored: Explored, from: Situation, kinds: readonly Step[], limit: number): Step[] | undefined {
  const end = explored.flow.promises.misses?.end ?? ''
  if (within(from.state, end)) return undefined
  if (limit === 0) return []
  for (const step of kinds) {
    const after = afterStep(explored, from, step)
    const rest = after && escape(explored, after, kinds, limit - 1)
    if (rest) return [step, ...rest]
  }
  return undefined
}

function afterStep({ flow }: Explored, before: Situation, step: Step): Situation | undefined {
  try {
    return advance(flow, before, step)
  } catch {
    return undefined
  }
}
