import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { until } from './processes.ts'
import { privateRedis, type PrivateServer } from './servers.ts'
import { inbox, productionStage, type Stage } from './stage.ts'

const available = inject('redisUrl') !== '' && inject('databaseUrl') !== ''
const dialog = ['Токтогула 125, кв 4', '0555123456', '2', 'да']

describe.skipIf(!available)('when Redis loses data', { timeout: 60_000 }, () => {
  let server: PrivateServer
  let redis: Redis
  let stage: Stage
  let clients = 775_000_000
  const answers = (client: string) => stage.sandbox.messagesTo(client).map(({ text }) => text ?? '')
  const ordersOf = async (client: string) => (await stage.orders()).filter(({ clientId }) => clientId === client)

  /** Says one line of the dialog and waits for its answer. */
  const say = async (client: string, line: number) => {
    const before = answers(client).length
    expect((await stage.post(inbox(client, dialog[line] ?? ''))).status).toBe(200)
    // The word of an order comes after the order.
    await until(`answer ${line + 1}`, () => answers(client).length > before, stage.workers[0])
  }
  const ordered = async (client: string) => {
    await until('the order', async () => (await ordersOf(client)).length > 0, stage.workers[0])
    await until('the word of it', () => /Заказ № \d+ принят/.test(answers(client).at(-1) ?? ''), stage.workers[0])
    expect(await ordersOf(client)).toMatchObject([
      { address: 'Токтогула 125, кв 4', phone: '+996555123456', bottles: 2 },
    ])
    expect(answers(client)).toHaveLength(dialog.length)
    expect(new Set(answers(client)).size).toBe(dialog.length)
  }
  const someone = () => String(clients++)
  /** What was sent is known to be sent. */
  const quiet = () =>
    until('quiet', async () => {
      const report = await (await fetch(`${stage.url}/health`)).json()
      const { queues } = (report as { checks: { queues: Record<string, number> } }).checks
      return Object.values(queues).every((waiting) => waiting === 0)
    })

  beforeAll(async () => {
    server = (await privateRedis('no')) as PrivateServer
    await server.start()
    redis = new Redis(server.url)
    redis.on('error', () => {})
    stage = await productionStage(server.url, inject('databaseUrl'), {}, { CHAT2DESK_TIMEOUT_MS: '1000' })
  })
  afterAll(async () => {
    await stage.close()
    redis.disconnect()
    server.remove()
  })

  it('goes on with every conversation where it was, after everything was deleted', async () => {
    const customers = dialog.map(() => someone())
    await Promise.all(
      customers.map(async (client, lines) => {
        for (let line = 0; line < lines; line++) await say(client, line)
      }),
    )
    await quiet()
    await redis.flushall()
    await Promise.all(
      customers.map(async (client, lines) => {
        for (let line = lines; line < dialog.length; line++) await say(client, line)
        await ordered(client)
      }),
    )
  })

  it('orders once and says nothing twice, when everything is deleted while customers write', async () => {
    const customers = Array.from({ length: 6 }, someone)
    let lines = 0
    await Promise.all(
      customers.map(async (client) => {
        for (let line = 0; line < dialog.length; line++) {
          await say(client, line)
          lines += 1
          if (lines === 12) await redis.flushall()
        }
        await ordered(client)
      }),
    )
  })

  it('does what it did not know of, and nothing anew, when it comes back with an old copy', async () => {
    const [before, during, idle] = [someone(), someone(), someone()]
    for (const line of [0, 1]) await say(before, line)
    await say(idle, 0)
    await redis.save()
    copyFileSync(join(server.dir, 'dump.rdb'), join(server.dir, 'old.rdb'))
    for (const line of [2, 3]) await say(before, line)
    await ordered(before)
    for (const line of [0, 1, 2]) await say(during, line)
    await quiet()
    await server.kill()
    copyFileSync(join(server.dir, 'old.rdb'), join(server.dir, 'dump.rdb'))
    await server.start()
    await until('Redis', async () => (await stage.post(inbox(during, dialog[3] ?? ''))).status === 200)
    await ordered(during)
    for (const line of [1, 2, 3]) await say(idle, line)
    await ordered(idle)
    await ordered(before)
    expect((await stage.conversation(before))?.['state']).not.toBe('waitingBottles')
  })
})
