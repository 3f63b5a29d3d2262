import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'
import { tooFast } from '../oracle/rate.ts'

const perSecond = 40

export default {
  id: 'F25',
  title: 'Chat2Desk says 429 to everything, then to half, and not for how long',
  setting: { env: { CHAT2DESK_RATE_PER_SECOND: String(perSecond) } },
  async run(stage) {
    const { sandbox } = stage
    const talking = stage.crowd(20)
    await sleep(1_000)
    sandbox.set({ faults: { status429Rate: 1 } })
    await sleep(4_000)
    sandbox.set({ faults: { status429Rate: 0 } })
    const half = Date.now()
    const calls = () => sandbox.apiCalls()
    const taken = () => calls().filter(({ status, at }) => status === 200 && at > half).length
    // Strictly by turns: five refusals in a row, by chance, would have everybody wait for half a minute.
    for (let known = 0; Date.now() < half + 10_000; await sleep(10))
      if (taken() > known) {
        known = taken()
        sandbox.fail({ times: 1 }, '429')
      }
    const between = taken()
    await talking
    return {
      faults: {
        'answered 429': calls().filter(({ status }) => status === 429).length,
        'taken in between': between,
      },
      quietWithinMs: 35_000,
      also: ({ ambiguous }) => [
        ...tooFast(calls(), perSecond),
        ...(ambiguous > 0 ? ['I6 what was refused was taken for sent'] : []),
      ],
    }
  },
} satisfies Case
