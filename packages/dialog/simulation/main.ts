import { parseArgs } from 'node:util'
import { check } from './check.ts'
import { planOf } from './plan.ts'
import { run } from './run.ts'
import { breaks, shrink, wordsOf } from './shrink.ts'
import { missing } from './sometimes.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    history: { type: 'boolean', default: false },
  },
})
const first = Number(values.seed ?? values.from)
const count = values.seed === undefined ? Number(values.seeds) : 1
if (!Number.isInteger(first) || !Number.isInteger(count)) {
  console.error('Cannot simulate: --seeds, --from and --seed take whole numbers')
  process.exit(2)
}

const begun = performance.now()
const seen = new Map<string, number>()
for (let seed = first; seed < first + count; seed++) {
  const history: string[] | undefined = values.history ? [] : undefined
  const outcome = await run(planOf(seed), history)
  for (const [what, times] of outcome.seen) seen.set(what, (seen.get(what) ?? 0) + times)
  if (history) print(history)
  const broken = check(outcome)
  if (broken.length > 0) await explain(seed, broken)
}
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
const absent = count >= 100 ? missing(seen, count) : []
if (count > 1) {
  for (const [what, times] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(times).padStart(9)}  ${what}`)
}
console.log(`${count} ${count === 1 ? 'seed' : 'seeds'} in ${seconds} s: every promise was kept`)
if (absent.length > 0) {
  console.error(`What was to be survived did not happen:\n  ${absent.join('\n  ')}`)
  process.exit(1)
}

async function explain(seed: number, broken: readonly string[]): Promise<never> {
  console.error(`Seed ${seed} breaks a promise. To see it again: pnpm simulate --seed ${seed}\n`)
  console.error(`  ${broken.join('\n  ')}\n`)
  const plan = await shrink(planOf(seed))
  const history: string[] = []
  await run(plan, history)
  console.error(`It also breaks with no more than this:\n\n  ${plan.items.map(wordsOf).join('\n  ')}\n`)
  console.error(`What happens then:\n`)
  print(history)
  console.error(`\n  ${(await breaks(plan)).join('\n  ')}`)
  process.exit(1)
}

function print(history: readonly string[]): void {
  for (const line of history) if (!line.includes('{"inbound":[],"outbound":[]}')) console.error(`  ${line}`)
}
