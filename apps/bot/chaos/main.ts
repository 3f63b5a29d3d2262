import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { crashPoints } from '@shoro/dialog'
import { hostPoints } from '../src/hooks.ts'
import { betweenPoints } from './between.ts'
import { bundlePrograms } from './bundle.ts'
import type { Case } from './case.ts'
import { createLane, type Lane, type Row } from './lane.ts'
import { heading, write } from './table.ts'
import { numberOf, readWanted, type Wanted } from './wanted.ts'

const usage = `pnpm chaos [case…] [--seed N] [--jobs N] [--list] [--subset] [--keep]
  case     F1, f01 or 1; without any, all of them
  --jobs   how many at once, each on servers of its own. Default 2
  --subset the ones that every change must survive
  --keep   keeps what processes wrote, and says where`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    list: { type: 'boolean' },
    subset: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const folder = fileURLToPath(new URL('cases/', import.meta.url))
const cases: Case[] = []
for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts')))
  cases.push(((await import(join(folder, file))) as { default: Case }).default)
cases.sort((a, b) => numberOf(a.id) - numberOf(b.id))
if (values.list) {
  for (const { id, title } of cases) console.log(`${id.padEnd(4)} ${title}`)
  process.exit(0)
}

let wanted: Wanted
try {
  const { subset, jobs, seed } = values
  wanted = readWanted({ names: positionals, subset, jobs, seed }, cases)
} catch (error) {
  console.error(`${(error as Error).message}\n${usage}`)
  process.exit(2)
}
const { cases: chosen, whole, jobs, seed } = wanted

const programs = mkdtempSync(join(tmpdir(), 'shoro-chaos-programs-'))
const lanes: Lane[] = []
// Whatever ends this run, nothing of it stays.
process.on('exit', () => {
  for (const lane of lanes) lane.clean()
  rmSync(programs, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

await bundlePrograms(programs)
const begun = Date.now()
console.log(`Seed ${seed}\n\n${heading()}`)
const rows: Row[] = []
const play = async (waiting: Case[]) => {
  if (waiting.length === 0) return
  const lane = await createLane(programs, values.keep)
  lanes.push(lane)
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    const row = await lane.play(one, seed + numberOf(one.id))
    rows.push(row)
    console.log(write(row, seed))
  }
  lane.clean()
}
const together = chosen.filter(({ alone }) => !alone)
await Promise.all(Array.from({ length: Math.min(jobs, together.length) }, () => play(together)))
await play(chosen.filter(({ alone }) => alone))

const broken = rows.filter(({ violations }) => violations.length > 0).sort((a, b) => numberOf(a.id) - numberOf(b.id))
const passed = new Set(rows.flatMap((row) => row.passed.map((name) => name.split(' ')[0])))
const missed = [...crashPoints, ...hostPoints, ...betweenPoints].filter((point) => !passed.has(point))
console.log(`\n${rows.length} of ${chosen.length} cases in ${Math.round((Date.now() - begun) / 1000)} s`)
console.log(missed.length === 0 ? 'Every crash point was passed' : `Crash points not passed: ${missed.join(', ')}`)
console.log(broken.length === 0 ? 'Every promise was kept' : `Broken: ${broken.map(({ id }) => id).join(' ')}`)
// A whole run passes every point; a part of one need not.
const isComplete = rows.length === chosen.length && (!whole || missed.length === 0)
process.exit(isComplete && broken.length === 0 ? 0 : 1)
