import { Hono } from 'hono'
import { bare } from './answer.ts'
import { serveDialogs } from './api/dialogs.ts'
import { serveDirectory } from './api/directory.ts'
import { createGatehouse, type ApiCall } from './api/gatehouse.ts'
import { serveMessages } from './api/messages.ts'
import { serveWebhooks } from './api/webhooks.ts'
import type { Api, World } from './api/world.ts'
import { createCompany, type Message } from './company.ts'
import { serveControls } from './controls.ts'
import { createPost, type Delivery } from './delivery.ts'
import { createDesk } from './desk.ts'
import { createFaults, type FaultKind, type FaultSpan } from './faults.ts'
import { createHookWriter } from './hook-body.ts'
import { turnKnobs, usualKnobs, type KnobPatch, type Knobs } from './knobs.ts'
import { createPeople, type People } from './people.ts'
import { createRandom } from './random.ts'
import { createRing, type Ring } from './ring.ts'
import { createScreens, type SeenMessage } from './seen.ts'
import { createSubscriptions } from './subscriptions.ts'

export type SandboxOptions = KnobPatch & {
  /** Registered from the start, for every event. */
  webhookUrl?: string
  /** The id before the first one; above 2^31, as the service's message ids nearly are. */
  startId?: number | bigint
  /** The same seed makes the same random choices. */
  seed?: number
  /** The company's clock, ms since the epoch; faults keep to the real one. */
  clock?: () => number
  /** Told of every attempt to deliver a webhook, after it. */
  onDelivery?: (delivery: Delivery) => void
  /** Told of every message that appears on a customer's screen, the customer's own included. */
  onMessage?: (message: Message) => void
}

/** The stand-in: the API as a Hono app, the people around it, and a look inside. */
export type Sandbox = People & {
  app: Hono
  knobs: () => Knobs
  set: (change: KnobPatch) => void
  /** Makes the next calls, or all calls for a while, go wrong. */
  fail: (span: FaultSpan, kind: FaultKind) => void
  messagesTo: (clientId: string) => SeenMessage[]
  waitForMessages: (clientId: string, count: number, timeoutMs?: number) => Promise<SeenMessage[]>
  deliveries: () => Delivery[]
  apiCalls: () => ApiCall[]
  /** Resolves when no first delivery is under way. */
  idle: () => Promise<void>
  /** Forgets everything but `webhookUrl` and the ids given out; knobs go back to the options. */
  reset: () => void
}

/** A stand-in of Chat2Desk in this process. `startSandbox` puts it on a port. */
export const createSandbox = (options: SandboxOptions = {}): Sandbox => {
  const {
    webhookUrl,
    startId = 3_000_000_000,
    seed = 1,
    clock = Date.now,
    onDelivery = () => {},
    onMessage = () => {},
    ...change
  } = options
  const initial = turnKnobs(usualKnobs, change)
  let current = initial
  const knobs = () => current

  const random = createRandom(seed)
  const company = createCompany(BigInt(startId))
  const subscriptions = createSubscriptions()
  const screens = createScreens(onMessage)
  const faults = createFaults(knobs, random)
  const post = createPost(knobs, random, subscriptions, onDelivery)
  const writer = createHookWriter(knobs, random, clock)
  const desk = createDesk({ knobs, random, company, writer, post, screens, clock })
  const people = createPeople({ company, desk, screens, knobs, clock })
  const calls = createRing<ApiCall>(10_000)
  const subscribe = () => {
    if (webhookUrl !== undefined) subscriptions.add(company.newId(), { url: webhookUrl })
  }
  subscribe()

  const sandbox = {
    ...people,
    knobs,
    set: (patch: KnobPatch) => {
      current = turnKnobs(current, patch)
    },
    fail: faults.fail,
    messagesTo: screens.messagesTo,
    waitForMessages: screens.waitForMessages,
    deliveries: post.deliveries,
    apiCalls: calls.all,
    idle: post.idle,
    reset: () => {
      post.forget()
      company.clear()
      screens.clear()
      faults.clear()
      calls.clear()
      subscriptions.clear()
      subscribe()
      current = initial
    },
  }
  const app = new Hono({ strict: false })
  app.route('/v1', serveApi({ knobs, company, desk, post, subscriptions, faults, clock }, calls))
  app.route('/_sandbox', serveControls(sandbox))
  return { ...sandbox, app }
}

const serveApi = (world: World, calls: Ring<ApiCall>): Api => {
  const api: Api = new Hono({ strict: false })
  api.use(createGatehouse(world, calls))
  serveMessages(api, world)
  serveDialogs(api, world)
  serveWebhooks(api, world)
  serveDirectory(api, world)
  api.get('/help/transports', (c) =>
    bare(c, { data: { whatsapp: { from_client: { text: 'yes' }, to_client: { text: 'yes' } } }, status: 'success' }),
  )
  api.all('*', (c) => bare(c, { status: 'error', message: 'Page not found' }, 404))
  return api
}
