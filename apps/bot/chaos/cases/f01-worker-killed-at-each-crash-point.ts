import type { Case } from '../case.ts'

export default {
  id: 'F1',
  title: 'a worker is killed at each crash point',
  setting: {
    strikes: () => ({ worker: [[{ point: 'after-commit', nth: 3, action: 'kill' }]] }),
  },
  async run(stage) {
    await stage.crowd(12)
    return { faults: { 'killed at after-commit': stage.hits().filter(({ action }) => action === 'kill').length } }
  },
} satisfies Case
