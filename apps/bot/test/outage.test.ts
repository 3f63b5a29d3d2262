import database from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { run, until } from './processes.ts'
import { privatePostgres, privateRedis, type PrivateServer } from './servers.ts'
import { inbox, productionStage, type Stage } from './stage.ts'

const available = inject('redisUrl') !== '' && inject('databaseUrl') !== ''

describe.skipIf(!available)('when Redis or PostgreSQL is away', () => {
  let redis: PrivateServer
  let postgres: PrivateServer
  let stage: Stage
  const client = '774000001'
  const answers = () => stage.sandbox.messagesTo(client).map(({ text }) => text ?? '')

  const report = async () =>
    (await (await fetch(`${stage.url}/health`)).json()) as { checks: { queues: { outbox: number | null } } }

  beforeAll(async () => {
    redis = (await privateRedis('yes')) as PrivateServer
    postgres = (await privatePostgres()) as PrivateServer
    await Promise.all([redis.start(), postgres.start()])
    stage = await productionStage(redis.url, postgres.url)
  })
  afterAll(async () => {
    await stage.close()
    redis.remove()
    postgres.remove()
  })

  it('takes messages while Redis is away, and answers them when it is back', { timeout: 60_000 }, async () => {
    expect((await stage.post(inbox(client, 'Токтогула 125, кв 4'))).status).toBe(200)
    await until('the first answer', () => answers().length === 1, stage.server)
    await until('its report', async () => (await report()).checks.queues.outbox === 0, stage.server)
    await redis.kill()
    const body = inbox(client, '0555123456')
    expect((await stage.post(body)).status).toBe(200)
    expect((await stage.post(body)).status).toBe(200)
    expect((await fetch(`${stage.url}/health`)).status).toBe(503)
    await redis.start()
    await until('the next answer', () => answers().length === 2, stage.server)
    expect(answers()[1]).toContain('Сколько бутылей')
  })

  it('takes messages while Redis hangs', { timeout: 60_000 }, async () => {
    const other = '774000002'
    process.kill(redis.pid() as number, 'SIGSTOP')
    expect((await stage.post(inbox(other, 'Токтогула 125, кв 4'))).status).toBe(200)
    process.kill(redis.pid() as number, 'SIGCONT')
    await until('the answer', () => stage.sandbox.messagesTo(other).length === 1, stage.server)
  })

  it('talks on while PostgreSQL is away, and tells of the order when it is in', { timeout: 60_000 }, async () => {
    await stage.post(inbox(client, '2'))
    await until('the summary', () => answers().length === 3, stage.server)
    await postgres.kill()
    expect((await stage.post(inbox(client, 'да'))).status).toBe(200)
    await until('the order to wait', async () => (await fetch(`${stage.url}/health`)).status === 503, stage.server)
    expect(answers()).toHaveLength(3)
    await postgres.start()
    await until('the order', async () => (await stage.orders()).length === 1, stage.server)
    await until('the word of it', () => answers().length === 4, stage.server)
    expect(answers()[3]).toMatch(/Заказ № \d+ принят/)
  })

  it('answers 503 while Redis is away, if there is no journal', { timeout: 60_000 }, async () => {
    const bare = await productionStage(redis.url, postgres.url, {}, { JOURNAL: 'off' })
    try {
      expect(bare.server.output()).toContain('JOURNAL is off')
      await redis.kill()
      const body = inbox('774000003', 'Токтогула 125, кв 4')
      expect((await bare.post(body)).status).toBe(503)
      await redis.start()
      await until('the webhook to take it', async () => (await bare.post(body)).status === 200, bare.server)
    } finally {
      await bare.close()
    }
  })

  it('takes no more work once it is told to end, whatever it waits for', { timeout: 60_000 }, async () => {
    const ending = await productionStage(redis.url, postgres.url, {}, { LOG_LEVEL: 'info' })
    const sql = database(ending.settings['DATABASE_URL'] ?? '', { max: 1, onnotice: () => {} })
    try {
      await Promise.all(ending.workers.splice(0).map((worker) => worker.stop()))
      await sql.begin(async (tx) => {
        await tx`lock table audit, held_dialogs in access exclusive mode`
        const worker = await ending.addWorker()
        await until('the worker', () => worker.output().includes('Working on up to'), worker)
        const code = worker.stop('SIGTERM')
        await until('its end to begin', () => worker.output().includes('SIGTERM: finishing'), worker)
        expect((await ending.post(inbox('774000004', 'Токтогула 125, кв 4'))).status).toBe(200)
        expect(await code).toBe(0)
      })
      expect(ending.sandbox.messagesTo('774000004')).toEqual([])
    } finally {
      await sql.end()
      await ending.close()
    }
  })

  it('waits for them at the start, says so, and gives up after the time that was set', async () => {
    const lonely = run('server', {
      CHAT2DESK_API_TOKEN: 'token',
      REDIS_URL: 'redis://127.0.0.1:1',
      DATABASE_URL: postgres.url,
      STARTUP_TIMEOUT_SECONDS: '1',
    })
    const code = await new Promise((resolve) => lonely.child.once('exit', resolve))
    expect(code).toBe(1)
    expect(lonely.output()).toMatch(/Waiting for Redis[\s\S]*Cannot reach Redis within 1 s/)
  })
})

describe('settings that cannot be used', () => {
  it('are all named in one message, and the process exits 1', async () => {
    const wrong = run('server', { PORT: 'x', DATABASE_URL: 'mysql://y' })
    const code = await new Promise((resolve) => wrong.child.once('exit', resolve))
    expect(code).toBe(1)
    expect(wrong.output()).toContain('3 setting(s)')
    for (const name of ['CHAT2DESK_API_TOKEN is not set', 'PORT is no whole number', 'DATABASE_URL is no'])
      expect(wrong.output()).toContain(name)
  })
})
