import { describe, expect, it } from 'vitest'
import { check } from './check.ts'
import { planOf, type Fault, type Plan } from './plan.ts'
import { run } from './run.ts'
import { missing } from './sometimes.ts'

/** For a machine that is busy with other things. */
const patient = { timeout: 120_000 }
const breath = () => new Promise((resolve) => setImmediate(resolve))
const seeds = 90

/** One customer who orders and calls it off, and nothing that goes wrong. */
const quietPlan: Plan = {
  seed: 0,
  brisk: false,
  turnWindowMs: 0,
  recalls: false,
  journal: 'none',
  items: ['Здравствуйте', 'Токтогула 125, кв 4', '0555 123 456', '3', 'да', 'отмена'].map((text, index) => ({
    kind: 'message',
    client: 'c1',
    number: 1001 + index,
    at: index * 3_000,
    text,
    arrivals: [10],
  })),
}

describe('many processes that die, stall, see wrong clocks and lose answers', () => {
  it('lose no input, double no order, and say what the conversation says', patient, async () => {
    const seen = new Map<string, number>()
    for (let seed = 1; seed <= seeds; seed++) {
      const plan = planOf(seed)
      // A store that loses what it had is for the long run, `pnpm simulate`.
      if (plan.journal === 'faithful') continue
      const outcome = await run(plan)
      expect(check(outcome), `see it again: pnpm simulate --seed ${seed}`).toEqual([])
      for (const [what, times] of outcome.seen) seen.set(what, (seen.get(what) ?? 0) + times)
      await breath()
    }
    expect(missing(seen, seeds).filter((words) => !/journal|store-loses/.test(words))).toEqual([])
  })

  it('take nothing twice that a commit took which the journal learns of from the store', patient, async () => {
    expect(check(await run(planOf(63)))).toEqual([])
  })

  it('play the same seed the same way', patient, async () => {
    const play = async () => {
      const history: string[] = []
      await run(planOf(7), history)
      return history
    }
    const [one, other] = [await play(), await play()]
    expect(one.length).toBeGreaterThan(100)
    expect(other).toEqual(one)
  })

  it.each<Fault>(['dies-after', 'answer-lost'])(
    'survive the fault "%s" at every single commit, claim and send',
    patient,
    async (fault) => {
      for (const call of ['store.commit', 'store.claim', 'api.send', 'database.insert']) {
        for (let number = 1; ; number++) {
          const outcome = await run({
            ...quietPlan,
            items: [...quietPlan.items, { kind: 'fault', call, number, fault }],
          })
          expect(check(outcome), `${call} ${number}`).toEqual([])
          if (!outcome.seen.has(`fault ${fault}`)) {
            expect(number, call).toBeGreaterThan(1)
            break
          }
          await breath()
        }
      }
    },
  )
})
