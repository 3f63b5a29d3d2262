import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../test/processes.ts'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'
import { refusals } from '../redis-refusals.ts'

/** Its new primary is never reached, so it keeps its data: what a replica that is promoted in time has. */
export default {
  id: 'F15',
  title: 'Redis becomes a replica that only reads, and is promoted later',
  setting: { workers: 3, env: shortDoubts },
  async run(stage) {
    const { redis } = stage
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(8)
    })()
    await stage.until('orders', async () => (await stage.placed()) >= 2)
    for (const ms of [1_500, 7_000]) {
      await redis.replicaof('127.0.0.1', await freePort())
      await sleep(ms)
      await redis.replicaof('NO', 'ONE')
      await sleep(3_000)
    }
    await crowds
    return { faults: { 'writes refused': await refusals(redis, 'READONLY') }, quietWithinMs: putBackWithinMs }
  },
} satisfies Case
