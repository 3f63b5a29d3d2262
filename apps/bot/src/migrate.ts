import { openPostgres } from './database/postgres.ts'
import { readSettings } from './env.ts'
import { exitOnSurprise, waitFor } from './lifecycle.ts'
import { createLogger } from './log.ts'

const settings = readSettings()
const log = createLogger(settings, 'migrate')
exitOnSurprise(log)

const database = openPostgres(settings.databaseOwnerUrl, 1)
await waitFor('PostgreSQL', database.ping, settings.startupTimeoutMs, log)
await database.migrate()
await database.close()
log.info('The tables are up to date')
