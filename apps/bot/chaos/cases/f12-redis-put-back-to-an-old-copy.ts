import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'
import { copyDump } from '../servers.ts'

/** Five minutes in the life of a bot are seconds here: many orders were placed since the copy. */
const copyAgeMs = 6_000

export default {
  id: 'F12',
  title: 'Redis comes back with an old copy of its data',
  setting: { workers: 3, env: shortDoubts, journalTimeoutMs: 10_000 },
  async run(stage) {
    const { redis } = stage.servers
    const copy = join(stage.folder, 'copy.rdb')
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    })()
    await sleep(stage.random.between(2_000, 4_000))
    await stage.redis.save()
    copyDump(redis, copy)
    const ordersThen = await countOrders(stage.sql)
    await sleep(copyAgeMs)
    const orders = await countOrders(stage.sql)
    await redis.kill()
    rmSync(join(redis.dir, 'appendonlydir'), { recursive: true, force: true })
    copyFileSync(copy, join(redis.dir, 'dump.rdb'))
    await redis.start({ appendonly: 'no' })
    await stage.redis.config('SET', 'appendonly', 'yes')
    await crowds
    const putBack = () => stage.logged('conversation put back').length
    await stage.until('conversations put back', () => putBack() > 0)
    return {
      faults: {
        'orders since the copy': orders - ordersThen,
        'conversations put back': putBack(),
      },
      quietWithinMs: putBackWithinMs,
    }
  },
} satisfies Case

async function countOrders(sql: postgres.Sql): Promise<number> {
  return (await sql`select 1 from orders`).length
}
