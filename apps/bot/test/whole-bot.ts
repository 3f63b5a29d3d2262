import { setTimeout as sleep } from 'node:timers/promises'
import { createSandbox, type KnobPatch, type Sandbox } from '@shoro/chat2desk/sandbox'
import type { Dialog } from '@shoro/dialog'
import type { OrderContext, OrderRules } from '@shoro/dialog/order'
import { postgresStore } from '@shoro/dialog/postgres'
import { Hono } from 'hono'
import { createApp } from '../src/app.ts'
import { createBot } from '../src/bot.ts'
import { ping, type Database } from '../src/database/database.ts'
import { parseSettings } from '../src/env.ts'
import { listen } from '../src/http.ts'
import { createLogger } from '../src/log.ts'
import { createDirectWorkers } from '../src/playground/direct-workers.ts'

const operatorToken = 'operator-token'

export interface WholeBot {
  sandbox: Sandbox
  dialog: Dialog<OrderContext>
  now: () => number
  /** Resolves when nothing is under way with a customer. */
  settle(client: string): Promise<void>
  /** Lets time pass for everybody, ms; due timers of a customer fire in order. */
  wait(client: string, ms: number): Promise<void>
  /** Asks the operator's interface; null for what is not there. */
  ask(path: string, init?: RequestInit): Promise<Record<string, unknown> | null>
  close(): Promise<void>
}

export interface WholeBotOptions {
  env?: Record<string, string>
  rules?: OrderRules
  knobs?: KnobPatch
  /** When it begins, ms since the epoch. Default: now. */
  startAt?: number
}

/**
 * A bot as it runs embedded, in this process: webhook and operator's interface on a port, conversations and orders in a
 * database, the stand-in of Chat2Desk as its peer, and one clock for all, which can be put forward.
 */
export async function openWholeBot(db: Database, options: WholeBotOptions = {}): Promise<WholeBot> {
  const { env = {}, rules, knobs = {}, startAt = Date.now() } = options
  const clock = createClock(startAt)
  const outside = new Hono()
  const http = await listen(outside, 0, '127.0.0.1', { maxConnections: 200 })
  const origin = `http://127.0.0.1:${http.port}`
  const parsed = parseSettings({
    CHAT2DESK_API_URL: `${origin}/v1`,
    CHAT2DESK_API_TOKEN: 'sandbox-token',
    CHAT2DESK_OPERATOR_ID: '228522',
    CHAT2DESK_RATE_PER_SECOND: '0',
    OPERATOR_TOKEN: operatorToken,
    LOG_LEVEL: 'silent',
    TURN_WINDOW_MS: '0',
    ...env,
  })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const settings = rules ? { ...parsed.settings, rules } : parsed.settings
  const log = createLogger(settings, 'test')
  const store = postgresStore(db)
  const failures: unknown[] = []
  const workers = createDirectWorkers((error) => failures.push(error))
  const { dialog, metrics, line } = createBot({ settings, db, store, log, wake: workers.wake, clock: clock.now })
  const sandbox = createSandbox({
    token: 'sandbox-token',
    webhookUrl: `${origin}/webhook/chat2desk`,
    clock: clock.now,
    startId: Date.now(),
    adoptClients: true,
    ...knobs,
  })
  const checks = { redis: undefined, postgres: () => ping(db), line }
  outside.route('/', createApp({ settings, dialog, store, db, log, metrics, checks, wake: workers.wake }))
  outside.route('/', sandbox.app)
  const working = workers.start(dialog)

  const settle = async (client: string) => {
    const end = Date.now() + 20_000
    for (let quiet = 0; quiet < 2;) {
      await sandbox.idle()
      const { mailbox = 0, outbox = 0 } = (await store.read(client, clock.now())) ?? {}
      quiet = mailbox === 0 && outbox === 0 ? quiet + 1 : 0
      if (Date.now() > end)
        throw new Error(`The bot does not come to rest: ${mailbox} in, ${outbox} out. ${failures.join()}`)
      await sleep(10)
    }
  }
  return {
    sandbox,
    dialog,
    now: clock.now,
    settle,
    async wait(client, ms) {
      const until = clock.now() + ms
      for (;;) {
        const timers = Object.values((await dialog.snapshot(client))?.timers ?? {})
        const next = Math.min(...timers.map(({ at }) => at))
        if (next > until) break
        clock.set(next)
        await dialog.sweep()
        await settle(client)
      }
      clock.set(until)
    },
    async ask(path, init = {}) {
      const response = await fetch(`${origin}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${operatorToken}` },
      })
      if (response.status === 404) return null
      if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`)
      return (await response.json()) as Record<string, unknown>
    },
    async close() {
      await working.close()
      sandbox.reset()
      await http.close()
    },
  }
}

const week = 7 * 24 * 3_600_000

/** Begins at the hour of the weekday of `startAt`, in the week to come: nothing that is stored looks expired. */
function createClock(startAt: number) {
  const weeks = Math.max(0, Math.ceil((Date.now() - startAt) / week))
  let offset = startAt + weeks * week - Date.now()
  return {
    now: () => Date.now() + offset,
    set(time: number) {
      offset = Math.max(offset, time - Date.now())
    },
  }
}
