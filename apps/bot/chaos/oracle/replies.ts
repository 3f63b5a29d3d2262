import type { Wrong } from './wrong.ts'

/** Gives how many replies came a second time. The outbox is strict, so a copy can only follow its original. */
export function compareReplies(
  conversation: string,
  expected: readonly string[],
  seen: readonly string[],
  wrong: Wrong,
): number {
  let next = 0
  let again = 0
  for (const text of seen) {
    if (text === expected[next]) next += 1
    else if (next > 0 && text === expected[next - 1]) again += 1
    else
      return (
        wrong('outOfOrder', `I6 ${conversation}: after ${next} replies came one that the fold does not have there`),
        again
      )
  }
  if (next < expected.length)
    wrong(
      'lost',
      `I6 ${conversation}: ${expected.length - next} of ${expected.length} replies never came`,
      expected.length - next,
    )
  return again
}
