import { setTimeout as sleep } from 'node:timers/promises'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'

export default {
  id: 'F11',
  title: 'Redis is emptied in the middle of orders',
  setting: { workers: 3, env: shortDoubts, journalTimeoutMs: 10_000 },
  async run(stage) {
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    })()
    let emptied = 0
    for (let times = 0; times < 3; times++) {
      await sleep(stage.random.between(2_000, 4_000))
      const keys = await stage.redis.dbsize()
      await stage.redis.flushall()
      if (keys > 0) emptied += 1
    }
    await crowds
    return {
      faults: { 'Redis emptied': emptied, 'conversations put back': stage.logged('conversation put back').length },
      quietWithinMs: putBackWithinMs,
    }
  },
} satisfies Case
