import { setTimeout as sleep } from 'node:timers/promises'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'
import { refusals } from '../redis-refusals.ts'

export default {
  id: 'F13',
  title: 'Redis is full and refuses to write',
  setting: { workers: 3, env: shortDoubts },
  async run(stage) {
    const { redis, courier } = stage
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(8)
    })()
    await stage.until('orders', async () => (await stage.placed()) >= 2)
    const full: number[] = []
    for (const ms of [2_000, 7_000]) {
      const from = Date.now()
      await redis.config('SET', 'maxmemory', '1mb')
      await sleep(ms)
      full.push(courier.parcels.filter(({ message, ackedAt }) => message && (ackedAt ?? 0) > from).length)
      await redis.config('SET', 'maxmemory', '0')
      await sleep(3_000)
    }
    await crowds
    return {
      faults: {
        'writes refused': await refusals(redis, 'OOM'),
        'messages taken meanwhile, in the journal': full.reduce((sum, one) => sum + one, 0),
      },
      quietWithinMs: putBackWithinMs,
      also: () =>
        courier.parcels
          .flatMap(({ answers }) => answers)
          .filter((status) => status !== 200 && status !== 503)
          .map((status) => `I11 a webhook was answered ${status}`),
    }
  },
} satisfies Case
