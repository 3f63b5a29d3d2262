import { eq, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { doubts } from '../database/schema.ts'
import type { DialogIds } from './held-dialogs.ts'

/** A message as Chat2Desk has it. */
export interface Sent {
  /** Empty if Chat2Desk did not name it. */
  messageId: string
  /** The operator under whom it was sent. */
  operatorId: string | null
  /** Where it stands, unless only its echo is known. */
  dialog?: DialogIds
}

export interface Doubt {
  /** From then on Chat2Desk's list of messages tells for sure, ms since the epoch. */
  settledAt: number
  /** The message, if its echo came. */
  echo: Sent | null
}

/** What is known of sends whose answer never came, by the key of their effect. */
export interface Doubts {
  /** A send went unanswered. */
  raise(effect: { key: string; conversation: string }, settledAt: number): Promise<void>
  /** As it was raised; raised now, until `settledAt`, if nobody did. */
  read(effect: { key: string; conversation: string }, settledAt: number): Promise<Doubt>
  /** Chat2Desk told of the message that the effect sent. */
  hear(effect: { key: string; conversation: string }, echo: Sent): Promise<void>
}

export function doubtsIn(db: Database): Doubts {
  const rowOf = (effect: { key: string; conversation: string }, settledAt: number) => ({
    effectId: effect.key,
    clientId: effect.conversation,
    settledAt: new Date(settledAt),
  })
  return {
    async raise(effect, settledAt) {
      const set = { settledAt: sql`greatest(${doubts.settledAt}, excluded.settled_at)` }
      await db.insert(doubts).values(rowOf(effect, settledAt)).onConflictDoUpdate({ target: doubts.effectId, set })
    },
    async read(effect, settledAt) {
      await db.insert(doubts).values(rowOf(effect, settledAt)).onConflictDoNothing()
      const [row] = await db.select().from(doubts).where(eq(doubts.effectId, effect.key))
      const { messageId = null, operatorId = null } = row ?? {}
      return {
        settledAt: row?.settledAt.getTime() ?? settledAt,
        echo: messageId === null ? null : { messageId, operatorId },
      }
    },
    async hear(effect, { messageId, operatorId }) {
      await db
        .insert(doubts)
        .values({ ...rowOf(effect, Date.now()), messageId, operatorId })
        .onConflictDoUpdate({ target: doubts.effectId, set: { messageId, operatorId } })
    },
  }
}
