import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundlePrograms } from './bundle.ts'
import type { Case } from './case.ts'
import type { Verdict } from './oracle/verify.ts'
import { createServers } from './servers.ts'
import { settle } from './settle.ts'
import { openStage, type Stage } from './stage.ts'

const limitMs = 60_000
/** What every change must pass; the whole run is for releases. */
const subset = ['F1', 'F3', 'F4', 'F6', 'F8', 'F17', 'F23', 'F29', 'F33']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    list: { type: 'boolean' },
    subset: { type: 'boolean' },
    keep: { type: 'boolean' },
  },
})
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed)

const folder = fileURLToPath(new URL('cases/', import.meta.url))
const number = (id: string) => Number(id.replace(/\D/g, ''))
const cases: Case[] = []
for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts')))
  cases.push(((await import(join(folder, file))) as { default: Case }).default)
cases.sort((a, b) => number(a.id) - number(b.id))

if (values.list) {
  for (const { id, title } of cases) console.log(`${id.padEnd(4)} ${title}`)
  process.exit(0)
}

const wanted = new Set((values.subset ? subset : positionals).map(number))
const chosen = cases.filter(({ id }) => wanted.size === 0 || wanted.has(number(id)))
if (chosen.length === 0) {
  console.error('No such case. See --list')
  process.exit(2)
}

const programs = mkdtempSync(join(tmpdir(), 'shoro-chaos-programs-'))
const servers = await createServers()
let stage: Stage | undefined

const clean = () => {
  for (const one of stage ? [stage.server, ...stage.workers] : []) one.signal('SIGKILL')
  servers.remove()
  rmSync(programs, { recursive: true, force: true })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    clean()
    process.exit(130)
  })
process.on('exit', clean)

interface Row extends Partial<Verdict> {
  id: string
  title: string
  faults: Record<string, number>
  quietMs: number
  tookMs: number
  violations: string[]
}

async function play(one: Case): Promise<Row> {
  const begun = Date.now()
  const row = { id: one.id, title: one.title, faults: {}, quietMs: 0 }
  const failed = (error: unknown) => ({
    ...row,
    tookMs: Date.now() - begun,
    violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  })
  try {
    stage = await openStage(one.id, seed + number(one.id), servers, programs, one.setting ?? {})
    const opened = stage
    const acted = (async () => {
      const report = await one.run(opened)
      return { ...row, faults: report.faults, ...(await settle(opened, report)), tookMs: Date.now() - begun }
    })()
    const limit = sleep(limitMs, undefined, { ref: false }).then(() => {
      throw new Error(`Not finished within ${limitMs / 1000} s`)
    })
    return await Promise.race([acted, limit])
  } catch (error) {
    return failed(error)
  } finally {
    await stage?.close()
    if (stage && !values.keep) rmSync(stage.folder, { recursive: true, force: true })
    else if (stage) console.error(`    ${stage.folder}`)
    stage = undefined
  }
}

mkdirSync(programs, { recursive: true })
await bundlePrograms(programs)
console.log(`Seed ${seed}, ${chosen.length} cases\n`)
const columns = [
  'case',
  'sent',
  'orders',
  'lost',
  'doubled',
  'order',
  'admitted',
  'longest wait',
  'quiet after',
  'took',
]
const widths = [46, 5, 6, 5, 7, 5, 8, 12, 11, 6]
const line = (cells: readonly unknown[]) => cells.map((cell, n) => String(cell).padEnd(widths[n] ?? 0)).join('  ')
console.log(line(columns))
const broken: Row[] = []
for (const one of chosen) {
  const row = await play(one)
  const seconds = (ms = 0) => `${(ms / 1000).toFixed(1)} s`
  console.log(
    line([
      `${row.id} ${row.title}`.slice(0, 46),
      row.messages ?? '–',
      row.orders ?? '–',
      row.lost ?? '–',
      row.doubled ?? '–',
      row.outOfOrder ?? '–',
      row.ambiguous ?? '–',
      seconds(row.longestWaitMs),
      seconds(row.quietMs),
      seconds(row.tookMs),
    ]),
  )
  const faults = Object.entries(row.faults).map(([what, count]) => `${what} × ${count}`)
  console.log(`     ${faults.join(', ')}`)
  if (row.violations.length === 0) continue
  broken.push(row)
  for (const violation of row.violations.slice(0, 12)) console.log(`  !! ${violation}`)
  if (row.violations.length > 12) console.log(`  !! and ${row.violations.length - 12} more`)
  console.log(`  !! again: pnpm chaos ${row.id} --seed ${seed}`)
}
console.log(broken.length === 0 ? '\nEvery promise was kept' : `\nBroken: ${broken.map(({ id }) => id).join(' ')}`)
process.exit(broken.length === 0 ? 0 : 1)
