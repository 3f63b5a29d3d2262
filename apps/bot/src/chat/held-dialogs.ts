import { and, eq, or, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { heldDialogs } from '../database/schema.ts'

export interface DialogIds {
  dialogId: string | null
  requestId: string | null
}

/** Keeps whose dialog and request a person holds, and since when at the latest, for the day when it is closed. */
export async function rememberHeld(db: Database, clientId: string, ids: DialogIds): Promise<void> {
  const rows = entries(ids).map(({ kind, id }) => ({ kind, id, clientId }))
  if (rows.length === 0) return
  const { kind, id } = heldDialogs
  const set = { since: sql`excluded.since` }
  await db
    .insert(heldDialogs)
    .values(rows)
    .onConflictDoUpdate({ target: [kind, id], set })
}

/** Whose dialog or request it was; undefined if no person held it. */
export async function holderOf(db: Database, ids: DialogIds): Promise<string | undefined> {
  const wanted = entries(ids).map(({ kind, id }) => and(eq(heldDialogs.kind, kind), eq(heldDialogs.id, id)))
  if (wanted.length === 0) return undefined
  const [found] = await db
    .select({ clientId: heldDialogs.clientId })
    .from(heldDialogs)
    .where(or(...wanted))
  return found?.clientId
}

function entries({ dialogId, requestId }: DialogIds) {
  return [
    ...(dialogId === null ? [] : [{ kind: 'dialog' as const, id: dialogId }]),
    ...(requestId === null ? [] : [{ kind: 'request' as const, id: requestId }]),
  ]
}
