import { Queue, Worker, type Job, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { privateRedis } from '../../../../apps/bot/test/servers.ts'
import { createQueues, startWorkers } from './bullmq.ts'
import type { Dialog } from './dialog.ts'

const url = inject('redisUrl')
/** As wake-ups are added. */
const wakeUp = { deduplication: { id: 'a', keepLastIfActive: true }, removeOnComplete: true }
/** So that a dead worker is noticed soon. */
const quick = { lockDuration: 400, stalledInterval: 100 }
const forEver = 1_000_000_000

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** What wake-ups rest on in BullMQ: an upgrade that changes it is to fail here, not in production. */
describe.skipIf(!url)('BullMQ on Redis', () => {
  const connection = new Redis(url || 'redis://127.0.0.1:1', { maxRetriesPerRequest: null, lazyConnect: true })
  let queue: Queue
  let name: string
  let workers: Worker[]
  let runs: Job[]
  let count = 0

  beforeEach(() => {
    name = `bullmq-contract-${process.pid}-${++count}`
    queue = new Queue(name, { connection })
    workers = []
    runs = []
  })
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close(true)))
    await queue.obliterate({ force: true })
    await queue.close()
  })
  afterAll(() => connection.disconnect())

  const add = () => queue.add('wake', {}, wakeUp)
  const begin = (options: Partial<WorkerOptions> = {}) => {
    const run = async (job: Job) => void runs.push(job)
    const worker = new Worker(name, run, { connection, ...quick, maxStalledCount: forEver, ...options })
    workers.push(worker)
    return worker
  }
  /** A worker that takes a job and is never heard of again: it neither finishes it nor renews its lock. */
  const takeAndDie = async () => {
    const worker = new Worker(name, undefined, { connection, ...quick })
    workers.push(worker)
    const job = await worker.getNextJob('dead')
    expect(job).toBeDefined()
    return job as Job
  }
  const quiet = async () => {
    const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'completed')
    return Object.values(counts).every((jobs) => jobs === 0)
  }

  it('merges wake-ups that wait', async () => {
    for (let times = 0; times < 5; times++) await add()
    expect(await queue.getWaitingCount()).toBe(1)
    begin()
    await until(quiet)
    expect(runs).toHaveLength(1)
  })

  it('runs the job of a dead worker again, and the wake-up that came meanwhile too', async () => {
    await add()
    await takeAndDie()
    await add()
    await add()
    begin()
    await until(async () => runs.length >= 2 && (await quiet()))
    expect(runs).toHaveLength(2)
  })

  it('gives a job to the next worker however many died of it, with the limit that we set', async () => {
    await add()
    for (let deaths = 0; deaths < 4; deaths++) {
      await takeAndDie()
      const checker = new Worker(name, undefined, { connection, ...quick, maxStalledCount: forEver })
      workers.push(checker)
      await checker.startStalledCheckTimer()
      await until(async () => (await queue.getWaitingCount()) === 1)
      await checker.close(true)
    }
    begin()
    await until(quiet)
    expect(runs).toHaveLength(1)
    expect(runs[0]?.stalledCounter).toBe(4)
  })

  it('gives up a job that stalled twice with the limit that it has by itself', async () => {
    await queue.add('wake', {}, { ...wakeUp, removeOnFail: false })
    const job = await takeAndDie()
    const checker = new Worker(name, undefined, { connection, ...quick })
    workers.push(checker)
    await checker.startStalledCheckTimer()
    await until(async () => (await queue.getWaitingCount()) === 1)
    await takeAndDie()
    begin({ maxStalledCount: 1 })
    await until(() => job.isFailed())
    expect(runs).toHaveLength(0)
  })

  it('takes a wake-up although the key of an earlier one is left over whose job is gone', async () => {
    const job = await add()
    await connection.del(queue.toKey(job.id ?? ''))
    await connection.del(queue.toKey('wait'))
    expect(await queue.getDeduplicationJobId('a')).toBe(job.id)
    await add()
    begin()
    await until(() => runs.length === 1)
    expect(runs[0]?.id).not.toBe(job.id)
  })

  it('keeps wake-ups while the queue is paused', async () => {
    await queue.pause()
    await add()
    await add()
    begin()
    await queue.resume()
    await until(() => runs.length === 1)
    await until(quiet)
    expect(runs).toHaveLength(1)
  })

  it('takes wake-ups again after the queue was obliterated under a running job', async () => {
    await add()
    await takeAndDie()
    await queue.obliterate({ force: true })
    await add()
    begin()
    await until(() => runs.length === 1)
    await until(quiet)
  })

  it('runs a job again whose worker froze for longer than its lock, beside the frozen one', async () => {
    await add()
    const frozen = await takeAndDie()
    begin()
    await until(() => runs.length === 1)
    await expect(frozen.moveToCompleted('done', 'dead')).rejects.toThrow(/Missing lock|Missing key/)
  })
})

describe.skipIf(!url)('wake-ups on Redis', () => {
  const nobody = { receive: null, notify: null, deliver: null, snapshot: null } as unknown as Dialog

  it('have no job id of their own', async () => {
    const connection = new Redis(url, { maxRetriesPerRequest: null })
    const name = `bullmq-contract-${process.pid}-ids`
    const queues = createQueues({ connection, name, onError: () => {} })
    const queue = new Queue(`${name}-inbound`, { connection })
    await queues.wake('c1', 'inbound')
    const [job] = await queue.getWaiting()
    expect(job?.opts.jobId).toBeUndefined()
    expect(job?.id).toMatch(/^\d+$/)
    await queues.forget()
    await Promise.all([queues.close(), queue.close()])
    connection.disconnect()
  })

  it('are not waited for longer than they were given when workers close', async () => {
    const connection = new Redis(url, { maxRetriesPerRequest: null })
    const name = `bullmq-contract-${process.pid}-close`
    const queues = createQueues({ connection, name, onError: () => {} })
    let began = false
    let end = () => {}
    const work = () =>
      new Promise<void>((resolve) => {
        began = true
        end = resolve
      })
    const dialog = { ...nobody, work, sweep: async () => 0 }
    const workers = startWorkers({ connection, name, dialog, onError: () => {} })
    await queues.wake('slow', 'inbound')
    await until(() => began)
    await workers.close(50)
    end()
    await workers.close()
    await queues.forget()
    await queues.close()
    connection.disconnect()
  })

  it('bring work again after Redis was away for some seconds', { timeout: 30_000 }, async () => {
    const server = await privateRedis('yes')
    if (!server) return expect.fail('there is no redis-server')
    await server.start()
    const connection = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 100 })
    connection.on('error', () => {})
    const worked: string[] = []
    const dialog = { ...nobody, work: async (name: string) => void worked.push(name), sweep: async () => 0 }
    const queues = createQueues({ connection, onError: () => {} })
    const workers = startWorkers({ connection, dialog, sweepEveryMs: 3_600_000, onError: () => {} })
    try {
      await queues.wake('before', 'inbound')
      await until(() => worked.includes('before'))
      await server.kill()
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      await server.start()
      await queues.wake('after', 'inbound')
      await until(() => worked.includes('after'))
    } finally {
      await workers.close(500)
      await queues.close()
      connection.disconnect()
      server.remove()
    }
  })
})
