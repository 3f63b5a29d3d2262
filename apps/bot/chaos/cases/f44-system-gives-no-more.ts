import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dawdle } from '../../test/attackers.ts'
import { shortDoubts, type Case } from '../case.ts'
import { takeNames } from '../names.ts'
import type { Stage } from '../stage.ts'

const descriptors = 256
const sockets = 280
const troubleMs = 6_000
const secret = 'secret-path'

/** A limit of the size of its file stands for a disk that is full: Redis gets an error for its write in either case. */
export default {
  id: 'F44',
  title: 'no more descriptors, no names, no room on the disk of Redis',
  limitMs: 120_000,
  setting: { proxied: ['api'], named: true, env: { ...shortDoubts, CHAT2DESK_WEBHOOK_SECRET: secret } },
  async run(stage) {
    stage.courier.knobs.url += `/${secret}`
    const faults: Record<string, number> = {}
    for (const [name, trouble] of [
      ['connections refused', withoutDescriptors],
      ['names not found', withoutNames],
      ['writes refused by Redis', withoutDisk],
    ] as const) {
      const talking = stage.crowd(8)
      await sleep(1_000)
      faults[name] = await trouble(stage)
      await talking
    }
    return { faults, quietWithinMs: 40_000 }
  },
} satisfies Case

async function withoutDescriptors({ server, workers, settings }: Stage): Promise<number> {
  const [worker] = workers
  const open = (pid: number | undefined) => readdirSync(`/proc/${pid}/fd`).length
  limit(server.pid, 'nofile', String(descriptors))
  limit(worker?.pid, 'nofile', String(open(worker?.pid) + 1))
  const stop = new AbortController()
  const target = { host: '127.0.0.1', port: settings.port, secret, token: '' }
  const slow = dawdle(target, sockets, stop.signal)
  await sleep(troubleMs)
  stop.abort()
  const { cut = 0 } = await slow
  for (const one of [server, ...workers]) limit(one.pid, 'nofile', '4096')
  // The last ones were open until now.
  return Math.max(0, cut - sockets)
}

async function withoutNames({ folder, proxies }: Stage): Promise<number> {
  const giveBack = takeNames(folder)
  // Whoever is connected needs no name.
  proxies.api.cut()
  await sleep(troubleMs)
  return giveBack()
}

async function withoutDisk(stage: Stage): Promise<number> {
  const { dir, pid } = stage.servers.redis
  const folder = join(dir, 'appendonlydir')
  const sizes = readdirSync(folder).map((file) => statSync(join(folder, file)).size)
  limit(pid(), 'fsize', String(Math.max(...sizes) + 2_000))
  let refused = 0
  for (const end = Date.now() + troubleMs; Date.now() < end; await sleep(200))
    await stage.redis.set('probe', 'x'.repeat(500)).catch(({ message }: Error) => {
      if (message.includes('MISCONF')) refused += 1
    })
  limit(pid(), 'fsize', 'unlimited')
  await stage.until('Redis to write again', () => stage.redis.set('probe', '').then(Boolean, () => false))
  await stage.redis.del('probe')
  return refused
}

/** The soft limit alone: a hard one does not go up again. */
function limit(pid: number | undefined, what: 'nofile' | 'fsize', value: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--${what}=${value}:`])
}
