import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { everythingIn } from './leftovers.ts'
import { until } from './processes.ts'
import { inbox, productionStage, type Stage } from './stage.ts'
import { visitor } from './visitor.ts'

const redisUrl = inject('redisUrl')
const databaseUrl = inject('databaseUrl')
const login = { authorization: `Basic ${Buffer.from('me:operator-token-for-tests').toString('base64')}` }
const whole = '2 бутыли на Токтогула 125 кв 4, тел 0555 123 456'

describe.skipIf(!redisUrl || !databaseUrl)('a playground beside a bot that serves real customers', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await productionStage(redisUrl, databaseUrl, {}, { PLAYGROUND: 'on' })
  }, 120_000)
  afterAll(async () => stage.close())

  it('touches none of their orders, conversations and messages', { timeout: 120_000 }, async () => {
    const guest = visitor(stage.url, login)
    expect((await fetch(`${stage.url}/playground/api/status`)).status).toBe(401)
    await until('the playground', () => guest.status(), stage.server, 90_000)
    const { id } = await guest.arrive()
    const feed = await guest.follow(`?customers=${id}`)
    await guest.write(id, { text: whole })
    await guest.reaches(id, 'ordering.waitingConfirmation')
    await guest.make('time-forward', { minutes: 31 })
    await guest.make('twice', { customer: id, text: 'да' })
    expect((await guest.reaches(id, 'placed')).orders).toHaveLength(1)
    await feed.close()

    expect(await stage.orders()).toEqual([])
    expect(await stage.conversation(id)).toBeUndefined()
    expect(stage.sandbox.messagesTo(id)).toEqual([])
    const kept = await everythingIn(stage.settings['REDIS_URL'] ?? '', stage.settings['DATABASE_URL'] ?? '')
    expect(kept).not.toContain(id)

    // A reader who hangs up disturbs nobody: the real bot goes on serving.
    await stage.post(inbox('771999777', whole))
    await until('the real answer', () => stage.sandbox.messagesTo('771999777').length === 1, stage.server)
    expect((await guest.view(id)).orders).toHaveLength(1)
  })

  it('ends with its server', async () => {
    expect(await stage.server.stop('SIGTERM')).toBe(0)
    expect(stage.server.output()).not.toContain('aborted')
  })
})
