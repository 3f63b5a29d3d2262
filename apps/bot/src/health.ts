import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '@shoro/dialog'
import type { Line } from './chat/line.ts'
import { currentTime } from './clock.ts'

export interface Checks {
  /** Undefined in the embedded run, which has no Redis. */
  redis: (() => Promise<unknown>) | undefined
  postgres: () => Promise<unknown>
  store: Store
  /** The way to the API. Trouble there makes nobody unhealthy: replies wait. */
  line?: Pick<Line, 'state'>
}

const timeoutMs = 1_500

/** Health as the operators of the bot know it: each part, and what waits. */
export async function health({ redis, postgres, store, line }: Checks) {
  const works = async (check: () => Promise<unknown>) => {
    try {
      return await Promise.race([check().then(() => true), sleep(timeoutMs, false, { ref: false })])
    } catch {
      return false
    }
  }
  const [redisWorks, postgresWorks] = await Promise.all([redis ? works(redis) : true, works(postgres)])
  const unlessLate = <Value>(answer: Promise<Value>) =>
    Promise.race([answer.catch(() => undefined), sleep(timeoutMs, undefined, { ref: false })])
  const [depth, breaker] = await Promise.all([unlessLate(store.depth(currentTime())), line && unlessLate(line.state())])
  const healthy = redisWorks && postgresWorks && depth !== undefined
  return {
    status: healthy ? ('healthy' as const) : ('unhealthy' as const),
    checks: {
      redis: redisWorks,
      postgres: postgresWorks,
      queues: { message: depth?.mailboxes ?? null, outbox: depth?.outboxes ?? null },
    },
    ...(line && { breaker: breaker ?? null }),
    deadLetters: depth?.deadLetters ?? null,
    overdueSeconds: depth ? Math.round(depth.overdueMs / 1000) : null,
    timestamp: new Date().toISOString(),
  }
}
