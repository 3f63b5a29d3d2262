import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { check } from './check.ts'
import { planOf } from './plan.ts'
import { run } from './run.ts'
import type { Played, Share } from './seeds.ts'
import { shrink, wordsOf } from './shrink.ts'
import { missing } from './sometimes.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    journal: { type: 'string' },
  },
})
/** What happens all the time and changes nothing. */
const upkeep =
  /"inbound":\[\],"outbound":\[\]|~pulse|journal\.(?:pulse|beat|forget)|journal\.(?:committed|unfinished).* → \[\]/
const whole = (text: string) => {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  console.error(`Cannot simulate: "${text}" is no positive whole number`)
  process.exit(2)
}

if (values.seed === undefined) await playMany(whole(values.from), whole(values.seeds))
else await playOne(whole(values.seed))

async function playMany(from: number, count: number): Promise<void> {
  const begun = performance.now()
  const last = from + count - 1
  const jobs = Math.min(availableParallelism(), 8, count)
  const played = await Promise.all(
    Array.from({ length: jobs }, (_, job) =>
      playElsewhere({ first: from + job, last, step: jobs, journal: values.journal }),
    ),
  )
  const broken = played.flatMap((one) => (one.broken === undefined ? [] : [one.broken]))
  if (broken.length > 0) return playOne(Math.min(...broken))
  const seen = new Map<string, number>()
  for (const one of played) for (const [what, times] of one.seen) seen.set(what, (seen.get(what) ?? 0) + times)
  for (const [what, times] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(times).padStart(9)}  ${what}`)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${count} seeds in ${seconds} s: every promise was kept`)
  const absent = count >= 100 && values.journal === undefined ? missing(seen, count) : []
  if (absent.length === 0) return
  console.error(`What was to be survived did not happen:\n  ${absent.join('\n  ')}`)
  process.exitCode = 1
}

async function playElsewhere(share: Share): Promise<Played> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./seeds.ts', import.meta.url), { serialization: 'advanced' })
    child.once('message', (played: Played) => {
      resolve(played)
      child.disconnect()
    })
    child.once('exit', (code) => reject(new Error(`Cannot simulate: a process ended with ${code}`)))
    child.send(share)
  })
}

/** Tells a seed's whole story: as it is if it keeps every promise, else as little of it as still breaks one. */
async function playOne(seed: number): Promise<void> {
  let plan = planOf(seed)
  let broken = check(await run(plan))
  if (broken.length > 0) {
    console.log(`Seed ${seed} breaks a promise. To see it again: pnpm simulate --seed ${seed}\n`)
    console.log(`  ${broken.join('\n  ')}\n`)
    plan = await shrink(plan)
    process.exitCode = 1
  }
  const history: string[] = []
  broken = check(await run(plan, history))
  console.log(`What the plan holds${process.exitCode === 1 ? ', with everything left out that is not needed' : ''}:\n`)
  console.log(`  ${plan.items.map(wordsOf).join('\n  ')}\n`)
  console.log('What happens:\n')
  for (const line of history) if (!upkeep.test(line)) console.log(`  ${line}`)
  console.log(broken.length > 0 ? `\n  ${broken.join('\n  ')}` : '\nEvery promise is kept.')
}
