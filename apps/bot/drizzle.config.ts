import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  casing: 'snake_case',
  schema: [
    './apps/bot/src/database/schema.ts',
    './packages/dialog/src/store/postgres/tables.ts',
    './packages/dialog/src/store/journal/tables.ts',
  ],
  out: './apps/bot/src/database/migrations',
})
