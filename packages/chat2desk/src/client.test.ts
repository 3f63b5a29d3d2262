import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createChat2Desk, isRefused, isUnanswered } from './index.ts'
import { startSandbox, type RunningSandbox } from './sandbox/index.ts'

const token = 'very-secret-token'
let sandbox: RunningSandbox
beforeAll(async () => {
  sandbox = await startSandbox({ token, startId: 2n ** 60n })
})
afterEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const client = (options: { timeoutMs?: number; token?: string; baseUrl?: string } = {}) =>
  createChat2Desk({ token, baseUrl: sandbox.url, ...options })

const failureOf = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason,
  )
  expect(String(error)).not.toContain(token)
  expect(JSON.stringify(error)).not.toContain(token)
  if (isRefused(error) || isUnanswered(error)) return error
  throw error
}

const serve = async (listener: RequestListener) => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return {
    baseUrl,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const answering = async (status: number, body: string, headers: Record<string, string> = {}) => {
  const server = await serve((_request, response) => response.writeHead(status, headers).end(body))
  try {
    return await failureOf(client({ baseUrl: server.baseUrl }).sendMessage({ clientId: 1, text: 'x' }))
  } finally {
    server.close()
  }
}

describe('createChat2Desk', () => {
  it('takes a yes for a yes, also when the message is not named: sending it again would double it', async () => {
    const server = await serve((_request, response) => response.writeHead(200).end('{"status":"success"}'))
    const sent = await client({ baseUrl: server.baseUrl }).sendMessage({ clientId: 1, text: 'x' })
    server.close()
    expect(sent).toMatchObject({ messageId: null, operatorId: null })
  })

  it('names the option that is wrong', () => {
    expect(() => createChat2Desk({ token: '' })).toThrow('option token')
    expect(() => createChat2Desk({ token: 'Bearer x' })).toThrow('option token')
    expect(() => createChat2Desk({ token, baseUrl: 'chat2desk' })).toThrow('option baseUrl')
    expect(() => createChat2Desk({ token, timeoutMs: 0 })).toThrow('option timeoutMs')
  })

  it('sends a message and keeps every digit of 64-bit ids', async () => {
    const { clientId } = sandbox.customerSends({ text: 'Здравствуйте', transport: 'telegram' })
    expect(BigInt(clientId)).toBeGreaterThan(2n ** 60n)
    const sent = await client().sendMessage({
      clientId: BigInt(clientId),
      text: 'Сколько бутылей?',
      operatorId: 311416,
      externalId: 'out-1',
      inlineButtons: [{ type: 'reply', text: 'Две', payload: 'q:2' }],
      keyboard: [{ type: 'location', text: 'Где я' }],
    })
    expect(sent).toMatchObject({ operatorId: '311416', transport: 'telegram', channelId: '91235' })
    const [seen] = sandbox.messagesTo(clientId)
    expect(seen).toMatchObject({
      messageId: sent.messageId,
      text: 'Сколько бутылей?',
      buttons: [{ type: 'reply', text: 'Две', payload: 'q:2' }],
      keyboard: [{ type: 'location', text: 'Где я' }],
    })
    expect(sandbox.apiCalls()[0]?.body).toContain(`"client_id":${clientId},`)
  })

  it('refuses ids that have lost digits already', async () => {
    await expect(client().sendMessage({ clientId: 2 ** 60, text: 'x' })).rejects.toThrow('clientId')
    await expect(client().getDialog('../clients')).rejects.toThrow('not an exact id')
  })

  it('sends ids that are no numbers as strings', async () => {
    await failureOf(client().sendMessage({ clientId: 'abc', text: 'x' }))
    expect(sandbox.apiCalls()[0]?.body).toContain('"client_id":"abc"')
  })

  it('reads dialogs, messages, operators, webhooks and the account', async () => {
    const api = client()
    const placed = sandbox.customerSends({ text: 'раз' })
    sandbox.customerSends({ clientId: placed.clientId, text: 'два' })
    const dialogId = placed.dialogId ?? ''

    expect(await api.getDialog(dialogId)).toMatchObject({
      dialogId,
      state: 'open',
      operatorId: null,
      clientId: placed.clientId,
    })
    await api.transfer(placed.messageId, { operatorId: 311416, forceAssign: true })
    expect((await api.getDialog(dialogId)).operatorId).toBe('311416')
    await api.transferToGroup(placed.messageId, { groupId: '701' })
    await api.updateDialog(dialogId, { operatorId: 228522 })
    expect((await api.getDialog(dialogId)).operatorId).toBe('228522')

    const texts = async (query: Parameters<typeof api.getMessages>[0]) =>
      (await api.getMessages(query)).map(({ text }) => text)
    expect(await texts({ clientId: placed.clientId })).toEqual(['раз', 'два'])
    expect(await texts({ dialogId, order: 'desc', startId: placed.messageId })).toEqual(['раз'])

    expect((await api.listOperators({ limit: 200 })).map(({ operatorId }) => operatorId)).toEqual([
      '311416',
      '311417',
      '228522',
    ])
    const hook = await api.createWebhook({
      name: 'bot',
      url: 'http://127.0.0.1:9/a',
      events: ['inbox'],
      channelIds: [91234],
    })
    await api.updateWebhook(hook.webhookId, { enabled: false })
    expect(await api.listWebhooks()).toEqual([{ ...hook, enabled: false, channelIds: ['91234'] }])
    await api.deleteWebhook(hook.webhookId)
    expect(await failureOf(api.deleteWebhook(hook.webhookId))).toMatchObject({ kind: 'not-found', httpStatus: 404 })
    expect(await api.apiInfo()).toMatchObject({ companyId: '12097', requestsThisMonth: 15 })
  })

  it.each(readdirSync(new URL('../fixtures/api/', import.meta.url)).filter((name) => name.endsWith('.json')))(
    'calls the recorded answer %s a success or a refusal, never garbage',
    async (name) => {
      const raw = readFileSync(new URL(`../fixtures/api/${name}`, import.meta.url), 'utf8')
      const { response } = JSON.parse(raw) as { response: { status: number; body: unknown } }
      const server = await serve((_request, answer) =>
        answer.writeHead(response.status).end(JSON.stringify(response.body)),
      )
      const outcome = await client({ baseUrl: server.baseUrl })
        .listWebhooks()
        .then(() => 'success')
        .catch((error: unknown) => (isRefused(error) ? error.kind : 'garbage'))
        .finally(() => server.close())
      const isError =
        /_token|error_|not_found|bad_|duplicate|no_text|unknown|already|foreign|not_assigned|again|sixth|used/.test(
          name,
        )
      expect(outcome === 'success').toBe(!isError)
      expect(outcome).not.toBe('garbage')
    },
  )
})

describe('Chat2DeskRefused', () => {
  it('knows a wrong token', async () => {
    const error = await failureOf(client({ token: 'another-token' }).apiInfo())
    expect(error).toMatchObject({
      name: 'Chat2DeskRefused',
      kind: 'token',
      httpStatus: 403,
      apiMessage: 'Token is not correct',
    })
  })

  it.each([400, 200] as const)('knows an invalid call whether it comes as HTTP %i', async (errorsAs) => {
    sandbox.set({ errorsAs })
    const { clientId } = sandbox.customerSends({ text: 'x' })
    const error = await failureOf(
      client().sendMessage({ clientId, text: 'x', attachment: { url: 'http://incorrect.url/' } }),
    )
    expect(error).toMatchObject({
      kind: 'invalid',
      httpStatus: errorsAs,
      errors: { attachment: ['Attachment is not available'] },
    })
    expect(await failureOf(client().sendMessage({ clientId: 1, text: 'x' }))).toMatchObject({
      kind: 'not-found',
      maybeSent: false,
    })
    expect(sandbox.messagesTo(clientId)).toEqual([])
  })

  it.each([
    ['429', 'rate-limit', 429, false],
    ['token', 'token', 403, false],
    ['quota', 'quota', 403, false],
    ['500', 'server', 502, true],
  ] as const)('knows %s', async (fault, kind, httpStatus, maybeSent) => {
    const { clientId } = sandbox.customerSends({ text: 'x' })
    sandbox.fail({ times: 1 }, fault)
    expect(await failureOf(client().sendMessage({ clientId, text: 'x' }))).toMatchObject({
      kind,
      httpStatus,
      maybeSent,
      retryAfterMs: null,
    })
    await client().sendMessage({ clientId, text: 'again' })
  })

  it('passes on Retry-After, in seconds or as a date', async () => {
    sandbox.set({ faults: { retryAfterSeconds: 7 } })
    sandbox.fail({ times: 1 }, '429')
    expect(await failureOf(client().apiInfo())).toMatchObject({ kind: 'rate-limit', retryAfterMs: 7000 })
    expect(await answering(429, '{}', { 'retry-after': '3' })).toMatchObject({ kind: 'rate-limit', retryAfterMs: 3000 })
    const date = new Date(Date.now() + 60_000).toUTCString()
    const error = await answering(429, '', { 'retry-after': date })
    expect(isRefused(error) && error.retryAfterMs).toBeGreaterThan(50_000)
  })

  it('reads errors of every shape', async () => {
    expect(await answering(400, '{"status":"error","errors":"tag does not exist"}')).toMatchObject({
      errors: { error: ['tag does not exist'] },
    })
    expect(await answering(400, '{"status":"error","errors":{"a":"b","c":{"d":1}}}')).toMatchObject({
      errors: { a: ['b'], c: [] },
    })
    expect(await answering(400, '{"status":"error","errors":null,"message":5}')).toMatchObject({
      errors: {},
      apiMessage: null,
      kind: 'invalid',
    })
    expect(await answering(200, '{"errors":"not_found"}')).toMatchObject({ kind: 'not-found' })
  })

  it('does not follow a redirect with the token', async () => {
    expect(await answering(302, '', { location: 'http://127.0.0.1:1/' })).toMatchObject({
      kind: 'invalid',
      httpStatus: 302,
    })
  })
})

describe('Chat2DeskUnanswered', () => {
  it('says that a refused connection sent nothing', async () => {
    const server = await serve(() => undefined)
    server.close()
    const error = await failureOf(client({ baseUrl: server.baseUrl }).sendMessage({ clientId: 1, text: 'x' }))
    expect(error).toMatchObject({ name: 'Chat2DeskUnanswered', kind: 'not-sent', maybeSent: false })
  })

  it('says that an unknown host sent nothing', async () => {
    const error = await failureOf(
      client({ baseUrl: 'http://nowhere.invalid/v1' }).sendMessage({ clientId: 1, text: 'x' }),
    )
    expect(error).toMatchObject({ kind: 'not-sent', maybeSent: false })
  })

  it('says that a reset after the message was accepted may have sent it, and it has', async () => {
    const { clientId } = sandbox.customerSends({ text: 'x' })
    sandbox.fail({ times: 1 }, 'reset-after-accept')
    expect(await failureOf(client().sendMessage({ clientId, text: 'once' }))).toMatchObject({
      kind: 'network',
      maybeSent: true,
    })
    expect(sandbox.messagesTo(clientId)).toHaveLength(1)
  })

  it('says that an answer that is too late may have sent it, and it has', async () => {
    const { clientId } = sandbox.customerSends({ text: 'x' })
    sandbox.set({ faults: { lateMs: 120 } })
    sandbox.fail({ times: 1 }, 'late')
    expect(await failureOf(client({ timeoutMs: 60 }).sendMessage({ clientId, text: 'late' }))).toMatchObject({
      kind: 'timeout',
      maybeSent: true,
    })
    expect((await sandbox.waitForMessages(clientId, 1)).map(({ text }) => text)).toEqual(['late'])
  })

  it.each(['empty', 'huge', 'html'] as const)('cannot read an answer that is %s', async (kind) => {
    const { clientId } = sandbox.customerSends({ text: 'x' })
    sandbox.fail({ times: 1 }, kind)
    expect(await failureOf(client().sendMessage({ clientId, text: 'x' }))).toMatchObject({
      kind: 'unreadable',
      maybeSent: true,
    })
  })

  it('says that a time-out may have sent it, but a read never changes anything', async () => {
    const { clientId } = sandbox.customerSends({ text: 'x' })
    sandbox.fail({ times: 2 }, 'hang')
    const api = client({ timeoutMs: 60 })
    expect(await failureOf(api.sendMessage({ clientId, text: 'x' }))).toMatchObject({
      kind: 'timeout',
      maybeSent: true,
    })
    expect(await failureOf(api.listWebhooks())).toMatchObject({ kind: 'timeout', maybeSent: false })
  })

  it('times out on a body that never ends', async () => {
    const server = await serve((_request, response) => void response.writeHead(200).write('{'))
    const error = await failureOf(client({ baseUrl: server.baseUrl, timeoutMs: 60 }).transfer(1, { operatorId: 2 }))
    server.close()
    expect(error).toMatchObject({ kind: 'timeout', maybeSent: true })
  })

  it.each([
    ['a page', '<html>ok</html>'],
    ['nothing', ''],
    ['a number', '5'],
    ['no status', '{"data":{}}'],
    ['a deep body', '['.repeat(1000)],
    ['too much', `"${'x'.repeat(1_100_000)}"`],
  ])('cannot read %s', async (_name, body) => {
    expect(await answering(200, body)).toMatchObject({ kind: 'unreadable', maybeSent: true })
  })
})
