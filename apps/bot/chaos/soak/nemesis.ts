import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../random.ts'
import type { Stage } from '../stage.ts'

/** Breaks something and puts it right again. */
type Fault = (stage: Stage, random: Random) => Promise<unknown>

const proxied =
  (server: 'redis' | 'postgres' | 'api', trouble: Parameters<Stage['proxies']['redis']['set']>[0], ms: number): Fault =>
  async ({ proxies }) => {
    const { [server]: proxy } = proxies
    const usual = { latencyMs: 0, jitterMs: 0, blackHole: false, refuse: false, oneByOne: false, bytesPerSecond: 0 }
    proxy.set(trouble)
    if (trouble.refuse) proxy.cut()
    await sleep(ms)
    proxy.set(usual)
  }

const answering =
  (fault: Parameters<Stage['sandbox']['fail']>[1]): Fault =>
  async ({ sandbox }, random) => {
    const ms = random.between(200, 3_000)
    sandbox.fail({ forMs: ms }, fault)
    await sleep(ms)
  }

/** Worker 0 is never killed: what it holds after hours is measured. */
const mortal = ({ workers }: Stage, random: Random) => random.pick(workers.slice(1))

const always: Record<string, Fault> = {
  'worker killed': async (stage, random) => mortal(stage, random).signal('SIGKILL'),
  'worker told to stop': async (stage, random) => {
    const worker = mortal(stage, random)
    await worker.stop('SIGTERM')
    worker.start()
  },
  'worker stands still': async ({ workers }, random) => {
    const worker = random.pick(workers)
    worker.signal('SIGSTOP')
    await sleep(random.between(1_000, 15_000))
    worker.signal('SIGCONT')
  },
  'Redis killed': async ({ servers }, random) => {
    await servers.redis.kill()
    await sleep(random.between(100, 5_000))
    await servers.redis.start()
  },
  'Redis shut down': async ({ servers }, random) => {
    await servers.redis.kill('SIGTERM')
    await sleep(random.between(100, 3_000))
    await servers.redis.start()
  },
  'Redis slow': proxied('redis', { latencyMs: 100, jitterMs: 100 }, 5_000),
  'Redis byte by byte': proxied('redis', { oneByOne: true }, 3_000),
  'Redis out of reach': proxied('redis', { blackHole: true }, 4_000),
  'Redis connections cut': async ({ proxies }) => proxies.redis.cut(),
  'Redis connections half open': async ({ proxies }) => proxies.redis.freeze(),
  'PostgreSQL killed': async ({ servers }, random) => {
    await servers.postgres.kill()
    await sleep(random.between(100, 6_000))
    await servers.postgres.start()
  },
  'PostgreSQL slow': proxied('postgres', { latencyMs: 200, jitterMs: 200 }, 5_000),
  'PostgreSQL connections cut': async ({ proxies }) => proxies.postgres.cut(),
  'PostgreSQL connections half open': async ({ proxies }) => proxies.postgres.freeze(),
  'Chat2Desk out of reach': proxied('api', { refuse: true }, 5_000),
  'Chat2Desk slow': proxied('api', { latencyMs: 500, jitterMs: 500 }, 5_000),
  'Chat2Desk connections cut': async ({ proxies }) => proxies.api.cut(),
  'Chat2Desk says 429': answering('429'),
  'Chat2Desk fails': answering('500'),
  'Chat2Desk answers nonsense': answering('html'),
  'Chat2Desk accepts and resets': answering('reset-after-accept'),
  'Chat2Desk answers too late': answering('late'),
  'webhooks copied and shuffled': async ({ courier }, random) => {
    const { copies, delayMs } = courier.knobs
    courier.knobs.copies = () => random.between(1, 4)
    courier.knobs.delayMs = () => random.between(0, 3_000)
    await sleep(6_000)
    Object.assign(courier.knobs, { copies, delayMs })
  },
  'wake-ups lost': async ({ redis }) => {
    const keys = await redis.keys('bull:shoro-*:*')
    const jobs = keys.filter((key) => /:(?:\d+|de:.*|wait|active)$/.test(key))
    if (jobs.length > 0) await redis.del(jobs)
  },
  'Redis emptied': async ({ redis }) => redis.flushall(),
}

/** Only before memory is measured: a new server holds nothing. */
const atFirst: Record<string, Fault> = {
  'server killed': async ({ server }) => server.signal('SIGKILL'),
  'server told to stop': async ({ server }) => {
    await server.stop('SIGTERM')
    server.start()
  },
  'everything killed': async ({ server, workers }) => {
    for (const one of [server, ...workers]) one.signal('SIGKILL')
  },
}

/** The journal writes down what it missed while PostgreSQL was away; until then Redis alone has it. */
const journalCatchesUpMs = 20_000

/**
 * One fault after another, each 5 to 15 s after the one before, until `end`. Counts them by name. Faults that leave no
 * elder are over by `firstUntil`.
 */
export async function torment(
  stage: Stage,
  { random, firstUntil, end, tell }: { random: Random; firstUntil: number; end: number; tell: (fault: string) => void },
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  let postgresBackAt = 0
  for (;;) {
    await sleep(random.between(5_000, 15_000))
    const now = Date.now()
    if (now > end) return counts
    const faults = now < firstUntil ? { ...always, ...atFirst } : always
    // Each kind once, before any comes again.
    const fewest = Math.min(...Object.keys(faults).map((name) => counts[name] ?? 0))
    const may = Object.keys(faults).filter(
      (name) =>
        (counts[name] ?? 0) === fewest && (name !== 'Redis emptied' || now > postgresBackAt + journalCatchesUpMs),
    )
    const name = random.pick(may.length > 0 ? may : ['worker killed'])
    tell(name)
    await faults[name]?.(stage, random)
    counts[name] = (counts[name] ?? 0) + 1
    if (name.startsWith('PostgreSQL')) postgresBackAt = Date.now()
  }
}
