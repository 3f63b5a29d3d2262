import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'

/** Ten seconds and twelve are one and a half and two here. */
const timeoutMs = 1_500
const lateMs = 2_000

export default {
  id: 'F24',
  title: 'Chat2Desk takes replies after it was given up',
  setting: { env: { CHAT2DESK_TIMEOUT_MS: String(timeoutMs) }, sandbox: { faults: { lateMs } } },
  async run(stage) {
    const { sandbox, random } = stage
    let talking = true
    const crowds = (async () => {
      for (const echo of ['after', 'none'] as const) {
        sandbox.set({ echo })
        await stage.crowd(12)
      }
      talking = false
    })()
    while (talking) {
      // For a moment, so that faults do not queue up while nobody calls.
      sandbox.fail({ forMs: 60 }, 'late')
      await sleep(random.between(400, 900))
    }
    await crowds
    sandbox.set({ echo: 'after' })
    const taken = () =>
      sandbox
        .apiCalls()
        .filter(({ method, status, durationMs }) => method === 'POST' && status === 200 && durationMs >= lateMs - 50)
    return { faults: { 'taken too late': taken().length } }
  },
} satisfies Case
