import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { until } from './processes.ts'
import { inbox, productionStage, type Stage } from './stage.ts'

const redisUrl = inject('redisUrl')
const databaseUrl = inject('databaseUrl')
const minute = 60_000
const never = { QUIET_FROM: '0:00', QUIET_TO: '0:00' }
const wrongClock = `const real = Date.now; Date.now = () => real() + 3600000`

describe.skipIf(redisUrl === '' || databaseUrl === '')('processes whose clocks are an hour fast', () => {
  let stage: Stage
  beforeAll(async () => {
    const wrong = `--import=data:text/javascript,${encodeURIComponent(wrongClock)}`
    stage = await productionStage(redisUrl, databaseUrl, {}, { NODE_OPTIONS: wrong, ...never })
  }, 60_000)
  afterAll(() => stage?.close())

  it('remind a customer when it is time by the clock of Redis', { timeout: 30_000 }, async () => {
    const clientId = '778000001'
    await stage.post(inbox(clientId, 'Здравствуйте'))
    await until('an answer', () => stage.sandbox.messagesTo(clientId).length > 0, stage.server)
    const redis = new Redis(stage.settings['REDIS_URL'] ?? '')
    const due = Number(await redis.zscore('{shoro:0}:wt', clientId))
    redis.disconnect()
    expect(due).toBeGreaterThan(Date.now() + 28 * minute)
    expect(due).toBeLessThan(Date.now() + 31 * minute)
  })
})
