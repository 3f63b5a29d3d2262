import { setTimeout as sleep } from 'node:timers/promises'
import { shortDoubts, type Case } from '../case.ts'

/** Nobody LISTENs to PostgreSQL here: its connections of the pool are what may hang. */
const servers = ['redis', 'postgres', 'api'] as const

export default {
  id: 'F39',
  title: 'connections to Redis, PostgreSQL and Chat2Desk die without a word',
  // A reply in whose middle a connection died is in doubt, and what comes after it waits.
  setting: { proxied: servers, env: shortDoubts },
  async run(stage) {
    const faults: Record<string, number> = {}
    const crowds: Promise<unknown>[] = [stage.crowd(6)]
    for (const server of servers) {
      await sleep(2_000)
      faults[`to ${server}`] = stage.proxies[server].freeze()
      const { length: before } = await stage.sql`select 1 from orders`
      crowds.push(stage.crowd(6, { only: ['ru step by step', 'all in one', 'ky step by step'], patient: false }))
      await stage.until(
        `orders after ${server} froze`,
        async () => (await stage.sql`select 1 from orders`).length >= before + 6,
        45_000,
      )
    }
    await Promise.all(crowds)
    return { faults, quietWithinMs: 30_000 }
  },
} satisfies Case
