import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { startPostgres, startRedis } from '../test/servers.ts'
import { startFakeApi } from './fake-api.ts'
import { closedLoop, openLoop, percentile } from './load.ts'
import { startBot } from './start-bot.ts'

/** `--journal off` measures without the journal, `--only full` the full pipeline alone. */
const { values: flags } = parseArgs({
  options: { journal: { type: 'string', default: 'on' }, only: { type: 'string' } },
})
const root = fileURLToPath(new URL('../../..', import.meta.url))
const stops: (() => void)[] = []
const rows: [what: string, value: string, target: string][] = []
const say = (text: string) => process.stderr.write(`${text}\n`)

interface RedisUse {
  scripts: number
  usec: number
}

async function redisUse(redis: Redis): Promise<RedisUse> {
  const use = { scripts: 0, usec: 0 }
  for (const [, name, calls, usec] of (await redis.info('commandstats')).matchAll(
    /cmdstat_(\S+?):calls=(\d+),usec=(\d+)/g,
  )) {
    if (name === 'evalsha' || name === 'eval') use.scripts += Number(calls)
    if (name !== 'bzpopmin' && name !== 'info') use.usec += Number(usec)
  }
  return use
}

/** Commands inside a script are counted twice by Redis, once by themselves: bare and full alike. */
async function measured<T>(redis: Redis, act: () => Promise<T>): Promise<{ result: T; use: RedisUse }> {
  const before = await redisUse(redis)
  const result = await act()
  const after = await redisUse(redis)
  return { result, use: { scripts: after.scripts - before.scripts, usec: after.usec - before.usec } }
}

async function bare(url: string, jobs: number): Promise<number> {
  const start = (role: string) =>
    spawn(process.execPath, ['--import', 'tsx', 'apps/bot/bench/bare.ts', role, url, String(jobs)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const worker = start('consume')
  stops.push(() => worker.kill('SIGKILL'))
  const said = (word: string) =>
    new Promise<void>((resolve) =>
      worker.stdout.on('data', (chunk: Buffer) => chunk.toString().includes(word) && resolve()),
    )
  await said('ready')
  const done = said('done')
  const started = performance.now()
  const producer = start('produce')
  stops.push(() => producer.kill('SIGKILL'))
  // The producer's own start-up is not the queue's cost: time runs from its first job.
  const redis = new Redis(url)
  while ((await redis.exists('bull:bare:id')) === 0) await sleep(1)
  const first = performance.now()
  await done
  const seconds = (performance.now() - first) / 1000
  if (first < started) throw new Error('Cannot time the yardstick: the clock went backwards')
  worker.kill('SIGKILL')
  redis.disconnect()
  return jobs / seconds
}

async function idleBytes(redis: Redis, ids: readonly string[]): Promise<number> {
  let bytes = 0
  const wanted = new Set(ids)
  for await (const keys of redis.scanStream({ match: '*shoro*', count: 1000 }) as AsyncIterable<string[]>) {
    for (const key of keys)
      if (key.split(':').some((part) => wanted.has(part))) bytes += Number(await redis.memory('USAGE', key))
  }
  return bytes / ids.length
}

async function production(redisUrl: string, databaseUrl: string): Promise<void> {
  const redis = new Redis(redisUrl)
  say('bare BullMQ: add and take 10,000 jobs')
  const jobs = 10_000
  const yardstick = await measured(redis, () => bare(redisUrl, jobs))
  const api = await startFakeApi()
  const bot = await startBot('server', api, stops, {
    REDIS_URL: redisUrl,
    DATABASE_URL: databaseUrl,
    JOURNAL: flags.journal,
  })
  say('full pipeline: warming up')
  await closedLoop(bot.url, api, 200)
  say('full pipeline: 1,000 customers order')
  const full = await measured(redis, () => closedLoop(bot.url, api, 1_000))
  const rate = full.result.messages / full.result.seconds
  say('full pipeline: latency at half of that')
  const latency = await openLoop(bot.url, api, Math.max(1, Math.round(rate / 2)), 10)
  await sleep(1_000)
  const bytes = await idleBytes(redis, full.result.ids.slice(0, 100))
  const per = (use: RedisUse, count: number) => ({ scripts: use.scripts / count, usec: use.usec / count })
  const bareUse = per(yardstick.use, jobs)
  const fullUse = per(full.use, full.result.messages)
  rows.push(
    [
      'bare BullMQ, add → no-op',
      `${yardstick.result.toFixed(0)} jobs/s, ${bareUse.scripts.toFixed(1)} script calls, ${bareUse.usec.toFixed(0)} µs of Redis each`,
      '',
    ],
    [`full pipeline, webhook → reply, journal ${flags.journal}`, `${rate.toFixed(0)} messages/s`, ''],
    ['full ÷ bare', (rate / yardstick.result).toFixed(2), '≥ 0.40'],
    ['script calls per message', fullUse.scripts.toFixed(1), '≤ 8'],
    [
      'Redis time per message',
      `${fullUse.usec.toFixed(0)} µs (${(fullUse.usec / bareUse.usec).toFixed(1)} × bare)`,
      '≤ 3 ×',
    ],
    [
      'acknowledgement at half load',
      `p50 ${percentile(latency.acknowledged, 0.5).toFixed(1)} ms, p99 ${percentile(latency.acknowledged, 0.99).toFixed(1)} ms`,
      '',
    ],
    [
      'reply at half load',
      `p50 ${percentile(latency.replied, 0.5).toFixed(1)} ms, p99 ${percentile(latency.replied, 0.99).toFixed(1)} ms`,
      '',
    ],
    ['an idle conversation in Redis', `${bytes.toFixed(0)} bytes`, '≤ 1536'],
  )
  for (const one of bot.running) await one.stop('SIGKILL')
  api.close()
  redis.disconnect()
}

async function embedded(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shoro-bench-'))
  stops.push(() => rmSync(folder, { recursive: true, force: true }))
  const api = await startFakeApi()
  say('embedded: starting and warming up')
  const bot = await startBot('embedded', api, stops, { DATA_DIR: folder })
  await closedLoop(bot.url, api, 20)
  say('embedded: 100 customers order')
  const result = await closedLoop(bot.url, api, 100)
  rows.push(['embedded, webhook → reply', `${(result.messages / result.seconds).toFixed(0)} messages/s`, '≥ 30'])
  for (const one of bot.running) await one.stop('SIGKILL')
  api.close()
}

/** The whole run is bounded: whatever hangs, it ends. */
const limit = setTimeout(() => {
  say('Cannot finish within 10 minutes')
  process.exit(1)
}, 600_000)

try {
  const redisUrl = await startRedis(stops, 'yes')
  const databaseUrl = await startPostgres(stops)
  if (redisUrl && databaseUrl) await production(redisUrl, databaseUrl)
  else
    say('SKIPPED: the full pipeline needs redis-server and postgres on PATH (apt-get install redis-server postgresql)')
  if (flags.only !== 'full') await embedded()
  const [cpu] = cpus()
  console.log(
    `\n${cpus().length} × ${cpu?.model ?? 'CPU'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`,
  )
  console.log('| what | measured | target |\n|---|---|---|')
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
} finally {
  clearTimeout(limit)
  for (const stop of stops.toReversed()) stop()
}
process.exit(0)
