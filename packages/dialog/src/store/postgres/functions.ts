import { takeTokenFunction } from './bucket.ts'
import { commitFunction } from './commit.ts'
import { replayFunction } from './letters.ts'
import { appendFunction, loadFunction } from './mailbox.ts'
import { eraseFunction } from './operator.ts'
import { buryFunction, claimFunction, postponeFunction } from './outbox.ts'
import { restoreFunction } from './restore.ts'

/** What the store calls, each in one round trip. The host's migrations make them, as they make the tables. */
export const functions: readonly string[] = [
  appendFunction,
  loadFunction,
  commitFunction,
  claimFunction,
  postponeFunction,
  buryFunction,
  takeTokenFunction,
  replayFunction,
  restoreFunction,
  eraseFunction,
]
