import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { shortDoubts, type Case } from '../case.ts'

export default {
  id: 'F9',
  title: 'Redis is shut down and started again',
  setting: { env: shortDoubts },
  async run(stage) {
    const { redis } = stage.servers
    const crowds = (async () => {
      for (let wave = 0; wave < 4; wave++) await stage.crowd(8)
    })()
    let times = 0
    for (const awayMs of [300, 6_000]) {
      await sleep(stage.random.between(1_500, 3_000))
      // A client that comes back would tell it again.
      const once = new Redis(redis.url, { retryStrategy: () => null })
      once.on('error', () => {})
      once.shutdown('NOSAVE').catch(() => {})
      await stage.until('Redis to end', () => redis.pid() === undefined)
      once.disconnect()
      times += 1
      await sleep(awayMs)
      await redis.start()
    }
    await crowds
    return { faults: { 'Redis shut down': times } }
  },
} satisfies Case
