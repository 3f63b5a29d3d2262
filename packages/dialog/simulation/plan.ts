import { customersOf } from './customers.ts'
import { randomOf, type Random } from './random.ts'

export type Service = 'store' | 'queue' | 'api' | 'database' | 'journal'

/** What becomes of one call: `late` is carried out after its caller has given up. */
export type Fault = 'request-lost' | 'answer-lost' | 'late' | 'slow' | 'dies-before' | 'dies-after'

/** One thing that happens in a run. Times are ms since its start. A run is these and a seed for latencies, no more. */
export type Item =
  | {
      kind: 'message'
      client: string
      /** Chat2Desk's id: gives the order. */
      number: number
      at: number
      text: string
      /** When each copy of its webhook arrives, in ms after `at`. */
      arrivals: number[]
    }
  | { kind: 'event'; client: string; id: string; at: number; type: string; arrivals: number[] }
  | { kind: 'fault'; call: string; number: number; fault: Fault }
  | { kind: 'away'; service: Service; at: number; ms: number; how: 'refuses' | 'loses-answers' | 'flickers' }
  | { kind: 'refuses-client'; client: string; at: number; ms: number }
  | { kind: 'dies'; process: string; at: number; ms: number }
  | { kind: 'freezes'; process: string; at: number; ms: number }
  | { kind: 'clock'; process: string; at: number; ms: number }
  | { kind: 'wake'; number: number; fate: 'lost' | 'doubled' | 'late' }
  | { kind: 'queue-wiped'; at: number }
  /** The store comes back as it was `ms` before. */
  | { kind: 'store-loses'; at: number; ms: number }

export interface Plan {
  seed: number
  /** Timers come due in the middle of what customers write. */
  brisk: boolean
  turnWindowMs: number
  /** The host knows some customers from before. */
  recalls: boolean
  /** What stands beside the store: nothing, a journal that fails now and then, or one for a store that loses things. */
  journal: 'none' | 'troubled' | 'faithful'
  items: Item[]
}

export const servers = ['server1', 'server2']
export const workers = ['worker1', 'worker2', 'worker3']

/** Calls that a fault may hit, and how many of each there are about in a run. */
const calls: readonly (readonly [call: string, about: number])[] = [
  ['store.append', 25],
  ['store.load', 40],
  ['store.commit', 25],
  ['store.claim', 40],
  ['store.postpone', 3],
  ['store.bury', 2],
  ['store.due', 100],
  ['store.read', 3],
  ['queue.add', 40],
  ['queue.finish', 40],
  ['api.send', 25],
  ['api.list', 3],
  ['database.insert', 3],
  ['database.find', 2],
  ['database.cancel', 1],
  ['database.recall', 3],
]
const journalCalls: typeof calls = [
  ['journal.accept', 20],
  ['journal.record', 25],
  ['journal.settle', 25],
  ['journal.settled', 5],
  ['journal.recall', 5],
  ['journal.pulse', 20],
]
const faults: readonly Fault[] = ['request-lost', 'answer-lost', 'late', 'slow', 'dies-before', 'dies-after']

const deadly: readonly Fault[] = ['slow', 'dies-before', 'dies-after']

/** How long the storm lasts, in ms. */
export const stormMs = 60_000

/** What happens in the run of a seed: what customers write, and what goes wrong. */
export function planOf(seed: number): Plan {
  const random = randomOf(`plan ${seed}`)
  const items: Item[] = customersOf(random)
  const journal = random.pick(['none', 'none', 'troubled', 'faithful'] as const)
  const around = journal === 'none' ? calls : [...calls, ...journalCalls]
  // Some runs are calm, so that what breaks in them is plain; most have a little of everything.
  const harshness = random.pick([0, 1, 2, 3])
  const times = (most: number) => random.integer(0, most * harshness)
  for (let n = times(5); n > 0; n--) {
    const [call, about] = random.pick(around)
    // What is lost while the journal cannot be reached is lost: that is what it promises no more.
    const fault = random.pick(journal === 'faithful' && call.startsWith('journal') ? deadly : faults)
    items.push({ kind: 'fault', call, number: random.integer(1, about), fault })
  }
  for (let n = times(1); n > 0; n--) items.push(outage(random, journal === 'troubled'))
  if (journal === 'faithful') {
    for (let n = random.integer(1, 2); n > 0; n--) {
      const at = moment(random)
      items.push({ kind: 'store-loses', at, ms: random.pick([300, 2_000, 8_000, 20_000, 200_000]) })
    }
  }
  for (let n = times(1); n > 0; n--)
    items.push({ kind: 'dies', process: random.pick([...servers, ...workers]), at: moment(random), ms: pause(random) })
  for (let n = times(1); n > 0; n--)
    items.push({ kind: 'freezes', process: random.pick(workers), at: moment(random), ms: random.integer(500, 20_000) })
  for (let n = times(1); n > 0; n--)
    items.push({
      kind: 'clock',
      process: random.pick([...servers, ...workers]),
      at: moment(random),
      ms: random.integer(-4_000, 4_000),
    })
  for (let n = times(2); n > 0; n--)
    items.push({ kind: 'wake', number: random.integer(1, 40), fate: random.pick(['lost', 'doubled', 'late']) })
  if (random.chance(0.1 * harshness)) items.push({ kind: 'queue-wiped', at: moment(random) })
  const turnWindowMs = random.chance(0.3) ? 2_000 : 0
  return { seed, brisk: random.chance(0.3), turnWindowMs, recalls: random.chance(0.3), journal, items }
}

function outage(random: Random, journaled: boolean): Item {
  const at = moment(random)
  if (random.chance(0.1)) return { kind: 'refuses-client', client: random.pick(['c1', 'c2']), at, ms: pause(random) }
  const service = random.pick<Service>(['store', 'queue', 'api', 'database', journaled ? 'journal' : 'store'])
  return { kind: 'away', service, at, ms: pause(random), how: random.pick(['refuses', 'loses-answers', 'flickers']) }
}

const moment = (random: Random) => random.integer(0, stormMs)
const pause = (random: Random) => random.pick([200, 1_000, 4_000, 12_000, 30_000])
