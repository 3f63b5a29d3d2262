import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ordersSuite } from './orders.suite.ts'
import { until } from './processes.ts'
import { inbox, productionStage, type Stage } from './stage.ts'

const redisUrl = inject('redisUrl')
const databaseUrl = inject('databaseUrl')

describe.skipIf(!redisUrl || !databaseUrl)('production: server and worker on Redis and PostgreSQL', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await productionStage(redisUrl, databaseUrl)
  })
  afterAll(async () => stage.close())

  ordersSuite(() => stage, { crowd: 200, outageMs: 10_000 })

  it(
    'loses and doubles nothing when the worker is killed in the middle of 200 dialogs',
    { timeout: 150_000 },
    async () => {
      const ids = Array.from({ length: 200 }, (_, n) => String(773_000_000 + n))
      const texts = ['Здравствуйте', 'Токтогула 125, кв 4', '0555123456', '5']
      let sent = 0
      const dialogs = Promise.all(
        ids.map(async (id) => {
          for (const text of texts) {
            const before = stage.sandbox.messagesTo(id).length
            await stage.post(inbox(id, text))
            sent += 1
            await until(
              `an answer to "${text}"`,
              () => stage.sandbox.messagesTo(id).length > before,
              stage.server,
              120_000,
            )
          }
          await stage.post(inbox(id, 'да'))
        }),
      )
      for (const share of [0.3, 0.7]) {
        await until(
          `${share * 100} % of the messages`,
          () => sent >= share * ids.length * texts.length,
          stage.server,
          120_000,
        )
        const victim = stage.workers.at(-1)
        await victim?.stop('SIGKILL')
        await stage.addWorker()
      }
      await dialogs
      await until(
        'every order',
        async () => (await stage.orders()).filter(({ clientId }) => ids.includes(clientId)).length >= ids.length,
        stage.server,
        60_000,
      )
      await until(
        'quiet',
        async () =>
          (await Promise.all(ids.map((id) => stage.conversation(id)))).every(
            (c) => c?.['mailbox'] === 0 && c['outbox'] === 0,
          ),
        stage.server,
        60_000,
      )
      const placed = (await stage.orders()).filter(({ clientId }) => ids.includes(clientId))
      expect(new Set(placed.map(({ clientId }) => clientId)).size).toBe(ids.length)
      expect(placed).toHaveLength(ids.length)
      for (const id of ids) {
        const replies = stage.sandbox.messagesTo(id).map(({ text }) => text ?? '')
        expect(replies).toHaveLength(5)
        expect(replies.at(-1)).toMatch(/Заказ № \d+ принят/)
      }
    },
  )

  it('finishes and exits 0 on SIGTERM, server and worker', async () => {
    const exits = await Promise.all(
      [stage.server, ...stage.workers.slice(-1)].map((running) => running.stop('SIGTERM')),
    )
    expect(exits).toEqual([0, 0])
  })
})
