import type { Message, Delivery, Sandbox } from '@shoro/chat2desk/sandbox'
import type { Dialog, Flow, Store } from '@shoro/dialog'
import { Hono } from 'hono'
import type { Look } from '../bot.ts'
import type { Line } from '../chat/line.ts'
import type { Database } from '../database/database.ts'
import { makeToken } from '../env.ts'
import type { Hooks } from '../hooks.ts'
import { apiRoutes } from './routes.ts'
import { transports } from './asked.ts'
import { createChats } from './chat.ts'
import { createClock } from './clock.ts'
import type { FlowPicture, Status } from './contract.ts'
import { createCustomers } from './customers.ts'
import { createFeed } from './feed.ts'
import { createStreams } from './feed-stream.ts'
import { pictureOf, styleHashes } from './flow-picture.ts'
import { packed } from './packed.ts'
import { pageRoutes } from './page-files.ts'
import { apiState, createTroubles } from './trouble.ts'
import { countOrders, viewOf } from './view.ts'
import { createWatcher } from './watcher.ts'
import { createMortalWorker, type StartWorkers } from './worker.ts'

/** What a bot is given so that it can be played with, before it is made. */
export interface Preparation {
  clock: () => number
  /** Around the store that the bot works on. */
  around: (store: Store) => Store
  at: NonNullable<Hooks['at']>
  look: Look
  sandbox: { clock: () => number; onDelivery: (delivery: Delivery) => void; onMessage: (message: Message) => void }
  open(parts: PlaygroundParts): Playground
}

export interface PlaygroundParts {
  dialog: Dialog
  flow: Flow
  /** As the bot was given it. */
  store: Store
  db: Database
  line: Line
  sandbox: Sandbox
  startWorkers: StartWorkers
  /** False if everything is gone when the process ends. */
  durable: boolean
}

export interface Playground {
  routes: Hono
  /** Starts the first worker, and draws the flow so that the first visitor does not wait for it. */
  start(): void
  close(): Promise<void>
}

const lookAtApiMs = 500

/**
 * A bot to play with: its page shows what becomes of each message, and makes trouble. Anybody who reaches its routes may.
 */
export function preparePlayground(db: () => Database): Preparation {
  const clock = createClock()
  const feed = createFeed({ run: makeToken().slice(0, 8), clock: clock.now })
  const chats = createChats(feed)
  const watcher = createWatcher({
    feed,
    clock: clock.now,
    ordersOf: (conversation) => countOrders(db(), conversation),
  })
  const worker = createMortalWorker((state) => feed.announce({ type: 'worker', worker: state }))

  return {
    clock: clock.now,
    around: (store) => worker.around(watcher.around(store)),
    at: worker.at,
    look: {
      onTurn: watcher.onTurn,
      observe: (observed) => {
        if (worker.isAlive()) watcher.observe(observed)
      },
    },
    sandbox: {
      clock: clock.now,
      onMessage: chats.show,
      onDelivery({ hookType, clientId, attempt, status, error, body }) {
        const { message_id: messageId = null } = body as { message_id?: bigint | number | string | null }
        if (hookType === 'inbox') feed.count(clientId, 'webhooks')
        feed.tell(clientId, {
          type: 'webhook',
          hook: hookType,
          messageId: messageId === null ? null : String(messageId),
          attempt,
          status,
          error,
          raw: JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2),
        })
      },
    },

    open({ dialog, flow, store, line, sandbox, startWorkers, durable }) {
      const closing = new AbortController()
      const customers = createCustomers(sandbox)
      let drawing: Promise<FlowPicture> | undefined
      const picture = () => {
        drawing ??= pictureOf(flow).catch((error: unknown) => {
          drawing = undefined
          throw error
        })
        return drawing
      }
      let watchingApi: NodeJS.Timeout | undefined
      let shownApi = ''

      /** Tells of the API until it is up and the bot knows it. */
      const watchApi = async () => {
        clearTimeout(watchingApi)
        const api = await apiState(sandbox, line)
        if (JSON.stringify(api) !== shownApi) feed.announce({ type: 'api', api })
        shownApi = JSON.stringify(api)
        const well = api.state === 'up' && api.breaker === 'closed'
        clearTimeout(watchingApi)
        if (!well && !closing.signal.aborted) watchingApi = setTimeout(() => void watchApi(), lookAtApiMs).unref()
      }

      const status = async (): Promise<Status> => ({
        run: feed.run,
        durable,
        offsetMs: clock.offsetMs(),
        worker: worker.state(),
        api: await apiState(sandbox, line),
        transports,
      })
      const troubles = createTroubles({
        sandbox,
        customers,
        worker,
        clock,
        feed,
        watchApi: () => void watchApi(),
      })
      const routes = new Hono()
      routes.use('/playground', packed).use('/playground/*', packed)
      const stream = createStreams({ feed, status, closing: closing.signal })
      routes.route(
        '/',
        apiRoutes({
          customers,
          feed,
          status,
          picture,
          stream,
          view: (customer) => viewOf({ flow, store, db: db(), clock: clock.now, feed, chats, watcher }, customer),
          makeTrouble: async (kind, given, customer) => troubles[kind](given, customer as never),
        }),
      )
      routes.route(
        '/',
        pageRoutes(async () => styleHashes((await picture()).svg)),
      )
      return {
        routes,
        start() {
          worker.start(dialog, startWorkers)
          picture().catch(() => {})
        },
        async close() {
          closing.abort()
          clearTimeout(watchingApi)
          await worker.close()
        },
      }
    },
  }
}
