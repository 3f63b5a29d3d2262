import manifest from '../package.json' with { type: 'json' }
import type { Dialog, Store } from '@shoro/dialog'
import type { OrderContext } from '@shoro/dialog/order'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Database } from './database/database.ts'
import type { Settings } from './env.ts'
import { health, type Checks } from './health.ts'
import type { Hooks } from './hooks.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import { createLockout, type Lockout } from './operator/lockout.ts'
import type { Wake } from './operator/replay-all.ts'
import { operatorRoutes } from './operator/routes.ts'
import { createFlood } from './webhook/flood.ts'
import { intakeOf } from './webhook/intake.ts'
import type { Position } from './webhook/position.ts'
import { webhookRoutes } from './webhook/routes.ts'

export interface AppOptions {
  settings: Settings
  dialog: Dialog<OrderContext>
  store: Store
  db: Database
  log: Logger
  metrics: Metrics
  checks: Omit<Checks, 'store'>
  position?: Position | undefined
  /** Tells workers of conversations that an operator gave work to. */
  wake?: Wake
  /** Of whoever guesses the operator token, if it opens more than the operator interface. */
  lockout?: Lockout
  /** Ends what goes on behind the routes. */
  closing?: AbortSignal
  at?: Hooks['at']
}

/** What every process can tell of itself: `GET /health` and `GET /metrics`. */
export function createVitals({ store, metrics, checks }: Pick<AppOptions, 'store' | 'metrics' | 'checks'>): Hono {
  const app = new Hono()
  app.use(secureHeaders())
  app.get('/health', async (c) => {
    const report = await health({ ...checks, store })
    return c.json(report, report.status === 'healthy' ? 200 : 503)
  })
  app.get('/metrics', async (c) =>
    c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  )
  return app
}

/** Everything that the bot answers over HTTP. */
export function createApp(options: AppOptions): Hono {
  const { settings, dialog, store, db, log, metrics, checks, position, wake = async () => {}, closing, at } = options
  const app = createVitals({ store, metrics, checks })
  app.get('/', (c) => c.json({ name: 'Shoro Chat2Desk Bot', version: manifest.version, status: 'running' }))
  app.route(
    '/',
    webhookRoutes({
      ...intakeOf({ dialog, store, db }, settings),
      settings: settings.chat2desk,
      flood: createFlood(settings.flood),
      position,
      log,
      metrics,
      at,
    }),
  )
  const { operatorToken: token, trustProxy } = settings
  const lockout = options.lockout ?? createLockout()
  app.route('/', operatorRoutes({ token, trustProxy, db, store, dialog, wake, log, lockout, closing }))
  app.notFound((c) => c.json({ error: 'Not found' }, 404))
  app.onError((error, c) => {
    log.error({ err: error, path: c.req.routePath }, 'request failed')
    return c.json({ success: false, error: 'The service is not available right now' }, 503, { 'Retry-After': '10' })
  })
  return app
}
