import { eq, sql } from 'drizzle-orm'
import type { Rate } from '../port.ts'
import type { Database } from './store.ts'
import { buckets } from './tables.ts'

/** The update happens only if a token is there, so whoever gets a row back may go. */
export async function takeToken(db: Database, name: string, { perSecond, burst }: Rate, now: number): Promise<number> {
  const emissionMs = 1000 / perSecond
  const latest = now + emissionMs * (burst - 1)
  const [taken] = await db
    .insert(buckets)
    .values({ name, arrival: now + emissionMs })
    .onConflictDoUpdate({
      target: buckets.name,
      set: { arrival: sql`greatest(${buckets.arrival}, ${now}) + ${emissionMs}::double precision` },
      setWhere: sql`${buckets.arrival} <= ${latest}`,
    })
    .returning()
  if (taken) return 0
  const [bucket] = await db.select().from(buckets).where(eq(buckets.name, name))
  return Math.max(1, Math.ceil((bucket?.arrival ?? now) - latest))
}
