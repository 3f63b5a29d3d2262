import type { Case } from '../case.ts'
import { readLines, type Intent } from '../history.ts'

const hourMs = 3_600_000

export default {
  id: 'F37',
  title: 'the clock of a worker jumps ahead by an hour, another one’s back',
  setting: {
    workers: 3,
    strikes: (random) => ({
      worker: [
        [{ point: 'before-load', nth: random.between(10, 20), action: { clockMs: hourMs } }],
        [{ point: 'before-effect', nth: random.between(10, 20), action: { clockMs: -hourMs } }],
        [],
      ],
    }),
  },
  async run(stage) {
    for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    return {
      faults: stage.struck(),
      also: () => {
        // Nothing is due for half an hour.
        const early = readLines<Intent>(stage.folder, 'history').filter(
          ({ kind, inputs }) => kind === 'intent' && inputs.length === 0,
        )
        return early.length > 0 ? [`I8 ${early.length} timers came before their time`] : []
      },
    }
  },
} satisfies Case
