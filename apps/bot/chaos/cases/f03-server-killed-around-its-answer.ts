import type { Case } from '../case.ts'
import type { Strike } from '../strike.ts'

const points = [
  'before-append',
  'before-redis-append',
  'after-redis-append',
  'after-append',
  'after-wake',
  'before-answer',
] as const

export default {
  id: 'F3',
  title: 'the server is killed between taking and answering',
  setting: {
    strikes: (random) => ({
      server: random.shuffle(points).map((point): Strike[] => [{ point, nth: random.between(2, 6), action: 'kill' }]),
    }),
  },
  async run(stage) {
    do await stage.crowd(6, { patienceMs: 1_000 })
    while (Object.values(stage.struck()).includes(0))
    const repeated = stage.courier.parcels.filter(({ answers }) => answers.includes(0) && answers.includes(200))
    return { faults: { ...stage.struck(), 'sent again after no answer': repeated.length } }
  },
} satisfies Case
