import { execFileSync } from 'node:child_process'
import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'

const lostBytes = 1_024

export default {
  id: 'F10',
  title: 'the power fails: Redis comes back without the end of its file',
  setting: { workers: 3, env: shortDoubts, journalTimeoutMs: 10_000 },
  async run(stage) {
    const { redis } = stage.servers
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    })()
    let lost = 0
    for (let times = 0; times < 3; times++) {
      await sleep(stage.random.between(2_000, 4_000))
      await redis.kill()
      const folder = join(redis.dir, 'appendonlydir')
      const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.incr.aof'))
      const file = join(folder, name)
      const { size } = statSync(file)
      truncateSync(file, Math.max(0, size - lostBytes))
      execFileSync('redis-check-aof', ['--fix', file], { input: 'y\n', stdio: ['pipe', 'ignore', 'ignore'] })
      if (statSync(file).size < size) lost += 1
      await redis.start()
    }
    await crowds
    return { faults: { 'end of the file lost': lost }, quietWithinMs: putBackWithinMs }
  },
} satisfies Case
