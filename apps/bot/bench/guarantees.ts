import { parseArgs } from 'node:util'
import { privatePostgres, privateRedis } from '../test/servers.ts'
import { startFakeApi } from './fake-api.ts'
import { closedLoop, openLoop, percentile } from './load.ts'
import { startBot } from './start-bot.ts'

/** What each guarantee costs: the same load with it and without it, in turns, on fresh servers that flush to disk. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    customers: { type: 'string', default: '300' },
    rate: { type: 'string', default: '60' },
  },
})
const rounds = Number(values.rounds)
const customers = Number(values.customers)

const asDelivered = { journal: 'on', fsync: 'everysec' }
const variants = {
  'as delivered: journal, AOF every second': asDelivered,
  'no journal (JOURNAL=off)': { ...asDelivered, journal: 'off' },
  'AOF with every write (appendfsync always)': { ...asDelivered, fsync: 'always' },
}

interface Measured {
  perSecond: number
  acknowledged: number
  slowest: number
}

async function measure({ journal, fsync }: typeof asDelivered): Promise<Measured> {
  const stops: (() => void)[] = []
  try {
    const redis = await privateRedis('yes', { appendfsync: fsync })
    const postgres = await privatePostgres({ fsync: 'on' })
    if (!redis || !postgres) throw new Error('Cannot measure: redis-server and postgres have to be on PATH')
    stops.push(
      () => redis.remove(),
      () => postgres.remove(),
    )
    await Promise.all([redis.start(), postgres.start()])
    const api = await startFakeApi()
    stops.push(() => api.close())
    const env = { REDIS_URL: redis.url, DATABASE_URL: postgres.url, JOURNAL: journal }
    const bot = await startBot('server', api, stops, env)
    await closedLoop(bot.url, api, 100)
    const { messages, seconds } = await closedLoop(bot.url, api, customers)
    const { acknowledged } = await openLoop(bot.url, api, Number(values.rate), 5)
    return {
      perSecond: messages / seconds,
      acknowledged: percentile(acknowledged, 0.5),
      slowest: percentile(acknowledged, 0.99),
    }
  } finally {
    for (const stop of stops.toReversed()) stop()
  }
}

const limit = setTimeout(() => {
  process.stderr.write('Cannot finish within 10 minutes\n')
  process.exit(1)
}, 600_000)

const seen = new Map<string, Measured[]>(Object.keys(variants).map((name) => [name, []]))
for (let round = 1; round <= rounds; round++) {
  for (const [name, variant] of Object.entries(variants)) {
    const measured = await measure(variant)
    seen.get(name)?.push(measured)
    process.stderr.write(`${round}/${rounds} ${name}: ${measured.perSecond.toFixed(0)} messages/s\n`)
  }
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
const [base = []] = seen.values()
console.log('| what | messages/s | ÷ as delivered | acknowledgement p50 | p99 |\n|---|---|---|---|---|')
for (const [name, measured] of seen) {
  const ratio = median(measured.map(({ perSecond }, round) => perSecond / (base[round]?.perSecond ?? NaN)))
  const of = (key: keyof Measured) => median(measured.map((one) => one[key]))
  console.log(
    `| ${name} | ${of('perSecond').toFixed(0)} | ${ratio.toFixed(2)} | ${of('acknowledged').toFixed(1)} ms | ${of('slowest').toFixed(1)} ms |`,
  )
}
clearTimeout(limit)
process.exit(0)
