import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { queueContract } from '../../test/queue-contract.ts'

const url = inject('redisUrl')

describe.skipIf(!url)('Redis', () => {
  let redis: Redis | undefined
  const open = () => (redis ??= new Redis(url, { maxRetriesPerRequest: null }))

  queueContract('Redis', async () => ({ connection: open() }))

  describe('BullMQ, as far as the wake-ups rest on it', () => {
    /** How often a job runs, or waits to run, that is added once, and `times` times more while it runs. */
    async function runsOf(times: number, options: { jobId?: string; keepLastIfActive?: boolean }): Promise<number> {
      const name = `contract-${process.pid}-${JSON.stringify(options).replaceAll(':', '=')}`
      const connection = open()
      const queue = new Queue(name, { connection })
      const { keepLastIfActive = false, ...ids } = options
      const add = () =>
        queue.add('wake', {}, { ...ids, deduplication: { id: 'a', keepLastIfActive }, removeOnComplete: true })
      let runs = 0
      let release = () => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      let begun = () => {}
      const running = new Promise<void>((resolve) => (begun = resolve))
      const worker = new Worker(
        name,
        async () => {
          runs += 1
          begun()
          await held
        },
        { connection },
      )
      await add()
      await running
      for (let i = 0; i < times; i++) await add()
      release()
      await worker.close()
      runs += await queue.getWaitingCount()
      await queue.obliterate({ force: true })
      await queue.close()
      return runs
    }

    it('runs once more with keepLastIfActive, for one wake-up during the run and for many', async () => {
      expect(await runsOf(1, { keepLastIfActive: true })).toBe(2)
      expect(await runsOf(20, { keepLastIfActive: true })).toBe(2)
    })

    it('loses the wake-up without keepLastIfActive', async () => {
      expect(await runsOf(1, {})).toBe(1)
    })

    it('loses the wake-up with a job id of one’s own', async () => {
      expect(await runsOf(1, { jobId: 'mine', keepLastIfActive: true })).toBe(1)
    })
  })

  afterAll(async () => {
    await redis?.quit()
  })
})
