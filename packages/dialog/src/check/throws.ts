import { wayTo } from './situation.ts'
import { firstOfEach, type Rule } from './rule.ts'

/** No guard, assign, phrase or maker of an effect throws, and what comes out can be kept as JSON. */
export const nothingThrows: Rule = {
  title: 'nothing throws, and everything can be kept',
  find({ failures }) {
    const found = failures.map(({ before, step, reason }) => {
      const what = 'event' in step ? step.event.type : step.by === 'time' ? 'a timer' : 'a message'
      const problem = `${what} in ${before.state || 'the beginning'} cannot be taken: ${reason}`
      return { problem, steps: [...wayTo(before), step] }
    })
    return firstOfEach(found, ({ problem }) => problem)
  },
}
