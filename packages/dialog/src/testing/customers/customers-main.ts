import { argv, exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { orderFlow } from '../../order/flow.ts'
import { customerOf } from './customer.ts'
import { playMany, tableOf } from './play-many.ts'

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '5' },
  },
})
const [count, seed, show] = [Number(values.count), Number(values.seed), Number(values.show)]
const begun = performance.now()
const { lines, failures, messages } = playMany(orderFlow(), seed, count)
const seconds = (performance.now() - begun) / 1000

for (const { seed: failed, wrong, transcript } of failures.slice(0, show)) {
  const { style, facts } = customerOf(failed)
  stdout.write(
    `✗ ${style}, ${facts.language}: ${wrong.join('; ')}\n${transcript.map((line) => `    ${line}`).join('\n')}\n`,
  )
  stdout.write(`    again: pnpm customers --count 1 --seed ${failed}\n\n`)
}
stdout.write(`${tableOf(lines)}\n`)
stdout.write(`${count} customers, ${messages} messages, ${failures.length} failures, ${seconds.toFixed(1)} s\n`)
if (failures.length > 0) exit(1)
