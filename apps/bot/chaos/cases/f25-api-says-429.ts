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
    await sleep(5_000)
    sandbox.set({ faults: { status429Rate: 0.5 } })
    const half = Date.now()
    await sleep(8_000)
    const calls = () => sandbox.apiCalls()
    const taken = () => calls().filter(({ status, at }) => status === 200 && at > half).length
    // A probe is rare by then, and each may meet a 429.
    await stage.until('something to be taken', () => taken() > 0, 60_000)
    const between = taken()
    sandbox.set({ faults: { status429Rate: 0 } })
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
