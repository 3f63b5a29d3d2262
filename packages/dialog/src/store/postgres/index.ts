export { createTables } from './create.ts'
export { functions } from './functions.ts'
export { postgresStore, type Database } from './store.ts'
export { buckets, conversations, deadLetters, effects, inputs, seenInputs } from './tables.ts'
