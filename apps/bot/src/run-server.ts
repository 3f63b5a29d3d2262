import { createApp } from './app.ts'
import type { Settings } from './env.ts'
import type { Hooks } from './hooks.ts'
import { listen } from './http.ts'
import { closeOnSignal, exitOnSurprise } from './lifecycle.ts'
import { createLogger } from './log.ts'
import { createLockout } from './operator/lockout.ts'
import { playgroundBehindLogin } from './playground/behind-login.ts'
import { openProduction } from './production.ts'
import { routesOf } from './routes.ts'
import { startGapRepair } from './webhook/gap-repair.ts'
import { intakeOf } from './webhook/intake.ts'
import { createPosition } from './webhook/position.ts'

/** The whole life of a server process, until a signal ends it. */
export async function runServer(settings: Settings, hooks: Hooks = {}): Promise<void> {
  const log = createLogger(settings, 'server')
  exitOnSurprise(log)

  const production = await openProduction(settings, log, hooks)
  const { dialog, store, database, metrics, redis, queues } = production
  const closing = new AbortController()
  const position = createPosition(database.db)
  const lockout = createLockout()
  const app = createApp({
    settings,
    dialog,
    store,
    db: database.db,
    log,
    metrics,
    checks: { redis: () => redis.ping(), postgres: database.ping, line: production.line },
    position,
    wake: queues.wake,
    lockout,
    closing: closing.signal,
    at: hooks.at,
  })
  const playground = settings.playground ? playgroundBehindLogin(settings, log, lockout) : undefined
  if (playground) app.route('/', playground.routes)
  const http = await listen(app, settings.port, settings.host, settings).catch((error: Error) => {
    log.fatal(error.message)
    process.exit(1)
  })
  if (!settings.operatorToken) log.warn('OPERATOR_TOKEN is not set: the operator interface lets nobody in')
  else if (settings.operatorToken.length < 16)
    log.warn('OPERATOR_TOKEN is short enough to be guessed: use 16 characters or more')
  if (!settings.chat2desk.webhookSecret)
    log.warn('CHAT2DESK_WEBHOOK_SECRET is not set: anybody who finds the webhook can write as any customer')
  if (settings.chat2desk.operatorIds.length === 0)
    log.warn('CHAT2DESK_OPERATOR_ID is not set: an operator who writes what the bot has just said is taken for the bot')
  log.info({ routes: routesOf(app) }, `Listening on port ${http.port}`)
  const intake = intakeOf({ dialog, store, db: database.db }, settings)
  const repair = settings.chat2desk.repairGaps
    ? startGapRepair({ intake, position, line: production.line, settings, log, metrics })
    : undefined

  closeOnSignal(log, async () => {
    closing.abort()
    await Promise.all([http.close(), repair?.close(), playground?.close()])
    await position.close()
    await production.close()
  })
}
