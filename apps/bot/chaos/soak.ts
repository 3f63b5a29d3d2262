import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundlePrograms } from './bundle.ts'
import { putBackWithinMs, shortDoubts } from './case.ts'
import { createRandom } from './random.ts'
import { createServers } from './servers.ts'
import { settle } from './settle.ts'
import { openStage, type Stage } from './stage.ts'
import { judgeGrowth } from './soak/growth.ts'
import { torment } from './soak/nemesis.ts'
import { takeSample, type Sample } from './soak/samples.ts'

/**
 * `pnpm soak [--minutes 60] [--customers 60] [--seed N] [--keep]`: so many customers a minute while one thing after
 * another breaks, then the oracle, and what grew. Exits 1 if a promise was broken or something grows without end.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    customers: { type: 'string', default: '60' },
    seed: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const minute = 60_000
const sampleEveryMs = 2_000
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed)
const lastsMs = Number(values.minutes) * minute
const everyMs = minute / Number(values.customers)

const programs = mkdtempSync(join(tmpdir(), 'shoro-soak-programs-'))
const servers = await createServers()
let stage: Stage | undefined
// Whatever ends this run, nothing of it stays.
process.on('exit', () => {
  for (const one of stage ? [stage.server, ...stage.workers] : []) one.signal('SIGKILL')
  servers.remove()
  rmSync(programs, { recursive: true, force: true })
  if (stage && !values.keep) rmSync(stage.folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

await bundlePrograms(programs)
console.log(`Seed ${seed}, ${values.minutes} minutes, ${values.customers} customers a minute`)
const opened = await openStage('soak', seed, servers, programs, {
  workers: 3,
  env: shortDoubts,
  journalTimeoutMs: 5_000,
  proxied: ['redis', 'postgres', 'api'],
  sandbox: { faults: { lateMs: 4_000 } },
})
stage = opened
const began = Date.now()
const end = began + lastsMs
const random = createRandom(seed + 1)
const since = () => `${String(Math.floor((Date.now() - began) / 1000)).padStart(6)} s`

const samples: Sample[] = []
const sampling = (async () => {
  for (; Date.now() < end; await sleep(sampleEveryMs)) {
    const sample = await takeSample(opened)
    if (sample) samples.push(sample)
  }
})()
const tormenting = torment(opened, {
  random,
  firstUntil: began + lastsMs / 5,
  end: end - minute / 6,
  tell: (fault) => console.log(`${since()}  ${samples.at(-1)?.messages ?? 0} messages  ${fault}`),
})
const talking: Promise<unknown>[] = []
for (let next = began; next < end; next += everyMs) {
  await sleep(Math.max(0, next - Date.now()))
  talking.push(opened.crowd(1))
}
await Promise.all([...talking, sampling])
const faults = await tormenting
console.log(`${since()}  the end: waiting for quiet`)

const verdict = await settle(opened, { faults, quietWithinMs: putBackWithinMs + minute, admittedTwice: Infinity })
const { table, violations } = judgeGrowth(samples)
const { messages, orders, replies, lost, doubled, outOfOrder, ambiguous, longestWaitMs, fenced, quietMs } = verdict
console.log(
  `\n${Object.entries(faults)
    .map(([what, count]) => `${what} × ${count}`)
    .join(', ')}\n`,
)
console.table([{ messages, orders, replies, lost, doubled, outOfOrder, 'admitted twice': ambiguous, fenced }])
console.log(
  `longest wait ${(longestWaitMs / 1000).toFixed(1)} s, quiet after ${(quietMs / 1000).toFixed(1)} s\n\n${table}\n`,
)
const broken = [...verdict.violations, ...violations]
for (const violation of broken.slice(0, 20)) console.log(`  !! ${violation}`)
console.log(broken.length === 0 ? 'Every promise was kept' : `Broken: ${broken.length}; --seed ${seed}`)
if (values.keep) console.log(opened.folder)
await opened.close()
process.exit(broken.length === 0 ? 0 : 1)
