import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { DatabaseConnection } from '../../src/database/database.ts'
import { openOwnDatabase } from '../own-database.ts'
import { transcripts } from './files.ts'
import { playLive, whyNotLive } from './live.ts'

const url = inject('databaseUrl')

/** What passes through the most hands; all of them run by `pnpm transcripts --live`. */
const sample = [
  'quantities/words-ky',
  'returning/buttons',
  'returning/forget-me.',
  'corrections/by-buttons',
  'breath/greeting-then-order-en',
  'after/change-too-late',
  'operator/silent-for-long',
  'time/expiry.',
]

describe.skipIf(!url)('transcripts on a whole bot, over HTTP', () => {
  let database: DatabaseConnection
  beforeAll(async () => {
    database = await openOwnDatabase(url)
  })
  afterAll(async () => database.close())

  const found = transcripts(sample)
  it('has the whole sample', () => expect(found.map(({ name }) => name)).toHaveLength(sample.length))

  it.each(found)('$name', async ({ path }) => {
    const text = readFileSync(path, 'utf8')
    expect(whyNotLive(text)).toBeUndefined()
    const { ok, diff } = await playLive(text, database.db)
    if (!ok) expect.fail(`the conversation went otherwise:\n${diff}`)
  })
})
