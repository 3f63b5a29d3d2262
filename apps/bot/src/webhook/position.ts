import type { WebhookEvent } from '@shoro/chat2desk'
import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { intakePosition } from '../database/schema.ts'

/** How far the messages of customers were taken in, kept in the database about once a second. */
export interface Position {
  /** This event was answered with 200. */
  taken(event: WebhookEvent): void
  /** This event was sent back to come again: until it does, the position stays before it. */
  missed(event: WebhookEvent): void
  /** The message up to which nothing is missing, as far as this process knows; undefined if none was ever taken. */
  read(): Promise<bigint | undefined>
  /** Everything up to this message was fetched. */
  reached(messageId: bigint): Promise<void>
  /** While held, what is taken does not move the position: something before it may be missing. */
  hold(): void
  /** What was missing when it was held has been fetched, or does not exist. */
  release(): void
  /** Calls back when messages were sent back and may never come again. */
  whenGap(listener: () => void): void
  close(): Promise<void>
}

export interface PositionOptions {
  everyMs?: number
  clock?: () => number
}

/** As long as nothing was stored for this time, Chat2Desk may have given messages up. */
const gapAfterMs = 60_000
/** Chat2Desk's last try comes after 2 h 05. */
const givenUpAfterMs = 2.5 * 3_600_000
const maxMissed = 10_000

export function createPosition(db: Database, { everyMs = 1_000, clock = Date.now }: PositionOptions = {}): Position {
  const missing = new Map<bigint, number>()
  let highest = 0n
  let written = 0n
  let held = false
  let missingAtHold: bigint[] = []
  let failingSince: number | undefined
  let tellOfGap = () => {}
  let writing: Promise<void> = Promise.resolve()

  /** `most`, or what is before the first missing message, if that is less. */
  const safeUpTo = (most: bigint) => [...missing.keys()].reduce((safe, id) => (id <= safe ? id - 1n : safe), most)

  const write = async (messageId: bigint) => {
    const values = { id: 1, messageId: String(messageId), at: new Date(clock()) }
    await db
      .insert(intakePosition)
      .values(values)
      .onConflictDoUpdate({
        target: intakePosition.id,
        set: { messageId: values.messageId, at: values.at },
        setWhere: sql`${intakePosition.messageId}::numeric < excluded.message_id::numeric`,
      })
    if (messageId > written) written = messageId
  }

  const tick = async () => {
    const oldest = missing.values().next().value
    if (oldest !== undefined && clock() - oldest > givenUpAfterMs) tellOfGap()
    if (held) return
    const safe = safeUpTo(highest)
    // A database that is away is tried again at the next tick.
    if (safe > written) await write(safe).catch(() => {})
  }
  const timer = setInterval(() => {
    writing = writing.then(tick)
  }, everyMs).unref()

  return {
    taken(event) {
      const now = clock()
      const id = customerMessage(event)
      if (id !== undefined) {
        missing.delete(id)
        if (id > highest) highest = id
      }
      if (failingSince !== undefined && now - failingSince > gapAfterMs) tellOfGap()
      failingSince = undefined
    },
    missed(event) {
      const now = clock()
      failingSince ??= now
      const id = customerMessage(event)
      if (id !== undefined && !missing.has(id) && missing.size < maxMissed) missing.set(id, now)
    },
    async read() {
      const [row] = await db.select({ messageId: intakePosition.messageId }).from(intakePosition)
      // The row is every server's, and another one may have gone past what this one sent back.
      return row && safeUpTo(BigInt(row.messageId))
    },
    async reached(messageId) {
      for (const id of missing.keys()) if (id <= messageId) missing.delete(id)
      if (messageId > highest) highest = messageId
      await write(messageId)
    },
    hold() {
      held = true
      missingAtHold = [...missing.keys()]
    },
    release() {
      held = false
      for (const id of missingAtHold) missing.delete(id)
    },
    whenGap(listener) {
      tellOfGap = listener
    },
    async close() {
      clearInterval(timer)
      await writing
      await tick()
    },
  }
}

/** The id of a customer's message that Chat2Desk itself numbered: it names the channel in every one of them. */
function customerMessage(event: WebhookEvent): bigint | undefined {
  if (event.kind !== 'message' || event.hook !== 'inbox' || event.channelId === null) return undefined
  return /^\d{1,19}$/.test(event.messageId) ? BigInt(event.messageId) : undefined
}
