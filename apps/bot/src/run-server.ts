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
import { warnOfSettings } from './warnings.ts'
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
  warnOfSettings(settings, log)
  log.info({ routes: routesOf(app) }, `Listening on port ${http.port}`)
  const intake = intakeOf({ dialog, store, db: database.db }, settings)
  const repair = settings.chat2desk.repairGaps
    ? startGapRepair({ intake, position, api: production.api, line: production.line, settings, log, metrics })
    : undefined

  closeOnSignal(log, async () => {
    closing.abort()
    await Promise.all([http.close(), repair?.close(), playground?.close()])
    await position.close()
    await production.close()
  })
}
