import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'
import { readLines, type Settled } from '../history.ts'

const withinMs = 10_000

export default {
  id: 'F36',
  title: 'processes are told to stop in the middle of everything',
  setting: { workers: 3, env: { LOG_LEVEL: 'debug' }, sandbox: { faults: { slowMs: 150 } } },
  async run(stage) {
    const { server, workers, sandbox, courier } = stage
    const faults = { 'turns that a worker finished when told': 0, 'webhooks that the server answered when told': 0 }
    const wrong: string[] = []
    let talking = true
    const crowds = (async () => {
      for (let wave = 0; wave < 2; wave++) await stage.crowd(10)
      talking = false
    })()
    while (talking) {
      for (const one of [...workers, server]) {
        await sleep(700)
        const { pid } = one
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
        // Whoever leaves a reply in doubt makes the next one look for it.
        ...sandbox
          .apiCalls()
          .filter(({ method, path }) => method === 'GET' && path.startsWith('/v1/messages'))
          .map(({ path }) => `I6 a process that was told to stop left a reply in doubt: ${path}`),
      ],
    }
  },
} satisfies Case
