import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { everythingIn } from './leftovers.ts'
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

  const operator = async (method: string, path: string) => {
    const authorization = `Bearer ${stage.settings['OPERATOR_TOKEN']}`
    const response = await fetch(`${stage.url}/operator/api${path}`, { method, headers: { authorization } })
    return (await response.json()) as Record<string, unknown>
  }
  const letterOf = async (client: string) => {
    const { deadLetters } = await operator('GET', `/dead-letters?conversation=${client}`)
    return (deadLetters as { id: string }[])[0]?.id
  }
  /** A message whose reply Chat2Desk refuses for good. */
  const becomeDeadLetter = async (client: string, text: string) => {
    stage.sandbox.set({ adoptClients: false })
    await stage.post(inbox(client, text))
    const letter = await until('the dead letter', () => letterOf(client), stage.workers.at(-1))
    stage.sandbox.set({ adoptClients: true })
    return letter
  }

  it('sends a reply once that was a dead letter, when an operator replays it', async () => {
    const client = '774000001'
    const letter = await becomeDeadLetter(client, 'Здравствуйте')
    await Promise.all([1, 2].map(() => operator('POST', `/dead-letters/${letter}/replay`)))
    await until('the reply', () => stage.sandbox.messagesTo(client).length > 0, stage.workers.at(-1))
    await until('quiet', async () => (await stage.conversation(client))?.['outbox'] === 0)
    expect(stage.sandbox.messagesTo(client)).toHaveLength(1)
    expect(await letterOf(client)).toBeUndefined()
  })

  it('keeps nothing anywhere of what an erased customer wrote', async () => {
    const client = '774000002'
    const canaries = ['Кольбаева', '555987654', 'Айсулуу', 'осторожно']
    const person = { client: { id: client, phone: '996555987654', client_phone: '996555987654', name: 'Айсулуу' } }
    const texts = ['Кольбаева 17, кв 3, 0555987654, 2 бутылки', 'да', 'осторожно, злая собака']
    for (const text of texts) {
      const before = stage.sandbox.messagesTo(client).length
      await stage.post(inbox(client, text, person))
      await until(`an answer to "${text}"`, () => stage.sandbox.messagesTo(client).length > before, stage.server)
    }
    await becomeDeadLetter('774000003', 'Здравствуйте')
    const { DATABASE_URL: url = '', REDIS_URL: redis = '' } = stage.settings
    await until('quiet', async () => (await stage.conversation(client))?.['outbox'] === 0)
    const before = await everythingIn(redis, url)
    for (const canary of canaries.slice(0, 3)) expect(before).toContain(canary)
    expect(await operator('DELETE', `/clients/${client}`)).toMatchObject({ orders: 1, accepted: [] })
    const after = await everythingIn(redis, url)
    for (const canary of canaries) expect(after).not.toContain(canary)
    expect(after).toContain('774000003')
    expect(await stage.conversation(client)).toBeUndefined()
  })

  it('finishes and exits 0 on SIGTERM, server and worker', async () => {
    const exits = await Promise.all(
      [stage.server, ...stage.workers.slice(-1)].map((running) => running.stop('SIGTERM')),
    )
    expect(exits).toEqual([0, 0])
  })
})
