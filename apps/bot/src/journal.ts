import type { Store } from '@shoro/dialog'
import { journaledStore, postgresJournal, type JournalObserved, type JournaledStore } from '@shoro/dialog/journal'
import { currentTime } from './clock.ts'
import type { Database } from './database/database.ts'
import { pseudonym, type Logger } from './log.ts'

export interface Journaling {
  store: Store
  db: Database
  retentionMs: number
  /** How long a request to Chat2Desk may take. */
  requestMs: number
  /** How long an answer of the journal is waited for, ms. Default 1 s. */
  timeoutMs?: number | undefined
  observe: (observed: JournalObserved) => void
}

/** Around the request of an effect: waiting for a turn, and the report. */
const besidesMs = 5_000

/** The store with a journal in PostgreSQL beside it. */
export function withJournal({ store, db, retentionMs, requestMs, timeoutMs, observe }: Journaling): JournaledStore {
  const holdMs = requestMs + besidesMs
  return journaledStore({
    store,
    journal: postgresJournal(db),
    retentionMs,
    holdMs,
    observe,
    clock: currentTime,
    ...(timeoutMs !== undefined && { timeoutMs }),
  })
}

/** Turns what the journal tells into log lines. */
export function tellOfJournal(log: Logger): (observed: JournalObserved) => void {
  return (observed) => {
    switch (observed.type) {
      case 'away':
        return log.warn({ err: observed.error }, 'the journal cannot be reached: Redis alone keeps conversations')
      case 'back':
        return log.info('the journal can be reached again')
      case 'store-failed':
        return log.warn(
          { conversation: pseudonym(observed.conversation), err: observed.error },
          'an input is in the journal alone: Redis did not take it',
        )
      case 'lost':
        return log.error(
          { since: observed.since === 0 ? 'the beginning' : new Date(observed.since).toISOString() },
          'Redis lost data: putting it back from the journal',
        )
      case 'compared':
        return log.info({ conversations: observed.conversations }, 'Redis compared with the journal')
      case 'restored':
        return log.warn(
          { conversation: pseudonym(observed.conversation), inputs: observed.inputs, effects: observed.effects },
          'conversation put back from the journal',
        )
      case 'refed':
        return log.warn(
          { conversation: pseudonym(observed.conversation), inputs: observed.inputs },
          'inputs put back from the journal',
        )
      case 'forgotten':
        return log.error('the journal was away for too long: a commit is not in it')
    }
  }
}
