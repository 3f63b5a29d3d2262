import { setTimeout as sleep } from 'node:timers/promises'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'

export default {
  id: 'F16',
  title: 'Redis was set up to keep nothing, may evict, and dies',
  setting: {
    workers: 3,
    env: shortDoubts,
    journalTimeoutMs: 10_000,
    redis: { appendonly: 'no', 'maxmemory-policy': 'allkeys-lru' },
  },
  async run(stage) {
    const { redis } = stage.servers
    const flagged = (words: string) => stage.logged(words).length
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    })()
    let emptied = 0
    for (const awayMs of [0, 3_000]) {
      await sleep(stage.random.between(3_000, 5_000))
      await redis.kill()
      await sleep(awayMs)
      await redis.start({ appendonly: 'no', 'maxmemory-policy': 'allkeys-lru' })
      emptied += 1
    }
    await crowds
    return {
      faults: {
        'Redis came back empty': emptied,
        'said at start that nothing is kept': flagged('keeps no append-only file'),
        'said at start that it may evict': flagged('may evict conversations'),
      },
      quietWithinMs: putBackWithinMs,
    }
  },
} satisfies Case
