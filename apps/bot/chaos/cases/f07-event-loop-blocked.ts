import type { Case } from '../case.ts'

/** Longer than a wake-up's lock, and than the lease of an outbox. */
const blockMs = 12_000

export default {
  id: 'F7',
  title: 'workers are busy with one thing for 12 s and hear nothing',
  setting: {
    workers: 4,
    strikes: () => ({
      worker: [
        [{ point: 'before-commit', nth: 3, action: { blockMs } }],
        [{ point: 'before-commit', nth: 6, action: { blockMs } }],
        [{ point: 'before-effect', nth: 6, effect: 'say', action: { blockMs } }],
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
