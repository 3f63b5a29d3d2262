import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import process, { argv, stdout } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { orderFlow } from '../../order/flow.ts'
import { customerOf } from './customer.ts'
import { playMany, tableOf, type PlayedMany } from './play-many.ts'

const part = argv[2] === 'part' ? argv.slice(3).map(Number) : undefined
if (part) {
  const played = playMany(orderFlow(), part[0] ?? 1, part[1] ?? 1)
  process.send?.(played, undefined, undefined, () => process.disconnect())
} else await main()

async function main(): Promise<void> {
  const options = { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } as const
  const { values } = parseArgs({ args: argv.slice(2), options: { ...options, show: { type: 'string', default: '5' } } })
  const [count, seed, show] = [Number(values.count), Number(values.seed), Number(values.show)]
  const begun = performance.now()
  const threads = count < 1000 ? 1 : availableParallelism()
  const shares = Array.from({ length: threads }, (_, at) => [
    Math.floor((count * at) / threads),
    Math.floor((count * (at + 1)) / threads),
  ])
  const parts = await Promise.all(shares.map(([from = 0, to = 0]) => playApart(seed + from, to - from)))
  const lines = parts.flatMap((part) => part.lines)
  const failures = parts.flatMap((part) => part.failures)
  for (const { seed: failed, wrong, transcript } of failures.slice(0, show)) {
    const { style, facts } = customerOf(failed)
    stdout.write(`✗ ${style}, ${facts.language}: ${wrong.join('; ')}\n`)
    stdout.write(`${transcript.map((line) => `    ${line}`).join('\n')}\n`)
    stdout.write(`    again: pnpm customers --count 1 --seed ${failed}\n\n`)
  }
  stdout.write(`${tableOf(lines)}\n`)
  const messages = lines.reduce((sum, line) => sum + line.messages, 0)
  const seconds = (performance.now() - begun) / 1000
  stdout.write(`${count} customers, ${messages} messages, ${failures.length} failures, ${seconds.toFixed(1)} s\n`)
  if (failures.length > 0) process.exitCode = 1
}

/** In a process of its own: one thread is one core. */
function playApart(seed: number, count: number): Promise<PlayedMany> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['part', String(seed), String(count)])
    child.once('message', (played) => resolve(played as PlayedMany))
    child.once('disconnect', () => reject(new Error(`Cannot play customers from ${seed}: the process ended early`)))
  })
}
