import { setPriority } from 'node:os'
import { startWorkers } from '@shoro/dialog/bullmq'
import { createVitals } from './app.ts'
import type { Settings } from './env.ts'
import type { Hooks } from './hooks.ts'
import { listen } from './http.ts'
import { closeOnSignal, exitOnSurprise } from './lifecycle.ts'
import { createLogger } from './log.ts'
import { openProduction } from './production.ts'
import { openWorkerRedis } from './queue/redis.ts'
import { startRetention } from './retention.ts'
import { routesOf } from './routes.ts'

/** On a busy machine a message is acknowledged before another is answered: only a late acknowledgement brings copies. */
const niceness = 5

/** The whole life of a worker process, until a signal ends it. */
export async function runWorker(settings: Settings, hooks: Hooks = {}): Promise<void> {
  const log = createLogger(settings, 'worker')
  exitOnSurprise(log)
  setPriority(niceness)

  const production = await openProduction(settings, log, hooks)
  const connection = openWorkerRedis(settings.redisUrl)
  connection.on('error', () => {})
  const workers = startWorkers({
    ...production.queueOptions,
    connection,
    dialog: production.dialog,
    concurrency: settings.concurrency,
  })
  const app = createVitals({
    store: production.store,
    metrics: production.metrics,
    checks: { redis: () => production.redis.ping(), postgres: production.database.ping, line: production.line },
  })
  const vitals =
    settings.workerPort === 0
      ? undefined
      : await listen(app, settings.workerPort, settings.host, settings).catch((error: Error) => {
          log.fatal(error.message)
          process.exit(1)
        })
  const retention = startRetention({
    store: production.store,
    db: production.database.db,
    retention: settings.retention,
    log,
  })
  log.info({ routes: vitals ? routesOf(app) : [] }, `Working on up to ${settings.concurrency} conversations at once`)

  closeOnSignal(log, async () => {
    await Promise.all([workers.close(), retention.close(), vitals?.close()])
    connection.disconnect()
    await production.close()
  })
}
