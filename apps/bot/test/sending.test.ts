import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePort, until } from './processes.ts'
import { inbox, productionStage, type Stage } from './stage.ts'

const redisUrl = inject('redisUrl')
const databaseUrl = inject('databaseUrl')

describe.skipIf(!redisUrl || !databaseUrl)('sending, when Chat2Desk takes messages without saying so', () => {
  let stage: Stage
  let workerPort: number
  beforeAll(async () => {
    workerPort = await freePort()
    const over = {
      TURN_WINDOW_MS: '0',
      CHAT2DESK_TIMEOUT_MS: '500',
      WORKER_PORT: String(workerPort),
      LOG_LEVEL: 'info',
    }
    stage = await productionStage(redisUrl, databaseUrl, {}, over)
  })
  afterAll(async () => stage.close())

  const metrics = async () => (await fetch(`http://127.0.0.1:${workerPort}/metrics`)).text()

  it('sends each reply once, in order, and takes echoes for answers', { timeout: 90_000 }, async () => {
    const { sandbox } = stage
    const ids = Array.from({ length: 6 }, (_, n) => String(776_000_000 + n))
    const said = (id: string) => sandbox.messagesTo(id).map(({ text }) => text ?? '')
    sandbox.set({ faults: { lateMs: 1_500 } })
    sandbox.fail({ times: 3 }, 'late')
    sandbox.fail({ times: 3 }, 'reset-after-accept')
    await Promise.all(ids.map((id) => stage.post(inbox(id, 'Здравствуйте'))))
    await Promise.all(ids.map((id) => stage.post(inbox(id, 'Токтогула 125, кв 4'))))
    const quiet = async (id: string) => {
      const conversation = await stage.conversation(id)
      return conversation?.['outbox'] === 0 && conversation['mailbox'] === 0
    }
    await until('quiet', async () => (await Promise.all(ids.map(quiet))).every(Boolean), stage.workers[0], 60_000)
    for (const id of ids) {
      expect(new Set(said(id)).size).toBe(said(id).length)
      expect(said(id).at(-1)).toContain('номер')
    }
    const text = await metrics()
    expect(text).toMatch(/^shoro_ambiguous_resends_total 0$/m)
    expect(text).toMatch(/^shoro_api_calls_total\{outcome="(timeout|network)"\} [1-9]/m)
    expect(text).toMatch(/^shoro_breaker_state\{state="closed"\} 1$/m)
    // Their echoes came as webhooks: nobody had to look for them.
    expect(sandbox.apiCalls().filter(({ path }) => path.startsWith('/v1/messages?'))).toEqual([])
    expect(await (await fetch(`${stage.url}/health`)).json()).toMatchObject({ status: 'healthy', breaker: 'closed' })
  })
})
