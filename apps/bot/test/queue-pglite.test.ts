import { PGlite } from '@electric-sql/pglite'
import { createPostgresBackend, runMigrations } from 'bullmq'
import { afterAll } from 'vitest'
import { queueContract } from '../../../packages/dialog/test/queue-contract.ts'
import { pglitePool } from '../src/queue/pglite-pool.ts'

let pglite: PGlite | undefined

queueContract('PGlite', async () => {
  pglite = new PGlite()
  // Every queue and worker of the suite listens to the one pool.
  const connection = pglitePool(pglite).setMaxListeners(0)
  await runMigrations(connection as never)
  await pglite.exec('set search_path to public, bullmq')
  return { connection, backend: createPostgresBackend }
})

afterAll(async () => {
  await pglite?.close()
})
