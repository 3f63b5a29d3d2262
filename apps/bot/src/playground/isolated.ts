import { PGlite } from '@electric-sql/pglite'
import { createSandbox } from '@shoro/chat2desk/sandbox'
import { memoryStore } from '@shoro/dialog/memory'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { Hono } from 'hono'
import { createApp } from '../app.ts'
import { createBot } from '../bot.ts'
import { casing, migrationsFolder, ping, type Database } from '../database/database.ts'
import { makeToken, type Settings } from '../env.ts'
import { listen } from '../http.ts'
import type { Logger } from '../log.ts'
import { createDirectWorkers } from './direct-workers.ts'
import { preparePlayground, type Playground } from './playground.ts'

/**
 * A playground beside a bot that serves real customers: a second bot in the same process, with a store, a database and a
 * stand-in of Chat2Desk of its own in memory, reachable on loopback alone. Nothing of the real ones is touched.
 */
export async function openIsolated(settings: Settings, parentLog: Logger): Promise<Playground> {
  const log = parentLog.child({ playground: true }, { level: settings.logLevel === 'silent' ? 'silent' : 'warn' })
  const pglite = await PGlite.create()
  const db = drizzle(pglite, { casing }) as unknown as Database
  await migrate(drizzle(pglite, { casing }), { migrationsFolder })

  const outside = new Hono()
  const http = await listen(outside, 0, '127.0.0.1', settings)
  const origin = `http://127.0.0.1:${http.port}`
  const own = settingsOf(settings, origin)

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
  return {
    ...playground,
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
function settingsOf(settings: Settings, origin: string): Settings {
  return {
    ...settings,
    operatorToken: undefined,
    databaseUrl: '',
    databaseOwnerUrl: '',
    redisUrl: '',
    chat2desk: {
      ...settings.chat2desk,
      url: `${origin}/v1`,
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
  }
}
