import { setTimeout as sleep } from 'node:timers/promises'
import { pseudonym } from '../../src/log.ts'
import type { Case } from '../case.ts'
import { readLines, type Settled } from '../history.ts'
import type { Stage } from '../stage.ts'
import type { Strike } from '../strike.ts'

const withinMs = 10_000
const slowly: Strike = { point: 'before-answer', chance: 1, times: 100_000, action: { delayMs: 80 } }

export default {
  id: 'F36',
  title: 'processes are told to stop in the middle of everything',
  setting: {
    workers: 3,
    journalTimeoutMs: 10_000,
    sandbox: { faults: { slowMs: 150 } },
    // So that there is always a webhook in hand.
    strikes: () => ({ server: Array.from({ length: 60 }, () => [slowly]) }),
  },
  async run(stage) {
    const { server, workers, courier } = stage
    const faults = { 'turns that a worker finished when told': 0, 'webhooks that the server answered when told': 0 }
    const wrong: string[] = []
    let talking = true
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(14, { patient: wave === 1 })
      talking = false
    })()
    while (talking) {
      for (const one of [...workers, server]) {
        await sleep(500)
        const { pid } = one
        // One that only begins has nothing in hand and knows no signal yet.
        if (!stage.hits().some((hit) => hit.pid === pid)) continue
        const told = Date.now()
        const code = await one.stop('SIGTERM')
        const ms = Date.now() - told
        if (code !== 0 || ms > withinMs)
          wrong.push(`I8 a process that was told to stop ended with ${code} after ${ms} ms`)
        if (one === server)
          faults['webhooks that the server answered when told'] += courier.parcels.filter(
            ({ ackedAt }) => ackedAt !== null && ackedAt > told,
          ).length
        else
          faults['turns that a worker finished when told'] += readLines<Settled>(stage.folder, 'history').filter(
            ({ kind, name, at }) => kind === 'settled' && name.startsWith(`${pid}.`) && at > told,
          ).length
        one.start()
      }
    }
    await crowds
    return {
      faults,
      also: () => [
        ...wrong,
        ...doubts(stage).map((client) => `I6 ${client}: a process that was told to stop left a reply in doubt`),
      ],
    }
  },
} satisfies Case

/** Whoever leaves a reply in doubt makes the next one look for it. What came back from the journal is always in doubt. */
function doubts({ sandbox, logged }: Stage): string[] {
  const lookedFor = sandbox.apiCalls().flatMap(({ path }) => /client_id=(\d+)/.exec(path)?.[1] ?? [])
  const putBack = logged('put back from the journal').join()
  return [...new Set(lookedFor)].filter((client) => !putBack.includes(pseudonym(client)))
}
