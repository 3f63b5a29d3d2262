import { sql, type SQL } from 'drizzle-orm'
import type { Database } from './store.ts'

/** One round trip: the function is the transaction, and each of its statements sees what was there after the lock. */
export async function call<Answer>(db: Database, invocation: SQL): Promise<Answer> {
  const result: unknown = await db.execute(sql`select ${invocation} as answer`)
  const [row] = Array.isArray(result) ? result : (result as { rows: unknown[] }).rows
  return (row as { answer: Answer }).answer
}

/** Half a surrogate pair becomes U+FFFD, as it does in any other text; inside JSON Postgres would refuse it. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part))
}
