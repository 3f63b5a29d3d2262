import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type RunningSandbox, type SandboxOptions } from '@shoro/chat2desk/sandbox'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { freePort, run, until, type Running } from './processes.ts'

export interface Order {
  number: number
  clientId: string
  address: string
  phone: string
  bottles: number
  status: string
}

/** A bot in its own processes, with the stand-in of Chat2Desk as its peer. */
export interface Stage {
  url: string
  /** What its processes were given. */
  settings: Readonly<Record<string, string>>
  sandbox: RunningSandbox
  workers: Running[]
  server: Running
  addWorker(): Promise<Running>
  post(body: unknown): Promise<{ status: number; body: Record<string, unknown> }>
  orders(): Promise<Order[]>
  conversation(clientId: string): Promise<Record<string, unknown> | undefined>
  close(): Promise<void>
}

const operatorToken = 'operator-token-for-tests'

async function stageOn(
  env: Record<string, string>,
  options: SandboxOptions,
  start: (env: Record<string, string>) => Promise<{ server: Running; workers: Running[] }>,
): Promise<Stage> {
  const port = await freePort()
  const secret = env['CHAT2DESK_WEBHOOK_SECRET']
  const sandbox = await startSandbox({
    webhookUrl: `http://127.0.0.1:${port}/webhook/chat2desk${secret ? `/${secret}` : ''}`,
    adoptClients: true,
    ...options,
  })
  const settings = {
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    CHAT2DESK_API_URL: sandbox.url,
    CHAT2DESK_API_TOKEN: 'sandbox-token',
    CHAT2DESK_OPERATOR_ID: '228522',
    CHAT2DESK_RATE_PER_SECOND: '0',
    OPERATOR_TOKEN: operatorToken,
    ...env,
  }
  const { server, workers } = await start(settings)
  const url = `http://127.0.0.1:${port}`
  await until('the server', async () => (await fetch(`${url}/health`)).status === 200, server)
  const get = async (path: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${operatorToken}` } })
  return {
    url,
    settings,
    sandbox,
    server,
    workers,
    async addWorker() {
      const worker = run('worker', settings)
      workers.push(worker)
      return worker
    },
    async post(body) {
      const response = await fetch(`${url}/webhook/chat2desk`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    async orders() {
      const all: Order[] = []
      for (;;) {
        const page = (
          (await (await get(`/operator/api/orders?limit=500&after=${all.at(-1)?.number ?? 0}`)).json()) as {
            orders: Order[]
          }
        ).orders
        all.push(...page)
        if (page.length < 500) return all
      }
    },
    async conversation(clientId) {
      const response = await get(`/operator/api/conversations/${clientId}`)
      return response.status === 404 ? undefined : ((await response.json()) as Record<string, unknown>)
    },
    async close() {
      await Promise.all([server, ...workers].map((running) => running.stop('SIGKILL')))
      await sandbox.close()
    },
  }
}

/** Server and worker as two processes on real Redis and PostgreSQL, each stage in its own databases. */
export async function productionStage(
  redisUrl: string,
  databaseUrl: string,
  options: SandboxOptions = {},
  over: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const ownRedis = new URL(redisUrl)
  // Suites run side by side on one Redis, and a bot of one would work on the conversations of another.
  ownRedis.pathname = `/${process.env['VITEST_POOL_ID'] ?? 1}`
  const redis = new Redis(ownRedis.href)
  await redis.flushdb()
  redis.disconnect()
  const name = `bot_${process.pid}_${Date.now()}`
  const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name}`)
  await admin.end()
  const own = new URL(databaseUrl)
  own.pathname = `/${name}`
  return stageOn({ REDIS_URL: ownRedis.href, DATABASE_URL: own.href, ...over }, options, async (env) => {
    const server = run('server', env)
    const worker = run('worker', env)
    return { server, workers: [worker] }
  })
}

/** Everything in one process, its data in a folder of its own. `restart` keeps the folder. */
export async function embeddedStage(
  options: SandboxOptions = {},
  folder = mkdtempSync(join(tmpdir(), 'shoro-embedded-')),
): Promise<Stage & { folder: string; remove: () => void }> {
  const stage = await stageOn({ DATA_DIR: folder }, options, async (env) => ({
    server: run('embedded', env),
    workers: [],
  }))
  return { ...stage, folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

let messages = Date.now() % 1_000_000_000

/** A body as Chat2Desk sends it for a text of a customer. */
export function inbox(
  clientId: string | number,
  text: string | null,
  over: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    message_id: 4_000_000_000 + messages++,
    type: 'from_client',
    text,
    transport: 'telegram',
    client_id: clientId,
    operator_id: null,
    dialog_id: 522_300_001,
    channel_id: 91_235,
    photo: null,
    coordinates: null,
    audio: null,
    pdf: null,
    client: {
      id: clientId,
      phone: '[tg] 807892',
      client_phone: null,
      name: 'Peter',
      assigned_name: null,
      external_id: null,
    },
    hook_type: 'inbox',
    request_id: 880_100_002,
    attachments: [],
    is_new_request: false,
    is_new_client: false,
    insta_comment: false,
    extra_data: {},
    is_new: true,
    event_time: new Date().toISOString(),
    ...over,
  }
}
