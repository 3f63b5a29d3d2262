import { medianOf, slopeOf, type Measure, type Sample } from './samples.ts'

/**
 * What may grow. Memory: a process comes back to within `moodMib` of where it was, for a garbage collector comes when it
 * likes; beyond that only so much for each message. Keys that stay: none. Keys that go by themselves are a customer's
 * snapshot and his seen message ids, in two spans of time; they count by customer, for they go a day or a week after his
 * last message. Rows: a message's input and effects in the journal, its conversation, its order.
 */
const bounds = {
  memoryKib: 2,
  moodMib: 48,
  redisKib: 4,
  standing: 0.02,
  expiringPerCustomer: 3,
  rows: 6,
} as const

const shown: Record<Measure, string> = {
  serverMemory: 'memory of the server, MiB',
  workerMemory: 'memory of a worker, MiB',
  redisMemory: 'memory of Redis, MiB',
  standing: 'keys that stay',
  expiring: 'keys that expire',
  rows: 'rows',
}

/** A table of what grew after the first quarter, and what grew too much. */
export function judgeGrowth(all: readonly Sample[]): { table: string; violations: string[] } {
  const [first] = all
  const last = all.at(-1)
  if (!first || !last) return { table: '', violations: ['I10 nothing was measured'] }
  const quarter = first.at + (last.at - first.at) / 4
  const samples = all.filter(({ at }) => at >= quarter)
  const tenth = Math.max(3, Math.ceil(samples.length / 10))
  const [early, late] = [samples.slice(0, tenth), samples.slice(-tenth)]
  const messages = (late.at(-1)?.messages ?? 0) - (early[0]?.messages ?? 0)
  const grown = (measure: Measure) => medianOf(late, measure) - medianOf(early, measure)
  const lines = (Object.keys(shown) as Measure[]).map((measure) => {
    const perMessage = slopeOf(samples, measure)
    const slope = measure.endsWith('Memory') ? `${(perMessage * 1024).toFixed(2)} KiB` : perMessage.toFixed(3)
    const cells = [medianOf(early, measure), medianOf(late, measure)].map((value) => value.toFixed(0).padStart(9))
    return `${shown[measure].padEnd(28)} ${cells.join(' ')}  ${slope.padStart(12)}`
  })
  const violations: string[] = []
  for (const measure of ['serverMemory', 'workerMemory'] as const)
    if (grown(measure) > bounds.moodMib + (messages * bounds.memoryKib) / 1024)
      violations.push(`I10 ${shown[measure]} grew by ${grown(measure).toFixed(0)} over ${messages} messages`)
  for (const [measure, atMost] of [
    ['redisMemory', bounds.redisKib / 1024],
    ['standing', bounds.standing],
    ['rows', bounds.rows],
  ] as const)
    if (slopeOf(samples, measure) > atMost)
      violations.push(`I10 ${shown[measure]} grow by ${slopeOf(samples, measure).toFixed(4)} per message`)
  if (last.expiring > last.customers * bounds.expiringPerCustomer)
    violations.push(`I10 ${last.expiring} keys for ${last.customers} customers`)
  const head = `${`over ${messages} messages`.padEnd(28)} ${'first'.padStart(9)} ${'last'.padStart(9)}  ${'per message'.padStart(12)}`
  return { table: [head, ...lines].join('\n'), violations }
}
