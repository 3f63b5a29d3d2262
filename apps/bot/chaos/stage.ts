import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSandbox, type RunningSandbox, type SandboxOptions } from '@shoro/chat2desk/sandbox'
import type { Store } from '@shoro/dialog'
import { redisStore } from '@shoro/dialog/redis'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { parseSettings, type Settings } from '../src/env.ts'
import { freePort } from '../test/processes.ts'
import type { Build } from './builds.ts'
import { converse, makeCustomers, type Conversing, type Customer } from './customers.ts'
import { placeEarlierOrders, type EarlierOrder } from './earlier.ts'
import { startCourier, type Courier } from './courier.ts'
import { readLines } from './history.ts'
import { supervise, type Supervised } from './processes.ts'
import { startProxy, type Proxy } from './proxy.ts'
import { createRandom, type Random } from './random.ts'
import type { Servers } from './servers.ts'
import { describeStrike, type Hit, type Strike } from './strike.ts'

/** What a case may set before it begins. */
export interface Setting {
  /** Default 2. */
  workers?: number
  /** Over the bot's usual settings. */
  env?: Record<string, string>
  /** Over the settings as they were read: times that are shorter than anybody may set. */
  settings?: Partial<Settings>
  /** How long the journal is waited for, where its being slow on a busy machine would be a second fault. */
  journalTimeoutMs?: number
  /** What its processes are made of at first. Default 'usual'. */
  build?: Build
  sandbox?: SandboxOptions
  /** Settings of redis-server over AOF everysec. */
  redis?: Record<string, string>
  /** What the bot reaches through a proxy. */
  proxied?: readonly ('redis' | 'postgres' | 'api')[]
  /** The bot looks for Chat2Desk's address by a name, so that it may not find it. */
  named?: boolean
  /** What each start of a server or a worker does to itself: the first start does the first ones, and so on. */
  strikes?: (random: Random) => Partial<Record<'server' | 'worker', readonly (readonly Strike[])[]>>
}

/** Everything that a case plays with. */
export interface Stage {
  seed: number
  random: Random
  folder: string
  settings: Settings
  servers: Servers
  /** For looking into Redis and Postgres, past any proxy. */
  redis: Redis
  sql: postgres.Sql
  store: Store
  proxies: Record<'redis' | 'postgres' | 'api', Proxy>
  sandbox: RunningSandbox
  courier: Courier
  server: Supervised
  workers: Supervised[]
  /** Orders from before the run. */
  earlier: readonly EarlierOrder[]
  /** How many orders were placed in the run so far. */
  placed(): Promise<number>
  /** Lets so many customers talk; resolves when all have said everything. */
  crowd(
    count: number,
    options?: Parameters<typeof makeCustomers>[2] & Omit<Conversing, 'sandbox' | 'random'>,
  ): Promise<Customer[]>
  /** What processes did to themselves so far, the first pass of each point included. */
  hits(): Hit[]
  /** How often they did what was to be done, by `action at point`. */
  struck(): Record<string, number>
  /** Lines of all processes' logs that have this text. */
  logged(text: string): string[]
  /** Polls until `check` gives something; throws after `withinMs`, default 20 s. */
  until<T>(
    what: string,
    check: () => Promise<T | undefined | false> | T | undefined | false,
    withinMs?: number,
  ): Promise<T>
  close(): Promise<void>
}

const names = ['redis', 'postgres', 'api'] as const
const firstClient = 781_000_000
const startWithinMs = 45_000

/** A server, workers, and everybody around them. Resolves when the bot is healthy. */
export async function openStage(
  id: string,
  seed: number,
  servers: Servers,
  programs: string,
  setting: Setting,
): Promise<Stage> {
  const random = createRandom(seed)
  const folder = mkdtempSync(join(tmpdir(), `shoro-chaos-${id}-`))
  const database = await servers.fresh(`${id.toLowerCase()}_${process.pid}_${Date.now()}`, setting.redis)
  const port = await freePort()
  const courier = await startCourier(`http://127.0.0.1:${port}/webhook/chat2desk`)
  const sandbox = await startSandbox({ webhookUrl: courier.url, seed, ...setting.sandbox })
  const targets = { redis: servers.redis.url, postgres: database, api: sandbox.url }
  const proxies = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await startProxy(targets[name])] as const)),
  ) as Stage['proxies']
  const reach = (name: (typeof names)[number]) => (setting.proxied?.includes(name) ? proxies[name].url : targets[name])
  const env: Record<string, string> = {
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    REDIS_URL: reach('redis'),
    DATABASE_URL: reach('postgres'),
    CHAT2DESK_API_URL: setting.named ? reach('api').replace('127.0.0.1', 'localhost') : reach('api'),
    CHAT2DESK_API_TOKEN: 'sandbox-token',
    CHAT2DESK_OPERATOR_ID: '228522',
    CHAT2DESK_WEBHOOK_URL: courier.url,
    CHAT2DESK_RATE_PER_SECOND: '0',
    FLOOD_PER_MINUTE: '0',
    OPERATOR_TOKEN: 'operator-token-of-a-run',
    ...setting.env,
  }
  const parsed = parseSettings(env)
  if (!parsed.ok) throw new Error(`Cannot open stage: ${parsed.problems.join(', ')}`)

  const settings = { ...parsed.settings, ...setting.settings }
  const strikes = setting.strikes?.(random) ?? {}
  const planned = Object.values(strikes).flat(2)
  const maker = (program: 'server' | 'worker') => {
    const waiting = [...(strikes[program] ?? [])]
    return () =>
      supervise({
        program,
        programs,
        env,
        folder,
        build: setting.build,
        orders: () => ({
          seed: random.between(1, 2 ** 31),
          strikes: [...(waiting.shift() ?? [])],
          settings: setting.settings ?? {},
          journalTimeoutMs: setting.journalTimeoutMs,
        }),
      })
  }
  const server = maker('server')()
  const makeWorker = maker('worker')
  const workers = Array.from({ length: setting.workers ?? 2 }, makeWorker)
  let clients = firstClient
  const redis = new Redis(servers.redis.url, { retryStrategy: () => 200, maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const sql = postgres(database, { max: 2, onnotice: () => {} })
  const earlier = await placeEarlierOrders(sql, random)
  const known = earlier.map(({ clientId }) => clientId)
  const stage: Stage = {
    seed,
    random,
    folder,
    settings,
    servers,
    redis,
    sql,
    store: redisStore(redis, { prefix: 'shoro', seenTtlMs: settings.seenTtlMs }),
    proxies,
    sandbox,
    courier,
    server,
    workers,
    earlier,
    placed: async () => (await sql`select 1 from orders where effect_id not like 'earlier:%'`).length,
    async crowd(count, options = {}) {
      const customers = makeCustomers(random, count, { from: clients, known, ...options })
      clients += count
      const seeds = customers.map(() => random.between(1, 2 ** 31))
      await Promise.all(
        customers.map((customer, n) =>
          converse(customer, { sandbox, ...options, random: createRandom(seeds[n] ?? 1) }),
        ),
      )
      return customers
    },
    hits: () => readLines<Hit>(folder, 'points'),
    struck() {
      // Also what was to happen and did not: it counts 0.
      const counts = Object.fromEntries(planned.map((strike) => [describeStrike(strike), 0]))
      for (const hit of stage.hits()) {
        if (hit.action === 'pass') continue
        const whole = describeStrike(hit)
        const name = whole in counts ? whole : describeStrike({ point: hit.point, action: hit.action })
        counts[name] = (counts[name] ?? 0) + 1
      }
      return counts
    },
    logged: (text) =>
      readdirSync(folder)
        .filter((file) => file.startsWith('log-'))
        .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
        .filter((line) => line.includes(text)),
    async until(what, check, withinMs = 20_000) {
      const end = Date.now() + withinMs
      for (;;) {
        const found = await check()
        if (found !== undefined && found !== false) return found
        if (Date.now() > end) throw new Error(`Waited in vain for ${what}`)
        await sleep(50)
      }
    },
    async close() {
      await Promise.all([server, ...workers].map((one) => one.stop()))
      courier.close()
      redis.disconnect()
      for (const proxy of Object.values(proxies)) proxy.close()
      await Promise.all([sandbox.close(), sql.end({ timeout: 1 })])
    },
  }
  try {
    for (const one of [server, ...workers]) one.start()
    await stage.until('the bot to be healthy', () => healthy(port), startWithinMs)
    return stage
  } catch (error) {
    await stage.close()
    const lines = stage.logged('').filter(Boolean).slice(-10)
    throw new Error([`Cannot open stage ${id}: ${String(error)}`, ...lines].join('\n'), { cause: error })
  }
}

const healthy = (port: number) =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ status }) => status === 200,
    () => false,
  )
