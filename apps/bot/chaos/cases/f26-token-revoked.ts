import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'

/** An hour is seconds here: a refused token is asked about again after half a minute, however long it lasts. */
const revokedMs = 6_000

export default {
  id: 'F26',
  title: 'the API token is revoked, and restored while replies wait',
  // A refused token is tried again after half a minute; then those who waited come within 20 s, ever faster.
  limitMs: 100_000,
  async run(stage) {
    const { sandbox } = stage
    const before = stage.crowd(8)
    await sleep(1_500)
    // Webhooks go on being signed with it: who cannot send can still be written to.
    const revoked = Date.now()
    sandbox.fail({ forMs: revokedMs }, 'token')
    await stage.until('a refusal', () => sandbox.apiCalls().some(({ status }) => status === 403))
    const meanwhile = stage.crowd(10)
    await sleep(Math.max(0, revoked + revokedMs - Date.now()))
    const refused = sandbox.apiCalls().filter(({ status }) => status === 403).length
    await Promise.all([before, meanwhile])
    return {
      faults: { 'refused with 403': refused, 'said in the log': stage.logged('refuses the API token').length },
      quietWithinMs: 65_000 - (Date.now() - revoked),
      // Calls that were under way at once, of all workers; none after.
      also: () => (refused > 40 ? [`I13 ${refused} calls with a token that is refused`] : []),
    }
  },
} satisfies Case
