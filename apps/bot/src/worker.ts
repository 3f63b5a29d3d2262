import { startWorkers } from '@shoro/dialog/bullmq'
import { readSettings } from './env.ts'
import { closeOnSignal, exitOnSurprise } from './lifecycle.ts'
import { createLogger } from './log.ts'
import { openProduction } from './production.ts'
import { openWorkerRedis } from './queue/redis.ts'

const settings = readSettings(['CHAT2DESK_API_TOKEN'])
const log = createLogger(settings, 'worker')
exitOnSurprise(log)

const production = await openProduction(settings, log)
const connection = openWorkerRedis(settings.redisUrl)
connection.on('error', () => {})
const workers = startWorkers({
  ...production.queueOptions,
  connection,
  dialog: production.dialog,
  concurrency: settings.concurrency,
})
log.info(`Working on up to ${settings.concurrency} conversations at once`)

closeOnSignal(log, async () => {
  await workers.close()
  connection.disconnect()
  await production.close()
})
