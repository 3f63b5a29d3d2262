import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from './case.ts'
import { verify, type Verdict } from './oracle/verify.ts'
import type { Stage } from './stage.ts'

/**
 * Waits until nothing waits any more and every promise was kept, but no longer than it may take; then looks once more,
 * for what comes twice comes late. Gives the verdict and how long it took.
 */
export async function settle(stage: Stage, report: Report): Promise<Verdict & { quietMs: number }> {
  const { faults, quietWithinMs = 40_000, deadLetters = 0, admittedTwice = 0, mayCrash = false, also } = report
  const begun = Date.now()
  let quietMs = 0
  let waiting = ''
  let verdict: Verdict | undefined
  const judge = async () => {
    const judged = await verify(stage)
    if (judged.deadLetters.length !== deadLetters) {
      const reasons = [...new Set(judged.deadLetters.map(({ kind, reason }) => `${kind}: ${reason}`))].slice(0, 5)
      judged.violations.push(`I8 ${judged.deadLetters.length} dead letters, not ${deadLetters}: ${reasons.join('; ')}`)
    }
    if (judged.ambiguous > admittedTwice)
      judged.violations.push(`I6 ${judged.ambiguous} replies came twice, if announced; at most ${admittedTwice} may`)
    judged.violations.push(...((await also?.(judged)) ?? []))
    return judged
  }
  for (;;) {
    const depth = await stage.store.depth(Date.now())
    waiting = [
      depth.mailboxes > 0 && `${depth.mailboxes} mailboxes`,
      depth.outboxes > 0 && `${depth.outboxes} outboxes`,
      !stage.courier.idle() && 'webhooks',
    ]
      .filter(Boolean)
      .join(', ')
    if (waiting === '') {
      verdict = await judge()
      quietMs = Date.now() - begun
      if (verdict.violations.length === 0) break
    }
    if (Date.now() - begun > quietWithinMs) break
    await sleep(waiting === '' ? 500 : 100)
  }
  if (waiting === '') await sleep(300)
  else await halt(stage)
  verdict = await judge()
  if (waiting !== '')
    verdict.violations.unshift(`I8 not quiet ${quietWithinMs / 1000} s after the end: ${waiting} wait`)
  const crashes = [stage.server, ...stage.workers].reduce((sum, one) => sum + one.crashes, 0)
  if (crashes > 0 && !mayCrash) {
    const last = stage.logged('"level":"fatal"').slice(0, 3)
    verdict.violations.push(`I8 ${crashes} times a process ended of itself: ${last.join(' ')}`)
  }
  // What could not be counted did not happen either.
  for (const [fault, count] of Object.entries(faults))
    if (!(count > 0)) verdict.violations.push(`I14 it never happened: ${fault}`)
  return { ...verdict, quietMs: waiting === '' ? quietMs : Date.now() - begun }
}

/** Kills the bot for good: what it wrote down can only be compared with what stands when neither changes. */
export async function halt({ server, workers }: Stage): Promise<void> {
  await Promise.all([server, ...workers].map((one) => one.stop()))
}
