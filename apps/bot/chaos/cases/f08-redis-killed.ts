import { setTimeout as sleep } from 'node:timers/promises'
import { shortDoubts, type Case } from '../case.ts'

export default {
  id: 'F8',
  title: 'Redis is killed and comes back',
  setting: { env: shortDoubts },
  async run(stage) {
    const { redis } = stage.servers
    const faults = { 'Redis killed for 0.3 s': 0, 'Redis killed for 10 s': 0 }
    const crowds = (async () => {
      for (let wave = 0; wave < 5; wave++) await stage.crowd(8)
    })()
    for (const [fault, ms] of [
      ['Redis killed for 0.3 s', 300],
      ['Redis killed for 10 s', 10_000],
    ] as const) {
      await sleep(2_000)
      const ran = redis.pid() !== undefined
      await redis.kill()
      if (ran && redis.pid() === undefined) faults[fault] += 1
      await sleep(ms)
      await redis.start()
    }
    await crowds
    return { faults }
  },
} satisfies Case
