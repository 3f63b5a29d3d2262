import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Answers, Target } from '../test/attackers.ts'
import { until } from '../test/processes.ts'
import { find, privatePostgres, privateRedis } from '../test/servers.ts'
import { productionStage } from '../test/stage.ts'
import { watchProcessors } from './processors.ts'
import { summary, tell, type Turn } from './tail.ts'

/**
 * `pnpm attack [--rounds 10] [--seconds 12] [--customers 20] [--sockets 500] [--per-second 200] [--hostile-per-second 25]`:
 * honest customers order, once to warm up, then in turns in quiet and under attack: a flood of so many messages per second
 * from one customer, half as many forged requests, hostile bodies that are rightly signed (each is taken, and costs as much
 * as an honest message), slow sockets. Prints how long their acknowledgements took; exits 1 if anybody was harmed or let in.
 * A machine that stands still for a moment makes the slowest of one turn: the middle turn tells what an attack costs.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '12' },
    customers: { type: 'string', default: '20' },
    sockets: { type: 'string', default: '500' },
    'per-second': { type: 'string', default: '200' },
    'hostile-per-second': { type: 'string', default: '25' },
  },
})
const seconds = Number(values.seconds)
const secret = 'secret-path'
const redis = await privateRedis('yes')
const postgres = await privatePostgres()
if (!redis || !postgres) throw new Error('Cannot attack: no redis-server or postgres on this machine')
await Promise.all([redis.start(), postgres.start()])
const stage = await productionStage(
  redis.url,
  postgres.url,
  {},
  { CHAT2DESK_WEBHOOK_SECRET: secret, CHAT2DESK_SIGNATURE: 'required' },
)
const { sandbox } = stage
const ordered = new Map<string, number>()
const problems: string[] = []
let clients = 775_000_000

async function orderUntil(end: number): Promise<void> {
  while (Date.now() < end) {
    const clientId = String(clients++)
    const bottles = 1 + (clients % 50)
    for (const text of ['Здравствуйте', 'Манаса 40, кв 7', '0700 112 233', String(bottles), 'да']) {
      await sleep(200 + Math.random() * 400)
      const before = sandbox.messagesTo(clientId).length
      sandbox.customerSends({ clientId, transport: 'telegram', text })
      await until(`an answer to "${text}"`, () => sandbox.messagesTo(clientId).length > before, stage.server, 60_000)
    }
    ordered.set(clientId, bottles)
  }
}

/** Lets the customers order for the time that was set. */
async function acknowledgements(): Promise<Turn> {
  const processors = watchProcessors()
  const from = Date.now()
  const end = from + seconds * 1000
  await Promise.all(Array.from({ length: Number(values.customers) }, () => orderUntil(end)))
  const own = sandbox.deliveries().filter(({ at, hookType }) => at >= from && hookType === 'inbox')
  for (const { status, error } of own) if (status !== 200) problems.push(`honest message: ${status ?? error}`)
  return { times: own.map(({ durationMs }) => durationMs), keptByHost: processors.keptByHost() }
}

/** Resolves when the attack has begun, with what ends it and gives the answers that it got. */
function beginAttack(): Promise<() => Promise<Record<string, Answers>>> {
  const target: Target = { host: '127.0.0.1', port: Number(stage.settings['PORT']), secret, token: 'sandbox-token' }
  const plan = {
    target,
    sockets: Number(values.sockets),
    perSecond: Number(values['per-second']),
    hostilePerSecond: Number(values['hostile-per-second']),
  }
  const program = fileURLToPath(new URL('attackers-process.ts', import.meta.url))
  const [command, ...before] = leisurely(process.execPath)
  const child = spawn(command, [...before, '--import', 'tsx', program, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  setPriority(child.pid ?? 0, 19)
  const exited = new Promise((resolve) => child.once('exit', resolve))
  let said = ''
  const end = async () => {
    child.kill('SIGTERM')
    await exited
    return JSON.parse(said.slice(said.indexOf('\n') + 1)) as Record<string, Answers>
  }
  return new Promise((resolve) =>
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      resolve(end)
    }),
  )
}

/** Attackers have processors of their own: here they take only what the bot leaves, as far as the system can say so. */
function leisurely(program: string): [string, ...string[]] {
  const chrt = find('chrt')
  return chrt ? [chrt, '--idle', '0', program] : [program]
}

try {
  const quiet: Turn[] = []
  const attacked: Turn[] = []
  const answers: Record<string, Answers> = {}
  await acknowledgements()
  for (let round = 0; round < Number(values.rounds); round++) {
    quiet.push(await acknowledgements())
    const endAttack = await beginAttack()
    attacked.push(await acknowledgements())
    for (const [attack, got] of Object.entries(await endAttack()))
      for (const [answer, count] of Object.entries(got))
        (answers[attack] ??= {})[answer] = (answers[attack]?.[answer] ?? 0) + count
  }
  const [calm, hard] = [summary(quiet), summary(attacked)]
  console.log(`quiet          ${tell(calm)}`)
  console.log(`under attack   ${tell(hard)}`)
  const times = (what: 'p99' | 'middleP99') => (hard[what] / Math.max(1, calm[what])).toFixed(1)
  console.log(`p99 under attack: ${times('middleP99')} times the quiet one in the middle turn, ${times('p99')} in all`)
  for (const [attack, got] of Object.entries(answers)) console.log(`${attack.padEnd(14)} ${JSON.stringify(got)}`)

  const allowed = {
    hostile: ['200', '400', '413', '415', '503'],
    forged: ['401', '404'],
    flooded: ['200', '503'],
    slow: ['400', '408', 'cut'],
  }
  for (const [attack, known] of Object.entries(allowed))
    for (const answer of Object.keys(answers[attack] ?? {}))
      if (!known.includes(answer)) problems.push(`${attack}: answered ${answer}`)
  for (const { child, output } of [stage.server, ...stage.workers]) {
    if (child.exitCode !== null) problems.push(`a process ended with ${child.exitCode}`)
    const bad = /unexpected|input refused|conversation parked|request failed/.exec(output())
    if (bad) problems.push(`a log says "${bad[0]}"`)
  }
  const placed = await stage.orders()
  for (const [clientId, bottles] of ordered) {
    const own = placed.filter((order) => order.clientId === clientId)
    if (own.length !== 1 || own[0]?.bottles !== bottles || own[0].phone !== '+996700112233')
      problems.push(`honest customer ${clientId} has ${own.length} orders or a wrong one`)
  }
  const stolen = placed.filter(({ clientId }) => !ordered.has(clientId))
  if (stolen.length > 0) problems.push(`attackers have ${stolen.length} orders`)
  console.log(`${placed.length} orders, all of honest customers: ${stolen.length === 0 ? 'yes' : 'no'}`)
} finally {
  await stage.close()
  redis.remove()
  postgres.remove()
}
for (const problem of new Set(problems)) console.log(`HARM: ${problem}`)
process.exit(problems.length > 0 ? 1 : 0)
