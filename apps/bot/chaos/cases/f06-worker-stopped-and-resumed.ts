import { shortDoubts, type Case } from '../case.ts'

const stopMs = 12_000

export default {
  id: 'F6',
  title: 'workers stand still for 12 s and then go on',
  setting: {
    env: shortDoubts,
    workers: 3,
    strikes: () => ({
      worker: [
        [{ point: 'before-commit', nth: 6, action: { stopMs } }],
        [{ point: 'before-effect', nth: 6, effect: 'say', action: { stopMs } }],
      ],
    }),
  },
  async run(stage) {
    const end = Date.now() + 18_000
    do await stage.crowd(6)
    while (Date.now() < end || Object.values(stage.struck()).includes(0))
    return {
      faults: stage.struck(),
      also: ({ fenced }) => (fenced === 0 ? ['I14 no commit was ever fenced'] : []),
    }
  },
} satisfies Case
