/** What a journaled store tells its host. Nothing in it is what a customer wrote. */
export type JournalObserved =
  /** The journal cannot be reached; the store goes on alone. Told once until it is `back`. */
  | { type: 'away'; error: unknown }
  | { type: 'back' }
  /** An input was accepted that only the journal has. */
  | { type: 'store-failed'; conversation: string; error: unknown }
  /** The store lost what it was told after `since`, ms since the epoch; 0 = everything. */
  | { type: 'lost'; since: number }
  /** All that the journal knows was compared with the store. */
  | { type: 'compared'; conversations: number }
  /** A conversation was put back as the journal has it. */
  | { type: 'restored'; conversation: string; inputs: number; effects: number }
  /** Inputs were put back that the store did not have. */
  | { type: 'refed'; conversation: string; inputs: number }
  /** The journal was away for so long that a commit or a report will never be in it. */
  | { type: 'forgotten' }
