import { afterEach, describe, expect, it } from 'vitest'
import { startReceiver } from '../../test/receiver.ts'
import { createChat2Desk, readWebhook, verifySignature } from '../index.ts'
import { startSandbox, type SandboxOptions } from './index.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const start = async (options: SandboxOptions = {}) => {
  const receiver = await startReceiver()
  const sandbox = await startSandbox({ webhookUrl: receiver.url, speedUp: 1000, ...options })
  closers.push(sandbox.close, receiver.close)
  return { receiver, sandbox }
}
const inboxIds = (receiver: Awaited<ReturnType<typeof startReceiver>>) =>
  receiver.of('inbox').map((body) => body['message_id'])

describe('webhook delivery', () => {
  it('keeps the order of one client', async () => {
    const { receiver, sandbox } = await start()
    const { clientId } = sandbox.customerSends({ text: '0' })
    for (let index = 1; index < 30; index += 1) sandbox.customerSends({ clientId, text: String(index) })
    await sandbox.idle()
    expect(receiver.of('inbox').map(({ text }) => text)).toEqual(
      Array.from({ length: 30 }, (_, index) => String(index)),
    )
  })

  it('tries again on anything but 200, then gives up', async () => {
    const { receiver, sandbox } = await start({ retryDelaysMs: [10_000, 30_000, 50_000] })
    receiver.answerWith(({ body }) => (body['hook_type'] === 'inbox' ? 204 : 200))
    sandbox.customerSends({ text: 'x' })
    await receiver.until(() => receiver.of('inbox').length === 4)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(receiver.of('inbox')).toHaveLength(4)
    expect(
      new Set(receiver.received.filter(({ body }) => body['hook_type'] === 'inbox').map(({ rawBody }) => rawBody)).size,
    ).toBe(1)
    const attempts = sandbox.deliveries().filter(({ hookType }) => hookType === 'inbox')
    expect(attempts.map(({ attempt, status, error }) => [attempt, status, error])).toEqual(
      [1, 2, 3, 4].map((n) => [n, 204, 'HTTP 204']),
    )
  })

  it('stops trying once the receiver is back', async () => {
    const { receiver, sandbox } = await start()
    let answers = 0
    receiver.answerWith(() => (answers++ === 0 ? 500 : 200))
    sandbox.customerSends({ text: 'x' })
    await receiver.until(() => receiver.of('new_client').length === 2)
    expect(sandbox.deliveries().map(({ status }) => status)).toContain(500)
  })

  it('counts a time-out and a dead receiver as failures', async () => {
    const { receiver, sandbox } = await start({ deliveryTimeoutMs: 30, retryDelaysMs: [] })
    receiver.answerWith(() => undefined)
    sandbox.customerSends({ text: 'x' })
    await sandbox.idle()
    expect(sandbox.deliveries().map(({ error }) => error)).toEqual(
      Array.from({ length: 3 }, () => 'no answer within 30 ms'),
    )
    receiver.close()
    sandbox.customerSends({ text: 'x' })
    await sandbox.idle()
    expect(sandbox.deliveries().at(-1)).toMatchObject({
      status: null,
      error: expect.stringContaining('ECONNREFUSED') as string,
    })
  })

  it('accepts other 2xx only when told to', async () => {
    const { receiver, sandbox } = await start({ accept2xx: true })
    receiver.answerWith(() => 204)
    sandbox.customerSends({ text: 'x' })
    await sandbox.idle()
    expect(sandbox.deliveries().every(({ error }) => error === null)).toBe(true)
  })

  it('switches a webhook off that has failed for too long, until it is switched on', async () => {
    const { receiver, sandbox } = await start({ disableAfterMs: 40_000, retryDelaysMs: [20_000, 30_000, 30_000] })
    const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url })
    receiver.answerWith(() => 500)
    const { clientId } = sandbox.customerSends({ text: 'x' })
    await expect.poll(async () => (await api.listWebhooks())[0]?.enabled).toBe(false)
    const [webhook] = await api.listWebhooks()
    expect(webhook?.errors[0]).toBe('HTTP 500')
    receiver.clear()
    receiver.answerWith(() => 200)
    sandbox.customerSends({ clientId, text: 'lost' })
    await sandbox.idle()
    expect(receiver.hooks()).toEqual([])
    await api.updateWebhook(webhook?.webhookId ?? '', { enabled: true })
    sandbox.customerSends({ clientId, text: 'seen' })
    await receiver.until(() => receiver.of('inbox').some(({ text }) => text === 'seen'))
    expect(receiver.of('inbox').map(({ text }) => text)).not.toContain('lost')
  })

  it.each(['md5-hex', 'md5-raw', 'literal'] as const)('signs with %s', async (key) => {
    const signing = { signatureHeader: 'X-Sig', timestampHeader: 'X-Time', key }
    const { receiver, sandbox } = await start({ signing, token: 'abc' })
    sandbox.customerSends({ text: 'Привет' })
    await sandbox.idle()
    for (const { rawBody, headers } of receiver.received) {
      const read = (name: string) => headers[name]?.toString()
      const request = { rawBody, headers: read, signatureHeader: 'x-sig', timestampHeaders: ['x-time'], key }
      expect(verifySignature({ ...request, tokens: ['abc'] })).toBe('valid')
      expect(verifySignature({ ...request, tokens: ['other'] })).toBe('invalid')
    }
  })

  it('leaves deliveries unsigned when signing is off', async () => {
    const { receiver, sandbox } = await start({ signing: 'off' })
    sandbox.customerSends({ text: 'x' })
    await sandbox.idle()
    expect(receiver.received[0]?.headers).not.toHaveProperty('x-signature')
  })

  it('delivers twice, and with one event id', async () => {
    const { receiver, sandbox } = await start({ duplicateRate: 1 })
    sandbox.customerSends({ text: 'x' })
    await sandbox.idle()
    expect(receiver.received).toHaveLength(6)
    expect(new Set(inboxIds(receiver)).size).toBe(1)
  })

  it('lets later messages overtake', async () => {
    const { receiver, sandbox } = await start({ reorderRate: 0.5 })
    const { clientId } = sandbox.customerSends({ text: 'x' })
    for (let index = 0; index < 20; index += 1) sandbox.customerSends({ clientId, text: 'x' })
    await sandbox.idle()
    const ids = inboxIds(receiver)
    expect(ids).toHaveLength(21)
    expect(ids).not.toEqual([...ids].sort((one, other) => Number(one) - Number(other)))
  })

  it('sends messages that are two hours old', async () => {
    const { receiver, sandbox } = await start({ staleRate: 1 })
    sandbox.customerSends({ text: 'x' })
    await sandbox.idle()
    const read = readWebhook(receiver.received.at(-1)?.rawBody ?? '')
    const eventTime = read.ok && read.event.kind === 'message' ? (read.event.eventTime ?? 0) : 0
    expect(Date.now() - eventTime).toBeGreaterThan(7_100_000)
  })

  it('does not wait for the one before when deliveries run in parallel', async () => {
    const { receiver, sandbox } = await start({ parallelRate: 1, deliveryTimeoutMs: 8_000, retryDelaysMs: [] })
    receiver.answerWith(() => undefined)
    sandbox.customerSends({ text: 'x' })
    await receiver.until(() => receiver.received.length === 3, 4_000)
  })

  it('delivers only the events and channels asked for', async () => {
    const { receiver, sandbox } = await start()
    const other = await startReceiver()
    closers.push(other.close)
    const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url })
    await api.createWebhook({ name: 'tg', url: other.url, events: ['inbox'], channelIds: ['91235'] })
    sandbox.customerSends({ text: 'x', transport: 'wa_dialog' })
    sandbox.customerSends({ text: 'y', transport: 'telegram' })
    await sandbox.idle()
    expect(other.received.map(({ body }) => [body['hook_type'], body['text']])).toEqual([['inbox', 'y']])
    expect(receiver.of('inbox')).toHaveLength(2)
  })

  it('survives an address that is no web address', async () => {
    const { sandbox } = await start({ webhookUrl: 'ftp://127.0.0.1/x', retryDelaysMs: [] })
    sandbox.customerSends({ text: 'x' })
    await sandbox.idle()
    expect(sandbox.deliveries()[0]?.error).toBe('the URL is not http')
  })

  it('loses nothing while forty customers write at once', async () => {
    const { receiver, sandbox } = await start()
    const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url })
    const talk = async (clientId: string) => {
      for (let index = 0; index < 10; index += 1) {
        sandbox.customerSends({ clientId, text: 'x' })
        await api.sendMessage({ clientId, text: 'y' })
      }
    }
    await Promise.all(Array.from({ length: 40 }, (_, index) => talk(String(700_000_000 + index))))
    await sandbox.idle()
    expect(new Set(inboxIds(receiver)).size).toBe(400)
    expect(receiver.of('outbox')).toHaveLength(400)
  })
})

describe('reset', () => {
  it('drops every delivery, retry and echo that is still to come', async () => {
    const { receiver, sandbox } = await start({ retryDelaysMs: [60_000], echoDelayMs: 50 })
    const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url })
    receiver.answerWith(() => 500)
    const { clientId } = sandbox.customerSends({ text: 'x' })
    await api.sendMessage({ clientId, text: 'y' })
    await receiver.until(() => receiver.received.length === 3)
    sandbox.reset()
    receiver.clear()
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(receiver.hooks()).toEqual([])
    expect(sandbox.deliveries()).toEqual([])
  })
})
