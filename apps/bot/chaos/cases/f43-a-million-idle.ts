import type { Case } from '../case.ts'
import type { Stage } from '../stage.ts'

const amounts = [100_000, 1_000_000]
const chunk = 20_000
const firstIdle = 500_000_000
const scripts = ['ru step by step', 'ky step by step', 'en step by step', 'all in one']
/** A tenth more work of Redis for a message, and what another program on this machine takes from the measurement. */
const atMost = 1.1 + 0.15

/** Idle conversations are copies of a real one, in Redis and in the journal, each with a reminder that is due one day. */
export default {
  id: 'F43',
  title: 'a hundred thousand and a million conversations are idle',
  alone: true,
  limitMs: 220_000,
  async run(stage) {
    // The first ones find nothing compiled and nothing cached.
    await stage.crowd(20, { only: scripts, patient: true })
    const template = stage.courier.parcels.find(({ message }) => message)
    const alone = await work(stage)
    const faults: Record<string, number> = { 'µs of Redis for a message without them': Math.round(alone.redisUs) }
    const wrong: string[] = []
    let idle = 0
    for (const amount of amounts) {
      await multiply(stage, template?.conversation ?? '', firstIdle + idle, firstIdle + amount - 1)
      idle = amount
      const among = await work(stage)
      faults[`µs of Redis for a message among ${amount}`] = Math.round(among.redisUs)
      for (const [what, ratio] of [
        ['µs of Redis', among.redisUs / alone.redisUs],
        ['commands of Redis', among.commands / alone.commands],
        ['keys', among.keys / alone.keys],
      ] as const)
        if (ratio > atMost)
          wrong.push(`I10 among ${amount} idle ones a message takes ${ratio.toFixed(2)} times the ${what}`)
    }
    faults['conversations in Redis'] = await stage.redis.dbsize()
    return { faults, also: () => wrong }
  },
} satisfies Case

interface Work {
  /** For each message. */
  redisUs: number
  commands: number
  keys: number
}

/** What a crowd costs Redis, and what it leaves there. */
async function work({ redis, crowd, courier, until }: Stage): Promise<Work> {
  const before = { parcels: courier.parcels.length, keys: await redis.dbsize() }
  await redis.config('RESETSTAT')
  await crowd(40, { only: scripts, patient: true })
  await until('webhooks', () => courier.idle())
  const stats = await redis.info('commandstats')
  const messages = courier.parcels.slice(before.parcels).filter(({ message }) => message).length
  const sum = (pattern: RegExp) => [...stats.matchAll(pattern)].reduce((total, [, n]) => total + Number(n), 0)
  return {
    redisUs: sum(/cmdstat_evalsha:.*?usec=(\d+)/g) / messages,
    commands: sum(/cmdstat_evalsha:calls=(\d+)/g) / messages,
    keys: ((await redis.dbsize()) - before.keys) / messages,
  }
}

/** Copies a conversation under the names `from` to `to`. */
async function multiply({ redis, sql, until }: Stage, template: string, from: number, to: number): Promise<void> {
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
  const copy = (table: string, columns: string) =>
    sql.unsafe(
      `insert into ${table} (conversation, ${columns}) select n::text, ${columns}
       from (select ${columns} from ${table} where conversation = $1 limit 1) one, generate_series($2::int, $3::int) n`,
      [template, from, to],
    )
  const checkpoint =
    'rev, snapshot, lineage, last_order, next_timer_at, ttl_ms, expires_at, at, effect_ids, effect_bodies'
  await copy('dialog_journal_checkpoint', checkpoint)
  await copy('dialog_journal_input', 'id, sort_order, body, at, done')
  await copy('dialog_journal_effect', 'id, hash, at, receipt, letter')
  await sql`vacuum analyze dialog_journal_checkpoint, dialog_journal_input, dialog_journal_effect`
  await until('Redis to breathe', () => redis.ping().then(() => true))
}
