import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'
import { tooFast } from '../oracle/rate.ts'

/** Three hours in the life of a bot. */
const awayMs = 20_000
const perSecond = 20

export default {
  id: 'F21',
  title: 'Chat2Desk refuses connections for long',
  setting: { proxied: ['api'], env: { CHAT2DESK_RATE_PER_SECOND: String(perSecond) } },
  async run(stage) {
    const { api } = stage.proxies
    const talking = stage.crowd(10, { patienceMs: 1_000 })
    await sleep(1_500)
    const from = Date.now()
    api.set({ refuse: true })
    const cut = api.cut()
    const others = stage.crowd(15, { patienceMs: 1_000 })
    await sleep(awayMs)
    const back = Date.now()
    api.set({ refuse: false })
    await Promise.all([talking, others])
    await stage.until('a call', () => stage.sandbox.apiCalls().some(({ at }) => at > back), 30_000)
    const opened = stage.logged('out of order: replies wait').map((line) => (JSON.parse(line) as { time: string }).time)
    const tries = () => stage.logged('"postponed"').map((line) => (JSON.parse(line) as { attempt: number }).attempt)
    return {
      faults: {
        'connections cut': cut,
        'outage noticed': opened.length,
        'calls afterwards': stage.sandbox.apiCalls().filter(({ at }) => at > back).length,
      },
      also: () => [
        ...tooFast(stage.sandbox.apiCalls(), perSecond),
        ...(opened.some((time) => Date.parse(time) - from < 10_000)
          ? []
          : ['I8 the outage was not noticed within 10 s']),
        ...(Math.max(0, ...tries()) > 4 ? ['I8 tries were used up in the outage'] : []),
      ],
    }
  },
} satisfies Case
