import { PGlite } from '@electric-sql/pglite'
import { createSandbox } from '@shoro/chat2desk/sandbox'
import { memoryStore } from '@shoro/dialog/memory'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { Hono, type MiddlewareHandler } from 'hono'
import { createApp } from '../app.ts'
import { createBot } from '../bot.ts'
import { casing, migrationsFolder, ping, type Database } from '../database/database.ts'
import { makeToken, type Settings } from '../env.ts'
import { listen } from '../http.ts'
import type { Logger } from '../log.ts'
import { createDirectWorkers } from './direct-workers.ts'
import { createLock } from '../secret.ts'
import { preparePlayground } from './playground.ts'

/** What the process of a playground is told. */
export interface Order {
  settings: Settings
  /** Whoever does not show it is sent away. */
  key: string
}

export const keyHeader = 'x-playground-key'

/**
 * A playground beside a bot that serves real customers: a second bot with a store, a database and a stand-in of Chat2Desk
 * of its own in memory, reachable on loopback alone. Nothing of the real ones is touched, or even known.
 */
export async function openIsolated(
  { settings, key }: Order,
  log: Logger,
): Promise<{ port: number; close(): Promise<void> }> {
  const pglite = await PGlite.create()
  const db = drizzle(pglite, { casing }) as unknown as Database
  await migrate(drizzle(pglite, { casing }), { migrationsFolder })

  const outside = new Hono()
  const http = await listen(outside, 0, '127.0.0.1', settings)
  const origin = `http://127.0.0.1:${http.port}`
  const own: Settings = { ...settings, chat2desk: { ...settings.chat2desk, url: `${origin}/v1` } }

  const prepared = preparePlayground(() => db)
  const store = prepared.around(memoryStore({ seenTtlMs: own.seenTtlMs }))
  const workers = createDirectWorkers((error) => log.debug({ err: error }, 'abandoned'))
  const { clock, at, look } = prepared
  const { dialog, flow, metrics, line } = createBot({
    settings: own,
    db,
    store,
    log,
    wake: workers.wake,
    clock,
    at,
    look,
  })
  const sandbox = createSandbox({
    ...prepared.sandbox,
    token: own.chat2desk.token ?? '',
    botOperatorId,
    webhookUrl: `${origin}/webhook/chat2desk/${own.chat2desk.webhookSecret ?? ''}`,
    adoptClients: true,
  })
  const checks = { redis: undefined, postgres: () => ping(db), line }
  const opens = createLock([key])
  const guard: MiddlewareHandler = async (c, next) => (opens(c.req.header(keyHeader) ?? '') ? next() : c.notFound())
  outside.use('/_sandbox/*', guard)
  outside.route('/', createApp({ settings: own, dialog, store, db, log, metrics, checks, wake: workers.wake }))
  outside.route('/', sandbox.app)
  const playground = prepared.open({
    dialog,
    flow,
    store,
    db,
    line,
    sandbox,
    startWorkers: workers.start,
    durable: false,
  })
  playground.start()
  outside.use('/playground', guard).use('/playground/*', guard)
  outside.route('/', playground.routes)
  return {
    port: http.port,
    async close() {
      await playground.close()
      sandbox.reset()
      await http.close()
      await pglite.close()
    },
  }
}

const botOperatorId = '228522'

/** The rules and the words of the real bot, and nothing that leads to its accounts. */
export function orderFor(settings: Settings, key: string): Order {
  return {
    key,
    settings: {
      ...settings,
      logLevel: settings.logLevel === 'silent' ? 'silent' : 'warn',
      operatorToken: undefined,
      databaseUrl: '',
      databaseOwnerUrl: '',
      redisUrl: '',
      chat2desk: {
        ...settings.chat2desk,
        url: '',
        token: makeToken(),
        previousToken: undefined,
        webhookSecret: makeToken(),
        previousWebhookSecret: undefined,
        webhookUrl: undefined,
        operatorIds: [botOperatorId],
        handoffGroupId: undefined,
        handoffOperatorId: undefined,
        ratePerSecond: 0,
        // What may have been sent is waited for so long, and some seconds more.
        timeoutMs: Math.min(settings.chat2desk.timeoutMs, 2_000),
        signature: 'required',
        signatureHeader: 'x-signature',
        timestampHeaders: ['x-timestamp'],
        signatureKey: 'any',
      },
    },
  }
}
