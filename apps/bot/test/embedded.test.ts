import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ordersSuite } from './orders.suite.ts'
import { until } from './processes.ts'
import { embeddedStage, inbox } from './stage.ts'

describe('embedded: everything in one process', () => {
  let stage: Awaited<ReturnType<typeof embeddedStage>>
  beforeAll(async () => {
    stage = await embeddedStage()
  })
  afterAll(async () => {
    await stage.close()
    stage.remove()
  })

  ordersSuite(() => stage, { crowd: 30, outageMs: 2_000 })

  it('goes on where it was after kill -9 and a restart', { timeout: 60_000 }, async () => {
    const client = '771999001'
    await stage.post(inbox(client, 'Токтогула 125, кв 4'))
    await until('the first answer', () => stage.sandbox.messagesTo(client).length === 1, stage.server)
    await until('its receipt', async () => (await stage.conversation(client))?.['outbox'] === 0, stage.server)
    await stage.server.stop('SIGKILL')
    await stage.close()
    stage = await embeddedStage({}, stage.folder)
    expect(await stage.conversation(client)).toMatchObject({
      state: 'waitingPhone',
      slots: { address: 'Токтогула 125, кв 4' },
    })
    await stage.post(inbox(client, '0555123456'))
    await until('the next answer', () => stage.sandbox.messagesTo(client).length === 1, stage.server)
    expect(stage.sandbox.messagesTo(client)[0]?.text).toContain('Сколько бутылей')
  })

  it('finishes and exits 0 on SIGTERM', async () => {
    expect(await stage.server.stop('SIGTERM')).toBe(0)
  })
})
