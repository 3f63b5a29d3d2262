import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { journalFunctions } from './functions.ts'

const migrations = new URL('../../../../../apps/bot/src/database/migrations/', import.meta.url)

it('makes the same functions in the newest migration of the bot as in createJournalTables', () => {
  const newest = readdirSync(migrations)
    .filter((file) => /^\d+_journal_functions.*\.sql$/.test(file))
    .toSorted()
    .at(-1)
  const expected = journalFunctions.map((text) => `${text.trim()};`).join('\n--> statement-breakpoint\n')
  expect(newest && readFileSync(new URL(newest, migrations), 'utf8').trim()).toBe(expected)
})
