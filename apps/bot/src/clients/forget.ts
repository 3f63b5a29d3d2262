import type { Outcome } from '@shoro/dialog'
import type { Database } from '../database/database.ts'
import { databaseOutcome } from '../database/failure.ts'
import { forgottenClients } from '../database/schema.ts'
import { hashOf } from './tombstone.ts'

/** A customer does not want earlier orders to be offered. The orders stay; `eraseClient` erases. */
export async function forgetCustomer(db: Database, client: string): Promise<Outcome> {
  try {
    await db
      .insert(forgottenClients)
      .values({ client: hashOf(client) })
      .onConflictDoNothing()
    return { status: 'done' }
  } catch (error) {
    return databaseOutcome(error)
  }
}
