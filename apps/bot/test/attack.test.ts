import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { dawdle, flood, forge, sendHostile, type Answers, type Target } from './attackers.ts'
import { until } from './processes.ts'
import { privateRedis, type PrivateServer } from './servers.ts'
import { productionStage, type Stage } from './stage.ts'

const databaseUrl = inject('databaseUrl')
const available = inject('redisUrl') !== '' && databaseUrl !== ''

describe.skipIf(!available)('an attack from outside', () => {
  let redis: PrivateServer
  let stage: Stage
  beforeAll(async () => {
    redis = (await privateRedis('yes')) as PrivateServer
    await redis.start()
    stage = await productionStage(
      redis.url,
      databaseUrl,
      {},
      {
        CHAT2DESK_WEBHOOK_SECRET: 'secret-path',
        CHAT2DESK_SIGNATURE: 'required',
      },
    )
  })
  afterAll(async () => {
    await stage.close()
    redis.remove()
  })

  it('harms nobody: honest orders come through, the attackers get none', { timeout: 120_000 }, async () => {
    const { sandbox, server, workers } = stage
    const target: Target = {
      host: '127.0.0.1',
      port: Number(stage.settings['PORT']),
      secret: 'secret-path',
      token: 'sandbox-token',
    }
    const honest = Array.from({ length: 20 }, (_, n) => String(775_000_000 + n))
    const stop = new AbortController()
    const background = [dawdle(target, 500, stop.signal), flood(target, '666000001', 200, stop.signal)]

    const customers = Promise.all(
      honest.map(async (clientId, n) => {
        for (const text of ['Здравствуйте', `Манаса ${n + 1}, кв 7`, '0700 112 233', String(n + 1), 'да']) {
          const before = sandbox.messagesTo(clientId).length
          sandbox.customerSends({ clientId, transport: 'telegram', text })
          await until(`an answer to "${text}"`, () => sandbox.messagesTo(clientId).length > before, server, 90_000)
        }
      }),
    )
    const hostile = await sendHostile(target, '6661', { every: 5 })
    const forged = await forge(target, '666000003', 5)
    await customers
    stop.abort()
    const [dawdled, flooded] = (await Promise.all(background)) as [Answers, Answers]

    expect(Object.keys(hostile).filter((answer) => !['200', '400', '413', '415'].includes(answer))).toEqual([])
    expect(Object.keys(forged).filter((answer) => !['401', '404'].includes(answer))).toEqual([])
    expect(Object.keys(flooded).filter((answer) => !['200', '503'].includes(answer))).toEqual([])
    expect(Object.keys(dawdled).filter((answer) => !['408', '400', 'cut'].includes(answer))).toEqual([])
    expect(hostile['200']).toBeGreaterThan(100)

    for (const { child } of [server, ...workers]) expect(child.exitCode).toBeNull()
    const placed = await stage.orders()
    expect(placed.map(({ clientId }) => clientId).sort()).toEqual(honest)
    for (const [n, clientId] of honest.entries())
      expect(placed.find((order) => order.clientId === clientId)).toMatchObject({
        address: `Манаса ${n + 1}, кв 7`,
        phone: '+996700112233',
        bottles: n + 1,
      })

    await until('everything that was taken to be done', async () => {
      const health = (await (await fetch(`${stage.url}/health`)).json()) as {
        checks: { queues: Record<string, number> }
      }
      return Object.values(health.checks.queues).every((waiting) => waiting === 0)
    })
    for (const { output } of [server, ...workers])
      expect(output()).not.toMatch(/unexpected|input refused|conversation parked|request failed|not stored/)
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
    const told = sandbox.messagesTo('666000001').filter(({ text }) => text?.includes('медленнее'))
    expect(told.length).toBeGreaterThan(0)
    expect(told.length).toBeLessThan(3)
  })
})
