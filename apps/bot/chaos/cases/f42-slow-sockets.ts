import { readdirSync } from 'node:fs'
import { dawdle } from '../../test/attackers.ts'
import type { Case } from '../case.ts'
import type { Stage } from '../stage.ts'

const sockets = 1_000
const p99Ms = 100
const secret = 'secret-path'

export default {
  id: 'F42',
  title: '500 sockets send headers byte by byte, 500 a body',
  alone: true,
  setting: { env: { CHAT2DESK_WEBHOOK_SECRET: secret } },
  async run(stage) {
    stage.courier.knobs.url += `/${secret}`
    const quiet = await acknowledgements(stage)
    const stop = new AbortController()
    const target = { host: '127.0.0.1', port: stage.settings.port, secret, token: '' }
    const slow = dawdle(target, sockets, stop.signal)
    const open = () => readdirSync(`/proc/${stage.server.pid}/fd`).length
    let most = 0
    await stage.until('slow sockets', () => (most = open()) > sockets)
    const attacked = await acknowledgements(stage)
    stop.abort()
    const { '408': late = 0, cut = 0 } = await slow
    // On a machine that is busy with something else 100 ms may pass without any attack.
    const bound = Math.max(p99Ms, 3 * quiet)
    return {
      faults: { 'sockets open at once': most, 'cut for being slow': late + cut },
      also: () => (attacked <= bound ? [] : [`I9 p99 of acknowledgements is ${attacked} ms, and ${quiet} ms in quiet`]),
    }
  },
} satisfies Case

/** How long 99 of 100 webhooks of a crowd took at most, ms; NaN if none was acknowledged. */
async function acknowledgements({ courier, crowd, until }: Stage): Promise<number> {
  const before = courier.parcels.length
  await crowd(20, { patient: false })
  await until('the last acknowledgements', () => courier.idle())
  const times = courier.parcels
    .slice(before)
    .flatMap(({ sentAt, ackedAt }) => (ackedAt === null ? [] : [ackedAt - sentAt]))
    .toSorted((a, b) => a - b)
  return times[Math.floor(times.length * 0.99)] ?? NaN
}
