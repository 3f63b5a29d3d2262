import type { Wrong } from './wrong.ts'

/** What was sent to a conversation, and what the fold says was to be. */
export interface Sendings {
  conversation: string
  /** `replies`, or whatever else these are. */
  what: string
  expected: readonly string[]
  seen: readonly string[]
}

/** Gives how many came a second time. The outbox is strict, so a copy can only follow its original. */
export function compareSent({ conversation, what, expected, seen }: Sendings, wrong: Wrong): number {
  let next = 0
  let again = 0
  for (const text of seen) {
    if (text === expected[next]) next += 1
    else if (next > 0 && text === expected[next - 1]) again += 1
    else {
      wrong('outOfOrder', `I6 ${conversation}: after ${next} ${what} came one that the fold does not have there`)
      return again
    }
  }
  if (next < expected.length) {
    const missing = expected.length - next
    wrong('lost', `I6 ${conversation}: ${missing} of ${expected.length} ${what} never came`, missing)
  }
  return again
}
