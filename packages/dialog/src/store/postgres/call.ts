import { sql, type SQL } from 'drizzle-orm'
import type { Database } from './store.ts'

/** One round trip: the function is the transaction, and each of its statements sees what was there after the lock. */
export async function call<Answer>(db: Database, invocation: SQL): Promise<Answer> {
  const [row] = await rows<{ answer: Answer }>(db, sql`select ${invocation} as answer`)
  return (row as { answer: Answer }).answer
}

/** The rows of a statement, whatever the driver wraps them in. */
export async function rows<Row>(db: Database, statement: SQL): Promise<Row[]> {
  const result: unknown = await db.execute(statement)
  return Array.isArray(result) ? [...(result as Row[])] : (result as { rows: Row[] }).rows
}

/** What Postgres cannot keep in a text, half a surrogate pair or NUL, becomes U+FFFD. */
export const keepable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** A value as one parameter, its texts `keepable`. */
export function json(value: unknown): string {
  const text = JSON.stringify(value)
  if (!/\\u(?:0000|d[89a-f])/.test(text)) return text
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? keepable(part) : part))
}
