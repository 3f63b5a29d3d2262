import { createQueues, type QueueOptions, type Queues } from '@shoro/dialog/bullmq'
import type { Store } from '@shoro/dialog'
import type { JournalObserved } from '@shoro/dialog/journal'
import { redisStore } from '@shoro/dialog/redis'
import type { Redis } from 'ioredis'
import { createBot, type Bot } from './bot.ts'
import { followClock } from './clock.ts'
import type { DatabaseConnection } from './database/database.ts'
import { openPostgres } from './database/postgres.ts'
import type { Settings } from './env.ts'
import type { Hooks } from './hooks.ts'
import { tellOfJournal, withJournal } from './journal.ts'
import { waitFor } from './lifecycle.ts'
import type { Logger } from './log.ts'
import { impatient } from './queue/patience.ts'
import { openRedis } from './queue/redis.ts'

export interface Production extends Bot {
  redis: Redis
  database: DatabaseConnection
  store: Store
  queues: Queues
  queueOptions: Omit<QueueOptions, 'connection'>
  close(): Promise<void>
}

/** What a server and a worker have in common: Redis, PostgreSQL with its migrations, and the bot on both. */
export async function openProduction(settings: Settings, log: Logger, hooks: Hooks = {}): Promise<Production> {
  const redis = openRedis(settings.redisUrl)
  let lost = ''
  redis.on('error', (error: Error) => {
    if (error.message !== lost) log.warn(`Redis: ${error.message}`)
    lost = error.message
  })
  redis.on('ready', () => {
    lost = ''
  })
  const reach = async () => {
    if (redis.status === 'wait' || redis.status === 'end') await redis.connect()
    await redis.ping()
  }
  const lookAtRedis = () => reach().then(() => warnOfRedis(redis, log))
  await waitFor('Redis', lookAtRedis, settings.startupTimeoutMs, log)
  const clock = await followClock(() => timeOf(redis), {
    onUnknown: (error) =>
      log.warn({ err: error }, 'Redis does not tell the time: until it does, this machine’s clock counts'),
  })
  const database = openPostgres(settings.databaseUrl, settings.databasePool)
  let isMigrated = false
  const lookAtDatabase = async () => {
    isMigrated = await database.isMigrated()
  }
  await waitFor('PostgreSQL', lookAtDatabase, settings.startupTimeoutMs, log)
  if (settings.migrate) await database.migrate()
  else if (!isMigrated) {
    log.fatal(
      'The tables are not up to date. Run `pnpm db:migrate` with a role that may change them, or set MIGRATE=on',
    )
    process.exit(1)
  }

  const { at, journalTimeoutMs, flow, redisStore: around = same, store: aroundAll = same } = hooks
  const tell = tellOfJournal(log)
  const journaled = (store: Store) => {
    const observe = (observed: JournalObserved) => {
      tell(observed)
      bot?.metrics.troubles.inc({ trouble: `journal-${observed.type}` })
    }
    const kept = withJournal({
      store,
      db: database.db,
      retentionMs: settings.retention.journalMs,
      requestMs: settings.chat2desk.timeoutMs,
      timeoutMs: journalTimeoutMs,
      observe,
    })
    redis.on('close', kept.suspect)
    return kept
  }
  let bot: Bot | undefined
  if (!settings.journal) log.warn('JOURNAL is off: what Redis loses is lost, and without Redis no message is taken')
  const inRedis = around(redisStore(redis, { prefix: 'shoro', seenTtlMs: settings.seenTtlMs }))
  const store = aroundAll(settings.journal ? journaled(inRedis) : inRedis)
  const queueOptions = { name: 'shoro', onError: (error: Error) => log.warn({ err: error }, 'queue') }
  const queues = createQueues({ ...queueOptions, connection: redis })
  bot = createBot({ settings, db: database.db, store, log, wake: impatient(wakeMs, queues.wake), at, flow })
  return {
    ...bot,
    redis,
    database,
    store,
    queues,
    queueOptions,
    async close() {
      await queues.close()
      clock.stop()
      redis.disconnect()
      await database.close()
    },
  }
}

/** The sweeper does what a lost wake-up was for: a message is not kept waiting for one. */
const wakeMs = 500

/** By the clock of Redis, ms since the epoch. */
async function timeOf(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time()
  return Number(seconds) * 1000 + Number(micros) / 1000
}

const same = (store: Store) => store

async function warnOfRedis(redis: Redis, log: Logger): Promise<void> {
  const facts = `${await redis.info('persistence')}\n${await redis.info('memory')}`
  const value = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(facts)?.[1]?.trim()
  if (value('aof_enabled') === '0')
    log.warn('Redis keeps no append-only file: if its process dies, messages are lost. Set appendonly yes')
  const policy = value('maxmemory_policy')
  if (policy !== undefined && policy !== 'noeviction')
    log.warn(`Redis may evict conversations (maxmemory-policy ${policy}). Set it to noeviction`)
}
