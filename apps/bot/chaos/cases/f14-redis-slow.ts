import { setTimeout as sleep } from 'node:timers/promises'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'

/** There and back take half a second together. */
const latencyMs = 250
const sleepS = 5
/** What is promised is 2 s; the rest is for a machine that does other things as well. */
const answerWithinMs = 3_000

export default {
  id: 'F14',
  title: 'Redis is slow, then it stands still',
  setting: { workers: 3, env: shortDoubts, proxied: ['redis'] },
  async run(stage) {
    const { proxies, redis, courier } = stage
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(8)
    })()
    await stage.until('orders', async () => (await stage.placed()) >= 2)
    proxies.redis.set({ latencyMs })
    await sleep(8_000)
    const slowly = courier.parcels.filter(({ slowestMs }) => slowestMs > 2 * latencyMs).length
    proxies.redis.set({ latencyMs: 0 })
    let stood = 0
    for (let times = 0; times < 2; times++) {
      const from = Date.now()
      await redis.call('DEBUG', 'SLEEP', String(sleepS))
      if (Date.now() - from > sleepS * 1_000 - 100) stood += 1
      await sleep(3_000)
    }
    await crowds
    return {
      faults: { 'answered slowly': slowly, 'stood still for 5 s': stood },
      quietWithinMs: putBackWithinMs,
      also: () => {
        const slowest = Math.max(...courier.parcels.map(({ slowestMs }) => slowestMs))
        return slowest > answerWithinMs ? [`I11 a webhook was answered after ${Math.round(slowest)} ms`] : []
      },
    }
  },
} satisfies Case
