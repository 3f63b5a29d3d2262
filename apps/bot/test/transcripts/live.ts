import { randomInt } from 'node:crypto'
import type { Message } from '@shoro/dialog'
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
import type { Database } from '../../src/database/database.ts'
import { changeStatus } from '../../src/orders/change-status.ts'
import { placeOrder } from '../../src/orders/place.ts'
import { openWholeBot, type WholeBot } from '../whole-bot.ts'
import { createOffice, type Office } from './office.ts'

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
  const { rules, startAt } = heading
  const bot = await openWholeBot(db, { rules, startAt, env: environment(heading, lines) })
  try {
    const client = String(800_000_000 + randomInt(100_000_000))
    if (heading.earlier) await placeEarlier(db, client, heading.earlier)
    const office = createOffice(bot, client, heading.earlier !== undefined)
    const playing = play(lines, { everyReply: true })
    let next = playing.next()
    while (!next.done) next = playing.next(await act(bot, office, client, heading, next.value))
    return next.value
  } finally {
    await bot.close()
  }
}

async function act(bot: WholeBot, office: Office, client: string, heading: Heading, deed: Deed): Promise<Scene> {
  const before = office.heard()
  const problem = await perform(bot, office, client, heading, deed).then(
    () => undefined,
    (error: Error) => error.message,
  )
  await bot.settle(client)
  return { ...(await office.look(before)), ...(problem !== undefined && { problem }) }
}

async function perform(bot: WholeBot, office: Office, client: string, heading: Heading, deed: Deed): Promise<void> {
  const { sandbox } = bot
  switch (deed.act) {
    case 'say':
      for (const message of deed.messages) sandbox.customerSends(written(client, heading, message))
      return
    case 'tap':
      sandbox.pressButton({ clientId: client, text: deed.label })
      return
    case 'wait':
      return bot.wait(client, deed.ms)
    case 'event':
      await bot.dialog.notify(client, { ...deed.event, id: `told:${bot.now()}`, at: bot.now() })
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

function environment({ transport }: Heading, lines: readonly Line[]): Record<string, string> {
  return {
    // On the pure flow nothing is forgotten.
    CONVERSATION_TTL_HOURS: String(24 * 30),
    TURN_WINDOW_MS: lines.some(({ command }) => command === 'and') ? '300' : '0',
    CHAT2DESK_REPLY_WINDOW_HOURS: transport.startsWith('wa') ? '24' : '0',
  }
}

const files = {
  photo: { photo: '/files/gate.jpg' },
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
    ...(first && { media: first.name ? { file: `/files/${first.name}` } : files[first.kind] }),
    ...(location && { location }),
  }
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
