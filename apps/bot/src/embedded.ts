import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createSandbox } from '@shoro/chat2desk/sandbox'
import { createQueues, startWorkers } from '@shoro/dialog/bullmq'
import { postgresStore } from '@shoro/dialog/postgres'
import type { Dialog } from '@shoro/dialog'
import { createPostgresBackend, runMigrations } from 'bullmq'
import { createApp } from './app.ts'
import { createBot } from './bot.ts'
import { openEmbedded } from './database/embedded.ts'
import { makeToken, readSettings, type Settings } from './env.ts'
import { listen } from './http.ts'
import { closeOnSignal, exitOnSurprise } from './lifecycle.ts'
import { createLogger } from './log.ts'
import { ownOrigin } from './origin.ts'
import { createLockout } from './operator/lockout.ts'
import { playgroundBehindLogin } from './playground/behind-login.ts'
import { preparePlayground } from './playground/playground.ts'
import { pglitePool } from './queue/pglite-pool.ts'
import { startRetention } from './retention.ts'
import { routesOf } from './routes.ts'
import { warnOfSettings } from './warnings.ts'
import { startGapRepair } from './webhook/gap-repair.ts'
import { intakeOf } from './webhook/intake.ts'
import { createPosition } from './webhook/position.ts'
import { welcome } from './welcome.ts'

const given = readSettings()
const sandboxed = given.chat2desk.token === undefined
const settings = sandboxed ? withSandbox(given) : given
const log = createLogger(settings, 'embedded')
exitOnSurprise(log)

const fresh = !existsSync(join(settings.dataDir, 'postgres'))
process.stdout.write(
  fresh
    ? `Making a database in ${settings.dataDir} (once, takes some seconds) `
    : `Opening the database in ${settings.dataDir} `,
)
const dots = setInterval(() => process.stdout.write('.'), 500)
const database = await openEmbedded(settings.dataDir).catch((error: Error) => {
  process.stdout.write('\n')
  log.fatal(error.message)
  process.exit(1)
})
await database.migrate()
const connection = pglitePool(database.pglite)
await runMigrations(await (connection as unknown as { connect(): Promise<never> }).connect(), 'bullmq')
// A pool that is handed in works in its session's search path.
await database.pglite.exec('set search_path to public, bullmq')
clearInterval(dots)
process.stdout.write(' ready\n')

// Where nobody real can be met the bot itself is to be played with.
const played = sandboxed && settings.playground !== false ? preparePlayground(() => database.db) : undefined
const kept = postgresStore(database.db, { seenTtlMs: settings.seenTtlMs })
const store = played ? played.around(kept) : kept
const queueOptions = {
  connection,
  backend: createPostgresBackend,
  name: 'shoro',
  onError: (error: Error) => log.warn({ err: error }, 'queue'),
}
const queues = createQueues(queueOptions)
// This process is alone: what a killed one held is free again.
await queues.forget()
const { dialog, flow, metrics, api, line } = createBot({
  settings,
  db: database.db,
  store,
  log,
  wake: queues.wake,
  clock: played?.clock,
  at: played?.at,
  look: played?.look,
  ...(sandboxed && {
    onSaid: (conversation: string, text: string) =>
      process.stdout.write(`\n→ ${conversation}: ${text.replaceAll('\n', '\n   ')}\n`),
  }),
})
// The stand-in forgets its messages with this process, and its ids are not Chat2Desk's.
const position = sandboxed ? undefined : createPosition(database.db)
const closing = new AbortController()
const lockout = createLockout()
const app = createApp({
  settings,
  dialog,
  store,
  db: database.db,
  log,
  metrics,
  checks: { redis: undefined, postgres: database.ping, line },
  position,
  wake: queues.wake,
  lockout,
  closing: closing.signal,
})
const sandbox = sandboxed ? openSandbox() : undefined
const begin = (on: Dialog) => startWorkers({ ...queueOptions, dialog: on, concurrency: settings.concurrency })
const parts = { dialog, flow, store, db: database.db, line, startWorkers: begin, durable: true }
const playground = sandbox && played?.open({ ...parts, sandbox })
const apart = !sandboxed && settings.playground ? playgroundBehindLogin(settings, log, lockout) : undefined
for (const { routes } of [playground, apart].filter((one) => one !== undefined)) app.route('/', routes)
const routes = routesOf(app)
if (sandbox) app.route('/', sandbox.app)
const http = await listen(app, settings.port, settings.host, settings).catch(async (error: Error) => {
  log.fatal(error.message)
  await database.close()
  process.exit(1)
})
playground?.start()
const workers = playground ? undefined : begin(dialog)
process.stdout.write(welcome(settings, sandboxed))
if (!sandboxed) warnOfSettings(settings, log)
log.info({ routes }, `Listening on port ${http.port}`)
const intake = intakeOf({ dialog, store, db: database.db }, settings)
const repair =
  position && settings.chat2desk.repairGaps
    ? startGapRepair({ intake, position, api, line, settings, log, metrics })
    : undefined

const retention = startRetention({ store, db: database.db, retention: settings.retention, log })

closeOnSignal(log, async () => {
  closing.abort()
  const working = [workers, playground, http, repair, apart, retention]
  await Promise.all(working.map(async (part) => part?.close()))
  await position?.close()
  await queues.close()
  await database.close()
})

function openSandbox() {
  const secret = settings.chat2desk.webhookSecret
  return createSandbox({
    token: settings.chat2desk.token ?? '',
    botOperatorId: settings.chat2desk.operatorIds[0] ?? '',
    webhookUrl: `${ownOrigin(settings)}/webhook/chat2desk${secret ? `/${secret}` : ''}`,
    startId: Date.now(),
    adoptClients: true,
    ...played?.sandbox,
  })
}

function withSandbox(base: Settings): Settings {
  return {
    ...base,
    operatorToken: base.operatorToken ?? makeToken(),
    chat2desk: {
      ...base.chat2desk,
      token: 'sandbox-token',
      url: `${ownOrigin(base)}/v1`,
      operatorIds: base.chat2desk.operatorIds.length > 0 ? base.chat2desk.operatorIds : ['228522'],
      ratePerSecond: 0,
    },
  }
}
