import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startReceiver } from '../../test/receiver.ts'
import { startSandbox, type RunningSandbox } from './index.ts'

let sandbox: RunningSandbox
let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  receiver = await startReceiver()
  sandbox = await startSandbox({ webhookUrl: receiver.url })
})
afterEach(async () => {
  await sandbox.idle()
  sandbox.reset()
  receiver.clear()
})
afterAll(async () => {
  await sandbox.close()
  receiver.close()
})

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(sandbox.origin + path, {
    method,
    headers: { authorization: 'sandbox-token', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as { data: any; meta: any; [key: string]: any } }
}
const post = (body: Record<string, unknown>) => call('POST', '/v1/messages', body)
const customer = (text = 'x') => sandbox.customerSends({ text, transport: 'telegram' })

describe('the API of the sandbox', () => {
  it('wants the raw token, except for the list of transports', async () => {
    const wrong = { status: 'error', message: 'Token is not correct', errors: {} }
    expect(await call('GET', '/v1/clients', undefined, { authorization: 'Bearer sandbox-token' })).toEqual({
      status: 403,
      body: wrong,
    })
    expect((await fetch(`${sandbox.url}/clients`)).status).toBe(401)
    expect((await fetch(`${sandbox.url}/help/transports`)).status).toBe(200)
  })

  it('tolerates a trailing slash and does not know other paths', async () => {
    expect((await call('GET', '/v1/clients/')).status).toBe(200)
    expect(await call('GET', '/v1/nope')).toEqual({ status: 404, body: { status: 'error', message: 'Page not found' } })
  })

  it('takes parameters as JSON, form and query', async () => {
    const { clientId } = customer()
    await post({ client_id: clientId, text: 'json' })
    await call('POST', '/v1/messages', `client_id=${clientId}&text=form`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    await call('POST', `/v1/messages?client_id=${clientId}&text=query`)
    expect(sandbox.messagesTo(clientId).map(({ text }) => text)).toEqual(['json', 'form', 'query'])
  })

  it('answers a sent message with eight keys and ids above 2^31', async () => {
    const { clientId } = customer()
    const { body } = await post({ client_id: Number(clientId), text: 'a' })
    expect(Object.keys(body.data).sort()).toEqual([
      'channel_id',
      'client_id',
      'dialog_id',
      'message_id',
      'operator_id',
      'request_id',
      'transport',
      'type',
    ])
    expect(body.data).toMatchObject({
      transport: 'telegram',
      channel_id: 91235,
      type: 'to_client',
      operator_id: 228522,
    })
    expect(body.data.message_id).toBeGreaterThan(2 ** 31)
  })

  it('sends the same message twice when asked twice', async () => {
    const { clientId } = customer()
    await post({ client_id: clientId, text: 'a', external_id: 'e' })
    await post({ client_id: clientId, text: 'a', external_id: 'e' })
    expect(sandbox.messagesTo(clientId)).toHaveLength(2)
  })

  it.each([
    [{ client_id: 1, text: 'x' }, { client_id: ['Client not found'] }],
    [{ text: '' }, { text: ["can't be blank"] }],
    [{ text: 'x', attachment: 'http://incorrect.url/' }, { attachment: ['Attachment is not available'] }],
    [{ text: 'x', transport: 'pigeon' }, { transport: ['Transport is incorrect'] }],
    [{ text: 'x', channel_id: 0 }, { channel_id: ['Channel not found'] }],
    [{ text: 'x', operator_id: 1 }, { operator_id: ['Operator not found'] }],
  ])('refuses %j and sends nothing', async (message, errors) => {
    const { clientId } = customer()
    const refused = { status: 'error', message: 'invalid parameters', errors }
    expect(await post({ client_id: clientId, ...message })).toEqual({ status: 400, body: refused })
    sandbox.set({ errorsAs: 200 })
    expect(await post({ client_id: clientId, ...message })).toEqual({ status: 200, body: refused })
    expect(sandbox.messagesTo(clientId)).toEqual([])
  })

  it('keeps comments and system messages from the customer, and reports them', async () => {
    const { clientId } = customer()
    await post({ client_id: clientId, text: 'inside', type: 'comment' })
    await post({ client_id: clientId, text: 'inside', type: 'system' })
    await receiver.until(() => receiver.of('comment').length === 1 && receiver.of('system_message').length === 1)
    expect(sandbox.messagesTo(clientId)).toEqual([])
    expect(receiver.of('outbox')).toEqual([])
  })

  it('pages by 20, at most 200, and ignores offset within a dialog', async () => {
    const { clientId, dialogId, messageId } = customer('0')
    for (let index = 1; index < 25; index += 1) sandbox.customerSends({ clientId, text: String(index) })
    const texts = async (query: string) =>
      (await call('GET', `/v1/messages?${query}`)).body.data.map(({ text }: { text: string }) => text)
    expect(await texts(`client_id=${clientId}`)).toHaveLength(20)
    expect(await texts(`client_id=${clientId}&offset=20`)).toEqual(['20', '21', '22', '23', '24'])
    expect(await texts(`dialog_id=${dialogId}&offset=20&limit=2`)).toEqual(['0', '1'])
    expect(await texts(`dialog_id=${dialogId}&order=desc&limit=2`)).toEqual(['24', '23'])
    expect(await texts(`dialog_id=${dialogId}&order=desc&start_id=${messageId}`)).toEqual(['0'])
    expect((await call('GET', '/v1/messages?limit=500')).body.meta).toEqual({ total: 25, limit: 200, offset: 0 })
  })

  it('refuses a client it has, with the id as JSON inside a string', async () => {
    const input = { phone: '77010000009', transport: 'wa_dialog', channel_id: 91234 }
    const { body } = await call('POST', '/v1/clients', input)
    const again = await call('POST', '/v1/clients', input)
    expect(again.status).toBe(400)
    expect(JSON.parse(again.body['errors'].client[1])).toEqual({ id: body.data.id })
    expect((await call('GET', '/v1/clients?phone=77010000009')).body.data).toHaveLength(1)
    expect((await post({ client_id: body.data.id, text: 'first' })).status).toBe(200)
  })

  it('transfers on a GET and reports it', async () => {
    const { messageId, dialogId } = customer()
    expect((await call('GET', `/v1/messages/${messageId}/transfer?operator_id=311417`)).body).toEqual({
      status: 'success',
    })
    await receiver.until(() => receiver.of('dialog_transferred').length === 1)
    expect(receiver.of('dialog_transferred')[0]).toMatchObject({ dialog_id: Number(dialogId), operator_id: 311417 })
    expect((await call('GET', `/v1/messages/${messageId}/transfer_to_group?group_id=701`)).status).toBe(200)
    expect((await call('GET', `/v1/dialogs/${dialogId}`)).body.data.operator_id).toBe(311416)
    expect((await call('GET', `/v1/messages/${messageId}/transfer?operator_id=0`)).body['errors']).toEqual({
      operator_id: ['Operator not found'],
    })
    expect((await call('GET', `/v1/messages/${messageId}/transfer_to_group?group_id=0`)).body['errors']).toEqual({
      group_id: ['Operator group not found'],
    })
    expect((await call('GET', '/v1/messages/0/transfer_to_group?group_id=701')).body['message']).toBe('not_found')
  })

  it('closes a dialog once, and reports the dialog and the request', async () => {
    const { dialogId, requestId, clientId } = customer()
    expect((await call('PUT', `/v1/dialogs/${dialogId}`, { state: 'closed' })).body).toEqual({ status: 'success' })
    expect((await call('PUT', `/v1/dialogs/${dialogId}`, { state: 'closed' })).body['errors'].state[0]).toContain(
      'already has state',
    )
    await receiver.until(() => receiver.of('close_dialog').length === 1)
    expect(receiver.of('close_request')[0]).toMatchObject({
      request_id: Number(requestId),
      client_id: Number(clientId),
    })
    const next = sandbox.customerSends({ clientId, text: 'again' })
    expect(next.dialogId).toBe(dialogId)
    expect(next.requestId).not.toBe(requestId)
  })

  it('gives bare arrays and an "ok" where the service does', async () => {
    const { requestId } = customer('hello')
    expect((await call('GET', `/v1/requests/${requestId}/messages`)).body).toMatchObject([
      { text: 'hello', type: 'in' },
    ])
    expect((await call('GET', '/v1/operators/statuses')).body).toBeInstanceOf(Array)
    expect((await call('GET', '/v1/requests/1/messages')).body['message']).toBe('not_found')
    expect((await call('GET', '/v1/custom_client_fields')).body['status']).toBe('ok')
  })

  it('keeps at most five webhooks with different addresses', async () => {
    const add = (url: string) => call('POST', '/v1/webhooks', { name: 'n', url, events: ['inbox'] })
    expect((await add(receiver.url)).body['errors']).toEqual({ url: ['This url is already used'] })
    for (const port of [2, 3, 4, 5]) expect((await add(`https://localhost/${port}`)).status).toBe(200)
    expect((await add('https://localhost/6')).body['errors']).toEqual({ webhook: ['Limit of webhooks is reached'] })
    const { id } = (await call('GET', '/v1/webhooks')).body.data[1]
    expect((await call('PUT', `/v1/webhooks/${id}`, { status: 'disable' })).body.data.status).toBe('disable')
    expect((await call('PUT', `/v1/webhooks/${id}`, { url: null })).status).toBe(200)
    expect((await call('DELETE', `/v1/webhooks/${id}`)).body).toEqual({
      status: 'error',
      message: 'not_found',
      errors: 'Webhook not found',
    })
  })

  it('counts every call', async () => {
    await call('GET', '/v1/webhooks')
    expect((await call('GET', '/v1/companies/api_info')).body.data.requests_this_month).toBe(2)
  })

  it('loses calls and slows down at the given rates', async () => {
    sandbox.set({ faults: { status429Rate: 1 } })
    expect((await call('GET', '/v1/webhooks')).body['message']).toBe('Number of API requests exceeded')
    sandbox.set({ faults: { status429Rate: 0, quotaExhausted: true } })
    expect((await call('GET', '/v1/webhooks')).body['message']).toBe('API calls exceeded API limit per month')
    sandbox.set({ faults: { quotaExhausted: false, slowMs: 80 } })
    const startedAt = Date.now()
    await call('GET', '/v1/webhooks')
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(75)
    sandbox.set({ faults: { slowMs: 0, downUntil: Date.now() + 300 } })
    await expect(call('GET', '/v1/webhooks')).rejects.toThrow('fetch failed')
    await new Promise((resolve) => setTimeout(resolve, 310))
    expect((await call('GET', '/v1/webhooks')).status).toBe(200)
  })
})

describe('the echo of an API message', () => {
  const send = async () => {
    const { clientId } = customer()
    await receiver.until(() => receiver.of('inbox').length === 1)
    return { answer: await post({ client_id: clientId, text: 'echo' }), echoes: receiver.of('outbox').length }
  }

  it('comes before the answer', async () => {
    sandbox.set({ echo: 'before' })
    const { answer, echoes } = await send()
    expect(echoes).toBe(1)
    expect(receiver.of('outbox')[0]).toMatchObject({
      message_id: answer.body.data.message_id,
      operator_id: 228522,
      type: 'to_client',
    })
  })

  it('comes after the answer, later still, or never', async () => {
    sandbox.set({ echo: 'after', echoDelayMs: 300 })
    expect((await send()).echoes).toBe(0)
    await receiver.until(() => receiver.of('outbox').length === 1)
    receiver.clear()
    sandbox.set({ echo: 'none', echoDelayMs: 0 })
    await send()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(receiver.of('outbox')).toEqual([])
  })

  it('does not hold the answer up for a receiver that never answers', async () => {
    sandbox.set({ echo: 'before', deliveryTimeoutMs: 200 })
    const { clientId } = customer()
    receiver.answerWith(() => undefined)
    const startedAt = Date.now()
    await post({ client_id: clientId, text: 'x' })
    receiver.answerWith(() => 200)
    expect(Date.now() - startedAt).toBeLessThan(1_500)
  })
})

describe('a messenger that does not take a message', () => {
  const toWhatsApp = async (text: string) => {
    const { clientId } = sandbox.customerSends({ text: 'x', transport: 'wa_dialog' })
    const answer = await post({ client_id: clientId, text })
    return { answer, seen: sandbox.messagesTo(clientId).map((message) => message.text) }
  }

  it('refuses a free text to WhatsApp once the window after the customer’s last message is closed', async () => {
    sandbox.set({ closedWindow: 'refused' })
    expect((await toWhatsApp('in time')).seen).toEqual(['in time'])
    sandbox.set({ replyWindowMs: 0 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const { clientId } = sandbox.customerSends({ text: 'x', transport: 'telegram' })
    expect((await post({ client_id: clientId, text: 'other messengers have none' })).status).toBe(200)
    const silent = sandbox.customerSends({ text: 'x', transport: 'whatsapp' }).clientId
    await new Promise((resolve) => setTimeout(resolve, 5))
    const late = await post({ client_id: silent, text: 'too late' })
    expect([late.status, late.body['errors']]).toEqual([400, { text: ['The 24 hours window is closed'] }])
    expect((await post({ client_id: silent, text: '@HSM@\nhello|ru' })).status).toBe(200)
    expect((await post({ client_id: silent, text: 'a note', type: 'comment' })).status).toBe(200)
    expect(sandbox.messagesTo(silent).map(({ text }) => text)).toEqual(['@HSM@\nhello|ru'])
  })

  it('or accepts it, and says afterwards that it failed', async () => {
    sandbox.set({ closedWindow: 'failed', replyWindowMs: 0 })
    const { clientId } = sandbox.customerSends({ text: 'x', transport: 'wa_dialog' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const answer = await post({ client_id: clientId, text: 'too late' })
    expect(answer.status).toBe(200)
    await receiver.until(() => receiver.of('outbox_status').length === 1)
    expect(receiver.of('outbox_status')[0]).toMatchObject({
      message_id: answer.body.data.message_id,
      client_id: Number(clientId),
      status: 'failed',
    })
    expect(sandbox.messagesTo(clientId)).toEqual([])
  })

  it('fails for a share of the messages', async () => {
    sandbox.set({ faults: { undeliveredRate: 1 } })
    expect((await toWhatsApp('lost')).seen).toEqual([])
    await receiver.until(() => receiver.of('outbox_status').length === 1)
    sandbox.set({ faults: { undeliveredRate: 0 } })
    expect((await toWhatsApp('there')).seen).toEqual(['there'])
  })
})
