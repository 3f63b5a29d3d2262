import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, startSandbox, type RunningSandbox } from './index.ts'

let sandbox: RunningSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const control = async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') => {
  const response = await fetch(`${sandbox.origin}/_sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as any }
}

describe('the controls over HTTP', () => {
  it('play the people', async () => {
    const sent = await control('/customer-sends', { clientId: 772300001, text: 'x', transport: 'telegram' })
    expect(sent.body).toMatchObject({ clientId: '772300001', messageId: expect.any(String) as string })
    const clientId = '772300001'
    await control('/operator-writes', { clientId, text: 'a' })
    await control('/operator-comments', { clientId, text: 'b' })
    await control('/phone-writes', { clientId, text: 'c' })
    expect((await control('/operator-transfers', { clientId, operatorId: null })).body).toEqual({ ok: true })
    expect((await control('/operator-closes', { clientId })).body).toEqual({ ok: true })
    expect((await control('/open-survey', { clientId })).body).toEqual({ ok: true })
    const seen = await control(`/clients/${clientId}/messages`)
    expect(seen.body.map((message: { text: string; by: string }) => message.by)).toEqual(['operator', 'phone', 'menu'])
  })

  it('show the calls of the API without the token', async () => {
    await fetch(`${sandbox.url}/webhooks`, { headers: { authorization: 'sandbox-token' } })
    const { body } = await control('/requests')
    expect(body).toMatchObject([{ method: 'GET', path: '/v1/webhooks', status: 200 }])
    expect(JSON.stringify(body)).not.toContain('sandbox-token')
  })

  it('turn knobs, merge groups of them and refuse unknown ones as a whole', async () => {
    const turned = await control('/knobs', { echo: 'none', faults: { slowMs: 5 } }, 'PATCH')
    expect(turned.body).toMatchObject({ echo: 'none', faults: { slowMs: 5, status429Rate: 0 } })
    const refused = await control('/knobs', { echo: 'before', faults: { typo: 1 } }, 'PATCH')
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining('faults.typo') as string } })
    expect((await control('/knobs')).body.echo).toBe('none')
  })

  it('order faults by number or by time', async () => {
    const status = async () =>
      (await fetch(`${sandbox.url}/webhooks`, { headers: { authorization: 'sandbox-token' } })).status
    await control('/fail', { times: 2, kind: '429' })
    expect([await status(), await status(), await status()]).toEqual([429, 429, 200])
    await control('/fail', { forMs: 300, kind: '500' })
    expect(await status()).toBe(502)
    await expect.poll(status).toBe(200)
  })

  it('say what is wrong with an order', async () => {
    expect(await control('/customer-sends', { text: 5 })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('text') as string },
    })
    expect(await control('/operator-writes', { clientId: 1, text: 'x' })).toMatchObject({
      status: 400,
      body: { error: 'Chat2Desk sandbox: write as operator: client 1 is unknown' },
    })
  })

  it('forget everything on reset, but never give an id out again', async () => {
    sandbox.set({ echo: 'none' })
    const before = sandbox.customerSends({ text: 'x' })
    await control('/reset', {})
    expect(sandbox.knobs().echo).toBe('after')
    expect((await control('/hooks')).body).toEqual([])
    expect(BigInt(sandbox.customerSends({ text: 'x' }).clientId)).toBeGreaterThan(BigInt(before.messageId))
  })
})

describe('createSandbox', () => {
  it('works without a port', async () => {
    const inside = createSandbox({ token: 't' })
    const { clientId } = inside.customerSends({ text: 'x' })
    const headers = { authorization: 't', 'content-type': 'application/json' }
    const body = JSON.stringify({ client_id: clientId, text: 'y' })
    const waited = inside.waitForMessages(clientId, 1)
    expect((await inside.app.request('/v1/messages', { method: 'POST', headers, body })).status).toBe(200)
    expect(await waited).toMatchObject([{ text: 'y', by: 'api' }])
  })

  it('says how many messages came when waiting takes too long', async () => {
    await expect(createSandbox().waitForMessages('5', 1, 10)).rejects.toThrow(
      'wait for messages to client 5: 0 of 1 after 10 ms',
    )
  })

  it('names the option that is wrong', () => {
    expect(() => createSandbox({ duplicateRate: 2 })).toThrow('turn knob duplicateRate')
  })
})

describe('the sandbox on the command line', () => {
  it('prints its address and stops with code 0', async () => {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0', '--token', 'cli'])
    const printed = await new Promise<string>((resolve) =>
      child.stdout.on('data', (chunk: Buffer) => resolve(chunk.toString())),
    )
    const url = /http:\S+\/v1/.exec(printed)?.[0] ?? ''
    const answer = await fetch(`${url}/companies/api_info`, { headers: { authorization: 'cli' } })
    expect(answer.status).toBe(200)
    const code = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    expect(await code).toBe(0)
  })
})
