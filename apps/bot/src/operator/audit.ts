import { asc, gt } from 'drizzle-orm'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import type { Database } from '../database/database.ts'
import { audit } from '../database/schema.ts'
import { callerOf } from './caller.ts'
import { afterNumber, limit, problemOf } from './query.ts'

export type Act = 'look' | 'replay' | 'drop' | 'return' | 'status' | 'erase'

/** Writes down who does what. Called before the act, so that none goes unrecorded; in its transaction where it has one. */
export type RecordAct = (c: Context, act: Act, target: string, reason?: string, on?: Database) => Promise<void>

export function recorder(db: Database, trustProxy: boolean): RecordAct {
  return async (c, act, target, reason, on = db) => {
    await on.insert(audit).values({ actor: callerOf(c, trustProxy), act, target, reason: reason ?? null })
  }
}

const Query = v.object({ limit, after: afterNumber })

export function auditRoutes({ db }: { db: Database }): Hono {
  const routes = new Hono()
  routes.get('/operator/api/audit', async (c) => {
    const query = v.safeParse(Query, c.req.query())
    if (!query.success) return c.json({ error: problemOf(query.issues) }, 400)
    const { limit: most, after } = query.output
    return c.json({
      audit: await db.select().from(audit).where(gt(audit.id, after)).orderBy(asc(audit.id)).limit(most),
    })
  })
  return routes
}
