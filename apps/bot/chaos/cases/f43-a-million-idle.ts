import { setTimeout as sleep } from 'node:timers/promises'
import { inbox } from '../../test/stage.ts'
import type { Case } from '../case.ts'
import { percentile } from '../percentile.ts'
import type { Stage } from '../stage.ts'

const amounts = [100_000, 1_000_000]
const chunk = 20_000
const firstIdle = 500_000_000
const customers = 40
const firstAsker = 790_000_000
/** Enough for a median that does not depend on what else happened. */
const asked = 300
const scripts = ['ru step by step', 'ky step by step', 'en step by step', 'all in one']
/** A tenth more, and what another program on this machine takes from the measurement. */
const flat = 1.1 + 0.15
/** An index over a million grows with its logarithm, and what is in no cache is further away; a scan would be 1000. */
const logarithmic = 2

/** Idle conversations are copies of a real one, in Redis and in the journal, each with a reminder that is due one day. */
export default {
  id: 'F43',
  title: 'a hundred thousand and a million conversations are idle',
  alone: true,
  limitMs: 220_000,
  // A million conversations made at once would have Redis rewrite its file while it is measured.
  setting: { redis: { 'auto-aof-rewrite-percentage': '0' }, sandbox: { adoptClients: true } },
  async run(stage) {
    // The first ones find nothing compiled and nothing cached.
    await stage.crowd(20, { only: scripts, patient: true })
    const template = stage.courier.parcels.find(({ message }) => message)
    const alone = await work(stage, firstAsker)
    const faults: Record<string, number> = {}
    const note = (which: string, { ackMs, redisUs }: Work) => {
      faults[`µs until a message is acknowledged ${which}`] = Math.round(ackMs * 1000)
      faults[`µs of Redis for a script ${which}`] = Math.round(redisUs)
    }
    note('without them', alone)
    const wrong: string[] = []
    let idle = 0
    for (const amount of amounts) {
      await multiply(stage, template?.conversation ?? '', firstIdle + idle, firstIdle + amount - 1)
      idle = amount
      let more: string[] = []
      // What else the machine does makes a measurement worse, never better: a bad one is taken again.
      for (let tries = 0; tries === 0 || (tries < 3 && more.length > 0); tries++) {
        const among = await work(stage, firstAsker + amount + tries)
        note(`among ${amount}`, among)
        more = compare(among, alone).map((much) => `I10 among ${amount} idle ones it takes ${much}`)
      }
      wrong.push(...more)
    }
    faults['conversations in Redis'] = await stage.redis.dbsize()
    return { faults, also: () => wrong }
  },
} satisfies Case

interface Work {
  /** What half of the messages that came one after another took at most until they were acknowledged. */
  ackMs: number
  /** What half of the scripts took at most: a mean would tell what else the processors had to do. */
  redisUs: number
  /** For each message. */
  commands: number
  /** For each customer. */
  keys: number
}

/** What takes much more than it did alone. */
function compare(among: Work, alone: Work): string[] {
  const ratios = [
    ['time to be acknowledged', among.ackMs / alone.ackMs, flat],
    ['µs of Redis', among.redisUs / alone.redisUs, logarithmic],
    ['commands of Redis', among.commands / alone.commands, flat],
    ['keys', among.keys / alone.keys, flat],
  ] as const
  return ratios.flatMap(([what, ratio, atMost]) => (ratio <= atMost ? [] : `${ratio.toFixed(2)} times the ${what}`))
}

/** What a crowd costs Redis, and what it leaves there. */
async function work({ redis, crowd, courier, until }: Stage, asker: number): Promise<Work> {
  const before = { parcels: courier.parcels.length, keys: await redis.dbsize() }
  await redis.config('RESETSTAT')
  await crowd(customers, { only: scripts, patient: true })
  await until('webhooks', () => courier.idle())
  const stats = await redis.info('commandstats')
  const latency = await redis.info('latencystats')
  const sent = courier.parcels.slice(before.parcels).filter(({ message }) => message)
  const messages = sent.length
  const keys = (await redis.dbsize()) - before.keys
  const sum = (pattern: RegExp) => [...stats.matchAll(pattern)].reduce((total, [, n]) => total + Number(n), 0)
  return {
    ackMs: await acknowledgement(courier, asker),
    redisUs: Number(/latency_percentiles_usec_evalsha:p50=([\d.]+)/.exec(latency)?.[1]),
    commands: sum(/cmdstat_evalsha:calls=(\d+)/g) / messages,
    keys: keys / customers,
  }
}

/** How long half of the messages took at most that came one after another, ms. */
async function acknowledgement({ post }: Stage['courier'], asker: number): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < asked; n++) {
    const parcel = await post(JSON.stringify(inbox(String(asker), n === 0 ? 'Здравствуйте' : '👍')))
    while (parcel.open > 0) await sleep(5)
    times.push(parcel.slowestMs)
  }
  return percentile(times, 0.5)
}

/** Copies a conversation under the names `from` to `to`. */
async function multiply(stage: Stage, template: string, from: number, to: number): Promise<void> {
  await Promise.all([inRedis(stage, template, from, to), inPostgres(stage, template, from, to)])
  await stage.until('Redis to breathe', () => stage.redis.ping().then(() => true))
}

async function inRedis({ redis }: Stage, template: string, from: number, to: number): Promise<void> {
  const [state = '', seen = ''] = (await redis.keys(`{shoro:0}:[cs]*:${template}`)).toSorted()
  const due = Date.now() + 86_400_000
  for (let at = from; at <= to; at += chunk)
    await redis.eval(
      `local state, seen = KEYS[1], KEYS[2]
       local stateName, seenName = state:match('^(.*:)'), seen:match('^(.*:)')
       for n = ARGV[1], ARGV[2] do
         local name = string.format('%d', n)
         redis.call('COPY', state, stateName .. name)
         redis.call('COPY', seen, seenName .. name)
         redis.call('ZADD', KEYS[3], ARGV[3], name)
       end`,
      3,
      state,
      seen,
      '{shoro:0}:wt',
      at,
      Math.min(to, at + chunk - 1),
      due,
    )
}

async function inPostgres({ sql }: Stage, template: string, from: number, to: number): Promise<void> {
  const copy = (table: string, columns: string) =>
    sql.unsafe(
      `insert into ${table} (conversation, ${columns}) select n::text, ${columns}
       from (select ${columns} from ${table} where conversation = $1 limit 1) one, generate_series($2::int, $3::int) n`,
      [template, from, to],
    )
  const checkpoint =
    'rev, snapshot, lineage, last_order, next_timer_at, ttl_ms, expires_at, at, effect_ids, effect_bodies'
  await Promise.all([
    copy('dialog_journal_checkpoint', checkpoint),
    copy('dialog_journal_input', 'id, sort_order, body, at, done'),
    copy('dialog_journal_effect', 'id, hash, at, receipt, letter'),
  ])
  await sql`vacuum analyze dialog_journal_checkpoint, dialog_journal_input, dialog_journal_effect`
  await sql`checkpoint`
}
