import { inbox } from '../../test/stage.ts'
import { shortDoubts, type Case } from '../case.ts'
import type { Strike } from '../strike.ts'

const places: Pick<Strike, 'point' | 'effect'>[] = [
  { point: 'after-due' },
  { point: 'before-load' },
  { point: 'after-load' },
  { point: 'before-commit' },
  { point: 'after-commit' },
  { point: 'before-effect', effect: 'say' },
  { point: 'before-effect', effect: 'placeOrder' },
  { point: 'after-insert' },
  { point: 'after-send' },
  { point: 'after-effect', effect: 'say' },
  { point: 'after-effect', effect: 'placeOrder' },
  { point: 'after-tell' },
  { point: 'after-report' },
  { point: 'before-postpone' },
  { point: 'after-postpone' },
  { point: 'before-bury' },
  { point: 'after-bury' },
  { point: 'before-finish' },
  { point: 'after-redis-commit' },
  { point: 'before-redis-claim' },
  { point: 'after-redis-claim' },
]

export default {
  id: 'F1',
  title: 'a worker is killed at each crash point',
  setting: {
    workers: 4,
    env: shortDoubts,
    sandbox: { faults: { status500Rate: 0.03 } },
    strikes: (random) => ({
      worker: random.shuffle(places).map((place) => [{ ...place, nth: random.between(1, 2), action: 'kill' }]),
    }),
  },
  async run(stage) {
    let strangers = 0
    const end = Date.now() + 75_000
    do {
      // Chat2Desk does not know them: what they are told becomes a dead letter.
      for (let n = 0; n < 2; n++)
        await stage.courier.post(JSON.stringify(inbox(String(790_000_000 + strangers++), 'Здравствуйте')))
      await stage.crowd(6, { patienceMs: 1_000 })
    } while (Date.now() < end && Object.values(stage.struck()).includes(0))
    stage.sandbox.set({ faults: { status500Rate: 0 } })
    return { faults: stage.struck(), deadLetters: strangers }
  },
} satisfies Case
