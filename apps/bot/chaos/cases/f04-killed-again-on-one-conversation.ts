import { shortDoubts, type Case } from '../case.ts'
import type { Strike } from '../strike.ts'

const client = '782000001'
const points = [
  'after-load',
  'before-commit',
  'after-commit',
  'before-effect',
  'after-effect',
  'before-finish',
] as const

export default {
  id: 'F4',
  title: 'workers are killed again and again on one conversation',
  setting: {
    workers: 1,
    env: shortDoubts,
    strikes: () => ({ worker: points.map((point): Strike[] => [{ point, conversation: client, action: 'kill' }]) }),
  },
  async run(stage) {
    stage.sandbox.customerSends({ clientId: client, transport: 'telegram', text: 'Здравствуйте' })
    await stage.until('all deaths', () => Object.values(stage.struck()).every((count) => count > 0), 50_000)
    await stage.crowd(3)
    return {
      faults: stage.struck(),
      also: async () => {
        const failed = await stage.redis.zcard('bull:shoro-inbound:failed')
        return failed > 0 ? [`I8 ${failed} wake-ups ended as failed`] : []
      },
    }
  },
} satisfies Case
