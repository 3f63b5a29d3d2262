import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, run, until, type Running } from './processes.ts'
import { visitor, type Visitor } from './visitor.ts'

const whole = '2 бутыли на Токтогула 125 кв 4, тел 0555 123 456'

describe('the playground of a bot without an account', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shoro-playground-'))
  let bot: Running
  let guest: Visitor
  beforeAll(async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    bot = run('embedded', { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'warn' })
    await until('the bot', async () => (await fetch(`${url}/health`)).ok, bot, 120_000)
    guest = visitor(url)
  }, 150_000)
  afterAll(async () => {
    await bot.stop('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it('is told of at the start and open to whoever started it', async () => {
    expect(bot.output()).toMatch(/http:\/\/127\.0\.0\.1:\d+\/playground\n/)
    expect(await guest.status()).toMatchObject({ durable: true, worker: { state: 'running', generation: 1 } })
  })

  it('takes one order although its workers on the queue are killed twice', { timeout: 120_000 }, async () => {
    const { id } = await guest.arrive()
    await guest.make('worker-killed', { when: 'in-the-middle', seconds: 0 })
    await guest.write(id, { text: whole })
    await until('another worker', async () => (await guest.status()).worker.generation === 2, bot)
    await guest.make('time-forward', { minutes: 1 })
    await guest.reaches(id, 'ordering.waitingConfirmation', 60_000)
    await guest.make('worker-killed', { seconds: 0 })
    await guest.make('twice', { customer: id, text: 'да' })
    const { orders, counters } = await guest.reaches(id, 'placed', 60_000)
    expect(orders).toMatchObject([{ address: 'Токтогула 125 кв 4', phone: '+996555123456', bottles: 2 }])
    expect(counters).toMatchObject({ answered: 2, orders: 1, buried: 0 })
  })
})
