import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSettings } from '../src/env.ts'
import { listen, type Listening } from '../src/http.ts'
import { createLogger } from '../src/log.ts'
import { createLockout } from '../src/operator/lockout.ts'
import { playgroundBehindLogin } from '../src/playground/behind-login.ts'
import { until } from './processes.ts'
import { visitor, type Visitor } from './visitor.ts'

const token = 'operator-token-for-tests'
const basic = { authorization: `Basic ${Buffer.from(`anybody:${token}`).toString('base64')}` }
const whole = '2 бутыли на Токтогула 125 кв 4, тел 0555 123 456'

const parsed = parseSettings({
  OPERATOR_TOKEN: token,
  LOG_LEVEL: 'silent',
  CHAT2DESK_API_TOKEN: 'real-token',
  CHAT2DESK_TIMEOUT_MS: '500',
  QUIET_FROM: '0:00',
  QUIET_TO: '0:00',
})
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
const { settings } = parsed
const playground = playgroundBehindLogin(settings, createLogger(settings, 'test'), createLockout())
let http: Listening
let origin: string
let guest: Visitor

beforeAll(async () => {
  http = await listen(new Hono().route('/', playground.routes), 0, '127.0.0.1', settings)
  origin = `http://127.0.0.1:${http.port}`
  guest = visitor(origin, basic)
  await guest.status()
}, 120_000)
afterAll(async () => {
  await playground.close()
  await http.close()
})

/** A customer whose order was summed up and waits for a yes. */
async function asked(): Promise<string> {
  const { id } = await guest.arrive({ locale: 'ru' })
  await guest.write(id, { text: whole })
  await guest.reaches(id, 'ordering.waitingConfirmation')
  return id
}

async function ordered(id: string) {
  const view = await guest.reaches(id, 'placed')
  expect(view.orders).toMatchObject([{ address: 'Токтогула 125 кв 4', phone: '+996555123456', bottles: 2 }])
  expect(view.counters).toMatchObject({ orders: 1, buried: 0 })
  return view
}

describe('the login', () => {
  it.each([
    '/playground',
    '/playground/main.ts',
    '/playground/api/status',
    '/playground/nothing',
    '/playground/api/feed',
  ])('lets nobody see %s without the token', async (path) => {
    const response = await fetch(`${origin}${path}`)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('Basic')
    const wrong = await fetch(`${origin}${path}`, {
      headers: { authorization: `Basic ${Buffer.from('a:b').toString('base64')}`, 'x-forwarded-for': '1.2.3.4' },
    })
    expect(wrong.status).toBe(401)
  })

  it('takes the token as a password and as a bearer', async () => {
    for (const headers of [basic, { authorization: `Bearer ${token}` }])
      expect((await fetch(`${origin}/playground/api/status`, { headers })).status).toBe(200)
  })

  it('locks an address out that guesses, also with the right token', async () => {
    const strict = playgroundBehindLogin(settings, createLogger(settings, 'test'), createLockout())
    const ask = (password: string) =>
      strict.routes.request('/playground', { headers: { authorization: `Bearer ${password}` } })
    for (let guess = 0; guess < 10; guess++) expect((await ask(`guess-${guess}`)).status).toBe(401)
    expect((await ask(token)).status).toBe(429)
  })

  it('lets nobody in where no token is set', async () => {
    const closed = playgroundBehindLogin(
      { ...settings, operatorToken: undefined },
      createLogger(settings, 'test'),
      createLockout(),
    )
    const headers = { authorization: `Bearer ${token}` }
    expect((await closed.routes.request('/playground', { headers })).status).toBe(401)
  })

  it('does nothing for another site that a logged-in browser has open', async () => {
    const response = await fetch(`${origin}/playground/api/customers`, {
      method: 'POST',
      headers: { ...basic, 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
      body: '{}',
    })
    expect(response.status).toBe(403)
  })
})

describe('the page', () => {
  it('is served without anything from elsewhere, its modules without types, and not twice to the same browser', async () => {
    const page = await fetch(`${origin}/playground`, { headers: basic })
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    const html = await page.text()
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path)
    expect(files.length).toBeGreaterThan(0)
    for (const path of files) {
      expect(path).toMatch(/^\/playground\//)
      const file = await fetch(`${origin}${path}`, { headers: basic })
      expect([path, file.status]).toEqual([path, 200])
      const again = await fetch(`${origin}${path}`, {
        headers: { ...basic, 'if-none-match': file.headers.get('etag') ?? '' },
      })
      expect(again.status).toBe(304)
    }
  })

  it('finds each module that another one imports, packages included', async () => {
    const seen = new Map<string, number>()
    const load = async (path: string) => {
      if (seen.has(path)) return
      const response = await fetch(`${origin}${path}`, { headers: basic })
      seen.set(path, response.status)
      const script = await response.text()
      for (const [, from = ''] of script.matchAll(
        /(?:^|[;}])(?:import[^'";]*?from|import|export[^'";]*?from)\s*["']([^"']+)["']/g,
      ))
        await load(new URL(from, `${origin}${path}`).pathname)
    }
    await load('/playground/main.ts')
    expect([...seen].filter(([, status]) => status !== 200)).toEqual([])
    expect([...seen.keys()]).toContain('/playground/vendor/lit-html/lit-html.js')
  })

  it.each(['../gate.ts', '..%2fgate.ts', 'tsconfig.json', 'vendor/lit-html/../../x.js', 'chat/..%2f..%2fgate.ts'])(
    'serves nothing but its own files: %s',
    async (path) => {
      const response = await playground.routes.request(`/playground/${path}`, { headers: basic })
      expect(response.status).toBe(404)
    },
  )
})

it('shows the flow drawn and described', async () => {
  const { svg, states } = await guest.ask<{ svg: string; states: { path: string; says: Record<string, string[]> }[] }>(
    '/flow',
  )
  const drawn = new Set([...svg.matchAll(/data-state="([^"]+)"/g)].map(([, path]) => path))
  expect(states.map(({ path }) => path).filter((path) => !drawn.has(path))).toEqual([])
  expect(states.find(({ path }) => path === 'ordering.waitingPhone')?.says['ru']?.[0]).toContain('номер')
})

describe('an order', () => {
  it('is told step by step: received, understood because of words, transition, effects, the row, the reply', async () => {
    const { id } = await guest.arrive({ transport: 'telegram', locale: 'ru' })
    const feed = await guest.follow(`?customers=${id}`)
    await guest.write(id, { text: whole })
    await guest.reaches(id, 'ordering.waitingConfirmation')
    await guest.write(id, { button: 'Да, заказываю' })
    await ordered(id)
    await until('the last reply in the feed', () => feed.of('chat').filter(({ message }) => message.from === 'bot')[1])
    const [first] = feed.of('turn')
    expect(first).toMatchObject({
      from: '',
      to: 'ordering.waitingConfirmation',
      event: { type: 'user.provide', bottles: 2 },
      effects: [{ type: 'say' }],
    })
    expect(first?.because).toContainEqual({
      rule: 'bottles',
      words: '2 бутыли',
      meaning: { ru: 'количество', en: 'the count' },
    })
    expect(first?.timers.set.map((timer) => timer.id)).toContain('expire@order.ordering')
    expect(feed.of('turn').map(({ event, to }) => `${event.type} → ${to}`)).toEqual([
      'user.provide → ordering.waitingConfirmation',
      'user.yes → placing',
      'order.placed → placed',
    ])
    expect(feed.of('order')).toMatchObject([{ what: 'placed', counters: { orders: 1 } }])
    expect(feed.of('effect').map(({ effectType, what }) => `${effectType} ${what}`)).toEqual([
      'say delivered',
      'placeOrder delivered',
      'say delivered',
    ])
    expect(feed.of('webhook').every(({ status }) => status === 200)).toBe(true)
    await feed.close()
  })

  it('is all there again for whoever reloads the page', async () => {
    const id = await asked()
    const { chat, timeline, timers, snapshot, counters } = await guest.view(id)
    expect(chat.map(({ from }) => from)).toEqual(['customer', 'bot'])
    expect(chat[1]?.buttons).toHaveLength(3)
    expect(timeline.map(({ type }) => type)).toEqual(expect.arrayContaining(['received', 'turn', 'effect', 'chat']))
    expect(timers.map((timer) => timer.id)).toContain('remind@order.ordering.waitingConfirmation')
    expect(snapshot).toMatchObject({ context: { bottles: 2 } })
    expect(counters).toMatchObject({ received: 1, taken: 1, answered: 1, orders: 0 })
    expect(await guest.arrive({ id })).toMatchObject({ id })
  })

  it('may be given as a pin, and a voice message is answered', async () => {
    const { id } = await guest.arrive()
    await guest.write(id, { media: 'location' })
    await guest.reaches(id, 'ordering.waitingPhone')
    await guest.write(id, { media: 'voice' })
    const view = await until('an answer', async () => {
      const seen = await guest.view(id)
      return seen.chat.filter(({ from }) => from === 'bot').length === 2 && seen
    })
    expect(view.chat.map(({ from, media }) => media ?? from)).toEqual(['location', 'bot', 'voice', 'bot'])
  })
})

describe('the feed', () => {
  it('gives to whoever comes back what was missed, each once', async () => {
    const { id } = await guest.arrive()
    const before = await guest.follow(`?customers=${id}`)
    expect((await before.hello()).resumed).toBe(false)
    await guest.write(id, { text: 'Токтогула 125 кв 4' })
    await guest.reaches(id, 'ordering.waitingPhone')
    const last = await until('an entry', () => before.entries.at(-1))
    await before.close()
    await guest.write(id, { text: '0555 123 456' })
    await guest.reaches(id, 'ordering.waitingBottles')
    const after = await guest.follow(`?customers=${id}`, last.id)
    expect((await after.hello()).resumed).toBe(true)
    const { timeline } = await guest.view(id)
    await until('what was missed', () => after.entries.length + before.entries.length >= timeline.length)
    expect([...before.entries, ...after.entries].filter(({ conversation }) => conversation === id)).toEqual(timeline)
    await after.close()
  })

  it('says so when it cannot know what was missed', async () => {
    const feed = await guest.follow('', 'another-12')
    expect(await feed.hello()).toMatchObject({ resumed: false, durable: false })
    await feed.close()
  })

  it('tells nobody of other customers than asked for', async () => {
    const [mine, other] = [await guest.arrive(), await guest.arrive()]
    const feed = await guest.follow(`?customers=${mine.id}`)
    await guest.write(other.id, { text: 'Токтогула 125 кв 4' })
    await guest.reaches(other.id, 'ordering.waitingPhone')
    await guest.write(mine.id, { text: 'Токтогула 125 кв 4' })
    await guest.reaches(mine.id, 'ordering.waitingPhone')
    await until('a reply', () => feed.of('chat').length >= 2)
    expect([...new Set(feed.entries.map(({ conversation }) => conversation))].filter(Boolean)).toEqual([mine.id])
    await feed.close()
  })
})

describe('one right order in spite of', () => {
  it('webhooks that come twice', async () => {
    const { id } = await guest.arrive()
    await guest.make('twice', { customer: id, text: whole })
    await guest.reaches(id, 'ordering.waitingConfirmation')
    await guest.make('twice', { customer: id, text: 'да' })
    await until('both copies', async () => (await guest.view(id)).counters.webhooks === 4)
    expect((await ordered(id)).counters).toMatchObject({ received: 2, duplicates: 2, taken: 2, answered: 2 })
  })

  it('webhooks in the wrong order', async () => {
    const { id } = await guest.arrive()
    await guest.write(id, { text: '2 бутыли' })
    await guest.reaches(id, 'ordering.waitingAddress')
    await guest.make('shuffled', { customer: id, texts: ['Токтогула 125 кв 4', '0555 123 456'] })
    await guest.reaches(id, 'ordering.waitingConfirmation')
    await guest.write(id, { text: 'да' })
    const { timeline } = await ordered(id)
    const received = timeline.flatMap((entry) => (entry.type === 'received' ? [entry.words] : []))
    expect(received).toEqual(['2 бутыли', '0555 123 456', 'Токтогула 125 кв 4', 'да'])
  })

  it('webhooks at the same moment', async () => {
    const { id } = await guest.arrive()
    await guest.make('at-once', { customer: id, texts: ['2 бутыли на Токтогула 125 кв 4', '0555 123 456'] })
    await guest.reaches(id, 'ordering.waitingConfirmation')
    await guest.make('at-once', { customer: id, texts: ['да', 'да'] })
    await until('both', async () => (await guest.view(id)).counters.taken === 4)
    await ordered(id)
  })

  it('an API that is down', async () => {
    const id = await asked()
    const feed = await guest.follow(`?customers=${id}`)
    await guest.make('api-down', { seconds: 60 })
    await guest.write(id, { text: 'да' })
    await until('a reply that waits', () => feed.of('effect').find(({ what }) => what === 'postponed'))
    expect((await guest.status()).api.state).toBe('down')
    expect((await guest.view(id)).outbox.waiting).toMatchObject([{ type: 'say' }])
    await guest.make('api-up', {})
    const view = await ordered(id)
    expect(view.chat.filter(({ from }) => from === 'bot')).toHaveLength(2)
    await until('the way to the API to be well', async () => (await guest.status()).api.breaker === 'closed')
    await feed.close()
  })

  it('an operator who writes and leaves', async () => {
    const id = await asked()
    await guest.make('operator-writes', { customer: id, text: 'Минутку' })
    await guest.reaches(id, 'withOperator')
    await guest.write(id, { text: 'да' })
    await until('the message', async () => (await guest.view(id)).counters.taken === 2)
    await guest.make('operator-leaves', { customer: id })
    await until('the bot', async () => (await guest.view(id)).state?.path !== 'withOperator')
    expect((await guest.view(id)).chat.map(({ from }) => from).slice(0, 4)).toEqual([
      'customer',
      'bot',
      'operator',
      'customer',
    ])
    await guest.write(id, { text: whole })
    await guest.reaches(id, 'ordering.waitingConfirmation')
    await guest.write(id, { text: 'да' })
    await ordered(id)
  })

  it('half an hour of silence: one reminder, and the yes still counts', async () => {
    const id = await asked()
    const { offsetMs } = await guest.status()
    await guest.make('time-forward', { minutes: 31 })
    expect((await guest.status()).offsetMs).toBe(offsetMs + 31 * 60_000)
    await until('the reminder', async () => (await guest.view(id)).counters.answered === 2)
    const { timeline } = await guest.view(id)
    const fired = timeline.flatMap((entry) => (entry.type === 'turn' ? (entry.timers.fired ?? []) : []))
    expect(fired).toEqual(['remind@order.ordering.waitingConfirmation'])
    await guest.write(id, { text: 'да' })
    await ordered(id)
  })

  it('a worker that is killed with messages in hand', async () => {
    const { id } = await guest.arrive()
    const { generation } = (await guest.status()).worker
    await guest.make('worker-killed', { seconds: 0 })
    await guest.write(id, { text: whole })
    await guest.reaches(id, 'ordering.waitingConfirmation')
    expect((await guest.status()).worker).toEqual({ state: 'running', generation: generation + 1 })
    await guest.write(id, { text: 'да' })
    await ordered(id)
  })

  it('a worker that dies after it has sent the reply, and one after it has written the order', async () => {
    const { id } = await guest.arrive()
    const dyingOver = async (text: string, what: string) => {
      const { generation } = (await guest.status()).worker
      await guest.make('worker-killed', { when: 'in-the-middle', seconds: 0 })
      await guest.write(id, { text })
      await until('another worker', async () => (await guest.status()).worker.generation > generation)
      expect((await guest.view(id)).outbox.waiting).toMatchObject([{ type: what }])
      // Otherwise what the dead one held is taken over after 10 s.
      await guest.make('time-forward', { minutes: 1 })
    }
    await dyingOver(whole, 'say')
    await guest.reaches(id, 'ordering.waitingConfirmation')
    await dyingOver('да', 'placeOrder')
    const { chat } = await ordered(id)
    expect(chat.map(({ from }) => from)).toEqual(['customer', 'bot', 'customer', 'bot'])
  })
})

it('gives the customer back to the bot 12 hours after the last word of an operator', async () => {
  const id = await asked()
  await guest.make('operator-writes', { customer: id })
  await guest.reaches(id, 'withOperator')
  await guest.make('time-forward', { minutes: 11 * 60 })
  expect((await guest.view(id)).state?.path).toBe('withOperator')
  await guest.make('time-forward', { minutes: 61 })
  await until('the bot', async () => (await guest.view(id)).state?.path !== 'withOperator')
})

it('closes an unfinished order after a day, with a word to the customer', async () => {
  const { id } = await guest.arrive()
  await guest.write(id, { text: 'Токтогула 125 кв 4' })
  await guest.reaches(id, 'ordering.waitingPhone')
  await guest.make('time-forward', { minutes: 24 * 60 + 1 })
  const view = await until('the end', async () => {
    const seen = await guest.view(id)
    return seen.state?.path.startsWith('ordering') ? undefined : seen
  })
  expect(view.orders).toEqual([])
})

it.each([
  ['/customers', { transport: 'pigeon' }, 400],
  ['/customers', { id: '42' }, 400],
  ['/customers/9900000000/messages', { text: 'x' }, 404],
  ['/trouble/earthquake', {}, 404],
  ['/trouble/time-forward', { minutes: -1 }, 400],
  ['/trouble/twice', { customer: '9900000000', text: 'x' }, 404],
])('refuses POST %s %j with %i and a reason', async (path, body, status) => {
  const response = await fetch(`${origin}/playground/api${path}`, {
    method: 'POST',
    headers: { ...basic, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ error: expect.any(String) as string })
})
