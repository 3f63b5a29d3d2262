import { connect, type Socket } from 'node:net'
import { sign } from '@shoro/chat2desk'
import { memoryStore } from '@shoro/dialog/memory'
import type { Store } from '@shoro/dialog'
import type { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApp, createVitals } from '../src/app.ts'
import { createBot } from '../src/bot.ts'
import type { Database } from '../src/database/database.ts'
import { parseSettings, type Settings } from '../src/env.ts'
import { listen, type Listening } from '../src/http.ts'
import { createLogger } from '../src/log.ts'
import { routesOf } from '../src/routes.ts'
import { createFlood } from '../src/webhook/flood.ts'
import { intakeOf } from '../src/webhook/intake.ts'
import { webhookRoutes } from '../src/webhook/routes.ts'
import { freePort, until } from './processes.ts'
import { inbox } from './stage.ts'

const noDatabase = {} as Database
let store: Store
beforeEach(() => {
  store = memoryStore()
})

function settingsOf(env: Record<string, string> = {}): Settings {
  const parsed = parseSettings({ CHAT2DESK_API_TOKEN: 'new-token', OPERATOR_TOKEN: 'operator-token', ...env })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.settings
}

function partsOf(settings: Settings, on: Store) {
  const log = createLogger({ logLevel: 'silent' }, 'test')
  const bot = createBot({ settings, db: noDatabase, store: on, log, wake: async () => {} })
  return { settings, store: on, db: noDatabase, log, ...bot }
}

const appOf = (env: Record<string, string> = {}, on: Store = store): Hono =>
  createApp({ ...partsOf(settingsOf(env), on), checks: { redis: undefined, postgres: async () => {} } })

const post = (app: Hono, body: unknown, headers: Record<string, string> = {}, path = '/webhook/chat2desk') =>
  app.request(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers })
const inputsOf = async (client: string) =>
  (await store.load(client, 100)).inputs.map(({ body }) => {
    const input = JSON.parse(body) as { message?: { text: string }; event?: { type: string } }
    return input.message?.text ?? input.event?.type
  })

describe('a customer who writes too fast', () => {
  it('is answered 200, loses what is above the limit, and is told once', async () => {
    const app = appOf({ FLOOD_PER_MINUTE: '1', FLOOD_BURST: '3' })
    const bodies = Array.from({ length: 10 }, (_, n) => inbox('1', `m${n}`))
    for (const body of bodies) expect((await post(app, body)).status).toBe(200)
    expect(await inputsOf('1')).toEqual(['m0', 'm1', 'm2', 'client.flooding'])
    for (const body of bodies) expect((await post(app, body)).status).toBe(200)
    expect(await inputsOf('1')).toHaveLength(4)
    expect((await post(app, inbox('2', 'другой'))).status).toBe(200)
    expect(await inputsOf('2')).toEqual(['другой'])
    const metrics = await (await app.request('/metrics')).text()
    expect(metrics).toContain('shoro_webhooks_total{outcome="flooding"} 14')
  })

  it('is not charged for a message that had to be sent back', async () => {
    let away = true
    const flaky: Store = {
      ...store,
      append: async (...given) => (away ? Promise.reject(new Error('connection lost')) : store.append(...given)),
    }
    const app = appOf({ FLOOD_PER_MINUTE: '1', FLOOD_BURST: '1' }, flaky)
    const body = inbox('1', 'Привет')
    for (let n = 0; n < 3; n++) expect((await post(app, body)).status).toBe(503)
    away = false
    expect((await post(app, body)).status).toBe(200)
    expect(await inputsOf('1')).toEqual(['Привет'])
  })
})

describe('the secret in the path', () => {
  it.each([
    ['POST', '/webhook/chat2desk'],
    ['POST', '/webhook/chat2desk/'],
    ['POST', '/webhook/chat2desk/wrong'],
    ['POST', '/webhook/chat2desk/NEW-SECRET'],
    ['POST', '/webhook/chat2desk/new-secret/'],
    ['POST', '/webhook/chat2desk/new-secret%00'],
    ['POST', '/webhook/chat2desk/%E0%A4%A'],
    ['GET', '/webhook/chat2desk/new-secret'],
    ['PUT', '/webhook/chat2desk/new-secret'],
  ])('makes %s %s look like any unknown path, byte for byte', async (method, path) => {
    const env = { CHAT2DESK_WEBHOOK_SECRET: 'new-secret', CHAT2DESK_PREVIOUS_WEBHOOK_SECRET: 'old-secret' }
    await overHttp(appOf(env), async (port) => {
      const raw = (target: string) => {
        const body = method === 'GET' ? '' : JSON.stringify(inbox('1', 'Привет'))
        return exchange(
          port,
          `${method} ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
        )
      }
      const withoutDate = (answer: string) => answer.replace(/^date: .*$/im, '')
      expect(withoutDate(await raw(path))).toBe(withoutDate(await raw('/nowhere/at/all')))
    })
    expect(await inputsOf('1')).toEqual([])
  })

  it('opens for the new and the previous one while it is being changed', async () => {
    const env = { CHAT2DESK_WEBHOOK_SECRET: 'new-secret', CHAT2DESK_PREVIOUS_WEBHOOK_SECRET: 'old-secret' }
    const app = appOf(env)
    for (const secret of ['new-secret', 'old-secret'])
      expect((await post(app, inbox('1', secret), {}, `/webhook/chat2desk/${secret}`)).status).toBe(200)
    expect(await inputsOf('1')).toEqual(['new-secret', 'old-secret'])
    const later = appOf({ CHAT2DESK_WEBHOOK_SECRET: 'new-secret' })
    expect((await post(later, inbox('1', 'x'), {}, '/webhook/chat2desk/old-secret')).status).toBe(404)
  })

  it('a previous one alone opens nothing', async () => {
    const app = appOf({ CHAT2DESK_PREVIOUS_WEBHOOK_SECRET: 'old-secret' })
    expect((await post(app, inbox('1', 'x'), {}, '/webhook/chat2desk/old-secret')).status).toBe(404)
    expect((await post(app, inbox('1', 'x'))).status).toBe(200)
  })
})

describe('signatures', () => {
  const raw = JSON.stringify(inbox('1', 'Привет'))
  const at = '1743681006'
  const signed = (token: string, over: Partial<{ rawBody: string; timestamp: string }> = {}) =>
    sign({ rawBody: raw, timestamp: at, token, ...over })
  const required = () => appOf({ CHAT2DESK_SIGNATURE: 'required', CHAT2DESK_PREVIOUS_API_TOKEN: 'old-token' })
  const send = (signature: string, over: Record<string, string> = {}) =>
    post(required(), raw, { 'x-signature': signature, 'x-timestamp': at, ...over })

  it.each([
    ['the token', () => signed('new-token')],
    ['the token before it', () => signed('old-token')],
    ['the token, in capital letters', () => signed('new-token').toUpperCase()],
  ])('of %s are taken', async (_name, signature) => {
    expect((await send(signature())).status).toBe(200)
  })

  it.each([
    ['of another token', () => signed('stolen-token')],
    ['of another body', () => signed('new-token', { rawBody: JSON.stringify(inbox('1', 'Отмена')) })],
    ['of another time', () => signed('new-token', { timestamp: '1743681007' })],
    ['cut short', () => signed('new-token').slice(0, 62)],
    ['with something behind', () => `${signed('new-token')}00`],
    ['that is no hex', () => 'g'.repeat(64)],
    ['that is empty', () => ''],
    ['that came twice', () => `${signed('new-token')}, ${signed('new-token')}`],
  ])('%s are refused', async (_name, signature) => {
    expect((await send(signature())).status).toBe(401)
    expect(await inputsOf('1')).toEqual([])
  })

  it('that are repeated with the same body change nothing', async () => {
    expect((await send(signed('new-token'))).status).toBe(200)
    expect((await send(signed('new-token'))).status).toBe(200)
    expect(await inputsOf('1')).toEqual(['Привет'])
  })
})

describe('a process that has its hands full', () => {
  it('sends messages back at once, and takes them when it can', async () => {
    const waiting: (() => void)[] = []
    const slow: Store = {
      ...store,
      append: async (...given) => {
        await new Promise<void>((resolve) => waiting.push(resolve))
        return store.append(...given)
      },
    }
    const { settings, dialog, log, metrics } = partsOf(settingsOf(), slow)
    const app = webhookRoutes({
      ...intakeOf({ dialog, store: slow, db: noDatabase }, settings),
      settings: settings.chat2desk,
      flood: createFlood(settings.flood),
      maxInFlight: 1,
      log,
      metrics,
    })
    const first = post(app, inbox('1', 'раз'))
    const second = inbox('2', 'два')
    await until('the first to be under way', () => waiting.length === 1)
    const refused = await post(app, second)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
    waiting.shift()?.()
    expect((await first).status).toBe(200)
    const again = post(app, second)
    await until('the second to be under way', () => waiting.length === 1)
    waiting.shift()?.()
    expect((await again).status).toBe(200)
    expect(await inputsOf('2')).toEqual(['два'])
  })
})

describe('over the wire', () => {
  const body = (text: string) => JSON.stringify(inbox('1', text))
  const request = (headers: string[], content: string | Buffer) =>
    Buffer.concat([
      Buffer.from(
        `${['POST /webhook/chat2desk HTTP/1.1', 'Host: x', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`,
      ),
      Buffer.from(content),
    ])
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
  const lengthOf = (content: string | Buffer) => `Content-Length: ${Buffer.byteLength(content)}`

  it.each([
    ['gzip', 'Content-Encoding: gzip', 415],
    ['br', 'Content-Encoding: br', 415],
    ['identity', 'Content-Encoding: identity', 200],
  ])('a body in %s is taken or refused', async (_name, header, expected) => {
    await overHttp(appOf(), async (port) => {
      const content = body('x')
      expect(status(await exchange(port, request([header, lengthOf(content)], content)))).toBe(expected)
    })
  })

  it.each([
    ['longer than it says it is', ['Content-Length: 10'], body('x'), 400],
    ['of two lengths', [lengthOf(body('x')), 'Content-Length: 5'], body('x'), 400],
    ['of a length and of chunks', [lengthOf(body('x')), 'Transfer-Encoding: chunked'], body('x'), 400],
    ['of a negative length', ['Content-Length: -1'], body('x'), 400],
    ['whose chunks cannot be read', ['Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n', 400],
    ['too large, by its own account', ['Content-Length: 70000'], Buffer.alloc(70_000, 0x20), 413],
    [
      'too large, in chunks',
      ['Transfer-Encoding: chunked'],
      `${`4000\r\n${' '.repeat(0x4000)}\r\n`.repeat(5)}0\r\n\r\n`,
      413,
    ],
    ['with headers of 20 KB', [`X-Long: ${'x'.repeat(20_000)}`, lengthOf(body('x'))], body('x'), 431],
  ])('a body %s is refused', async (_name, headers, content, expected) => {
    await overHttp(appOf(), async (port) => {
      expect(status(await exchange(port, request(headers, content)))).toBe(expected)
    })
    expect(await inputsOf('1')).toEqual([])
  })

  it('a body that breaks off is no trouble', async () => {
    await overHttp(appOf(), async (port) => {
      const socket = await open(port)
      socket.end(request(['Content-Length: 500'], '{"client_id":"1"'))
      await closed(socket)
      expect(status(await exchange(port, request([lengthOf(body('x'))], body('x'))))).toBe(200)
    })
  })

  it('slow clients are told so and cut, and others are served meanwhile', async () => {
    await overHttp(
      appOf(),
      async (port) => {
        const heads = await Promise.all(Array.from({ length: 50 }, () => open(port)))
        const bodies = await Promise.all(Array.from({ length: 50 }, () => open(port)))
        for (const socket of heads) socket.write('POST /webhook/chat2desk HTTP/1.1\r\nHost: x\r\n')
        for (const socket of bodies) socket.write(request(['Content-Length: 500'], '{'))
        const dripping = setInterval(() => heads.forEach((socket) => socket.write('X-Slow: y\r\n')), 50)
        expect(status(await exchange(port, request([lengthOf(body('x'))], body('x'))))).toBe(200)
        const told = await Promise.all([...heads, ...bodies].map(lastWordsOn))
        clearInterval(dripping)
        expect(new Set(told.map(status))).toEqual(new Set([408]))
      },
      { headersMs: 300, requestMs: 600 },
    )
  })

  it('connections above the limit are refused, and there is room again when some have gone', async () => {
    await overHttp(
      appOf({ MAX_CONNECTIONS: '5' }),
      async (port) => {
        const idle = await Promise.all(Array.from({ length: 5 }, () => open(port)))
        expect(await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('')
        idle.forEach((socket) => socket.destroy())
        await until(
          'room',
          async () => (await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')) !== '',
        )
      },
      { maxConnections: 5 },
    )
  })
})

describe('the list of routes', () => {
  const bare = ['GET /', 'GET /health', 'GET /metrics', 'POST /webhook/chat2desk/:secret']

  it('names everything that answers, and no secret', async () => {
    const app = appOf({ CHAT2DESK_WEBHOOK_SECRET: 'new-secret' })
    const listed = routesOf(app)
    expect(listed.filter((route) => !route.includes(' /operator/'))).toEqual(bare)
    expect(listed.join()).not.toContain('new-secret')
    const paths = [...new Set(listed.map((route) => route.split(' ')[1] ?? ''))]
    const real = (path: string) => path.replace(':secret', 'new-secret').replace(/:\w+/g, '1')
    for (const path of [...paths, '/webhook', '/operator', '/admin', '/v1/messages', '/_sandbox', '/.env', '//']) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const { status } = await app.request(real(path), { method, ...(method !== 'GET' && { body: '{}' }) })
        const known = listed.includes(`${method} ${path}`)
        // What is behind the operator's token says 401 to everybody without it, known or not.
        const expected = path.startsWith('/operator/api') ? status === 401 : (status !== 404) === known
        expect(expected, `${method} ${path}: ${status}`).toBe(true)
      }
    }
  })

  it('of a worker are its vitals', () => {
    const { metrics } = partsOf(settingsOf(), store)
    const vitals = createVitals({ store, metrics, checks: { redis: undefined, postgres: async () => {} } })
    expect(routesOf(vitals)).toEqual(['GET /health', 'GET /metrics'])
  })
})

let listening: Listening | undefined
afterEach(async () => {
  await listening?.close()
  listening = undefined
})

async function overHttp(
  app: Hono,
  act: (port: number) => Promise<void>,
  limits: Partial<Parameters<typeof listen>[3]> = {},
): Promise<void> {
  const port = await freePort()
  listening = await listen(app, port, '127.0.0.1', { maxConnections: 1000, ...limits })
  await act(port)
}

const open = (port: number) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.resume()
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })

const lastWordsOn = async (socket: Socket) => {
  let said = ''
  socket.on('data', (chunk) => (said += chunk.toString()))
  await closed(socket)
  return said
}

/** Sends bytes and gives everything that comes back until the connection ends. */
async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await open(port)
  socket.removeAllListeners('error').on('error', () => {})
  socket.write(bytes)
  return lastWordsOn(socket)
}
