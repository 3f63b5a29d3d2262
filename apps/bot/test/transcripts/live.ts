import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSandbox } from '@shoro/chat2desk/sandbox'
import type { Dialog, Message } from '@shoro/dialog'
import type { OrderContext } from '@shoro/dialog/order'
import { postgresStore } from '@shoro/dialog/postgres'
import {
  play,
  readHeading,
  readTranscript,
  type Deed,
  type Heading,
  type Line,
  type Outcome,
  type Scene,
} from '@shoro/dialog/testing'
import { Hono } from 'hono'
import { createApp } from '../../src/app.ts'
import { createBot } from '../../src/bot.ts'
import { ping, type Database } from '../../src/database/database.ts'
import { parseSettings, type Settings } from '../../src/env.ts'
import { listen } from '../../src/http.ts'
import { createLogger } from '../../src/log.ts'
import { changeStatus } from '../../src/orders/change-status.ts'
import { placeOrder } from '../../src/orders/place.ts'
import { createDirectWorkers } from '../../src/playground/direct-workers.ts'
import { createOffice } from './office.ts'

const week = 7 * 24 * 3_600_000
const token = 'operator-token'

/** Why a transcript cannot be played on a running bot; undefined if it can. */
export function whyNotLive(text: string): string | undefined {
  const lines = readTranscript(text)
  if (lines.some(({ command }) => command === 'database')) return 'a database cannot be made slow from outside'
  if (lines.some(({ rest }) => rest.startsWith('[contact'))) return 'Chat2Desk hands no contact cards on'
  if (lines.some(({ command, rest }) => command === 'event' && !rest.startsWith('operator.assigned')))
    return 'the host would have to be told from outside'
  return undefined
}

/**
 * Plays a transcript on a whole bot: messages go to the webhook, replies come through the API of the stand-in, orders are
 * read from the database by the operator's interface. Time passes by a clock that all of them share.
 */
export async function playLive(text: string, db: Database): Promise<Outcome> {
  const lines = readTranscript(text)
  const heading = readHeading(lines)
  const bot = await openBot(db, heading, lines)
  try {
    const playing = play(lines, { everyReply: true })
    let next = playing.next()
    while (!next.done) next = playing.next(await bot.act(next.value))
    return next.value
  } finally {
    await bot.close()
  }
}

async function openBot(db: Database, heading: Heading, lines: readonly Line[]) {
  const clock = createClock(heading.startAt)
  const outside = new Hono()
  const http = await listen(outside, 0, '127.0.0.1', { maxConnections: 200 })
  const origin = `http://127.0.0.1:${http.port}`
  const settings = settingsFor(heading, lines, origin)
  const log = createLogger(settings, 'transcript')
  const store = postgresStore(db)
  const failures: unknown[] = []
  const workers = createDirectWorkers((error) => failures.push(error))
  const { dialog, metrics, line } = createBot({ settings, db, store, log, wake: workers.wake, clock: clock.now })
  const sandbox = createSandbox({
    token: settings.chat2desk.token ?? '',
    webhookUrl: `${origin}/webhook/chat2desk`,
    clock: clock.now,
    startId: Date.now(),
    adoptClients: true,
  })
  const checks = { redis: undefined, postgres: () => ping(db), line }
  outside.route('/', createApp({ settings, dialog, store, db, log, metrics, checks, wake: workers.wake }))
  outside.route('/', sandbox.app)
  const working = workers.start(dialog)
  const client = String(800_000_000 + randomInt(100_000_000))
  if (heading.earlier) await placeEarlier(db, client, heading.earlier)
  const office = await createOffice({ origin, token, client, sandbox, earlier: heading.earlier !== undefined })

  const settle = async () => {
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
  const wait = async (ms: number) => {
    const until = clock.now() + ms
    for (;;) {
      const timers = Object.values((await dialog.snapshot(client))?.timers ?? {})
      const next = Math.min(...timers.map(({ at }) => at))
      if (next > until) break
      clock.set(next)
      await dialog.sweep()
      await settle()
    }
    clock.set(until)
  }
  const act = async (deed: Deed): Promise<Scene> => {
    const before = office.heard()
    const problem = await perform(deed).then(
      () => undefined,
      (error: Error) => error.message,
    )
    await settle()
    const snapshot = await dialog.snapshot(client)
    return { ...(await office.look(before, snapshot)), ...(problem !== undefined && { problem }) }
  }
  const perform = async (deed: Deed): Promise<void> => {
    switch (deed.act) {
      case 'say':
        for (const message of deed.messages) sandbox.customerSends(written(client, heading, message))
        return
      case 'tap':
        sandbox.pressButton({ clientId: client, text: deed.label })
        return
      case 'wait':
        return wait(deed.ms)
      case 'event':
        await tell(dialog, client, deed.event, clock.now())
        return
      case 'operator':
        if (deed.does === 'writes') sandbox.operatorWrites({ clientId: client, text: deed.text })
        else sandbox.operatorCloses({ clientId: client })
        return
      case 'status':
        return office.setStatus(deed.status)
      case 'database':
        throw new Error('a database cannot be made slow from outside')
    }
  }
  return {
    act,
    async close() {
      await working.close()
      sandbox.reset()
      await http.close()
    },
  }
}

/** Begins at that hour of that weekday, in the week to come: nothing that is stored looks expired. */
function createClock(startAt: number) {
  let offset = startAt + Math.ceil((Date.now() - startAt) / week) * week - Date.now()
  return {
    now: () => Date.now() + offset,
    set(time: number) {
      offset = Math.max(offset, time - Date.now())
    },
  }
}

function settingsFor({ rules, transport }: Heading, lines: readonly Line[], origin: string): Settings {
  const parsed = parseSettings({
    CHAT2DESK_API_URL: `${origin}/v1`,
    CHAT2DESK_API_TOKEN: 'sandbox-token',
    CHAT2DESK_OPERATOR_ID: '228522',
    CHAT2DESK_RATE_PER_SECOND: '0',
    CHAT2DESK_BUTTONS: 'telegram',
    OPERATOR_TOKEN: token,
    LOG_LEVEL: 'silent',
    // A day's silence is nothing special on the pure flow.
    CONVERSATION_TTL_HOURS: String(24 * 30),
    TURN_WINDOW_MS: lines.some(({ command }) => command === 'and') ? '300' : '0',
    CHAT2DESK_REPLY_WINDOW_HOURS: transport.startsWith('wa') ? '24' : '0',
  })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return { ...parsed.settings, rules }
}

const urls = {
  photo: { photo: '/files/ворота.jpg' },
  sticker: { photo: '/files/sticker.webp' },
  voice: { audio: '/files/voice.ogg' },
  video: { video: '/files/video.mp4' },
  document: { file: '/files/document.pdf' },
  contact: {},
} as const

function written(clientId: string, { transport, phone }: Heading, { text, media, location }: Message) {
  const [first] = media ?? []
  return {
    clientId,
    transport,
    ...(phone !== undefined && { phone }),
    ...(text !== undefined && { text }),
    ...(first && { media: first.name ? { file: `/files/${first.name}` } : urls[first.kind] }),
    ...(location && { location }),
  }
}

async function tell(dialog: Dialog<OrderContext>, client: string, event: { type: string }, at: number): Promise<void> {
  await dialog.notify(client, { ...event, id: `told:${at}`, at })
}

async function placeEarlier(
  db: Database,
  client: string,
  { address, phone, bottles, open }: NonNullable<Heading['earlier']>,
): Promise<void> {
  const placed = await placeOrder(db, { address, phone, bottles }, { key: `earlier ${client}`, conversation: client })
  const { number } = (placed as unknown as { event: { number: number } }).event
  if (!open) await changeStatus(db, number, 'delivered')
}
