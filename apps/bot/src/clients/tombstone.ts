import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { and, eq, gte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { erasedClients } from '../database/schema.ts'

/** A message younger than this is live: no erasure can have come between. */
const liveMs = 5_000

/** How long a database that does not answer is waited for. */
const patienceMs = 1_000

/** Under which name an erased customer is remembered. */
export function hashOf(client: string): string {
  return createHash('sha256').update(client).digest('hex')
}

/** The tombstone of a customer who was erased after `heardAt`, ms since the epoch. */
export function erasedSince(db: Database, client: string, heardAt: number) {
  return db
    .select({ at: erasedClients.at })
    .from(erasedClients)
    .where(and(eq(erasedClients.client, hashOf(client)), gte(erasedClients.at, new Date(heardAt))))
}

/**
 * Whether a message was sent before its customer was erased: a copy that comes hours later must not bring anything back.
 * Live messages cost nothing. A database that is away knows of no erasure.
 */
export async function sentBeforeErasure(
  db: Database,
  client: string,
  sentAt: number | null,
  now: number,
): Promise<boolean> {
  if (sentAt === null || now - sentAt <= liveMs) return false
  try {
    const found = await Promise.race([erasedSince(db, client, sentAt), sleep(patienceMs, [], { ref: false })])
    return found.length > 0
  } catch {
    return false
  }
}
