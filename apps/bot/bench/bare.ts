import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'

/** One side of the yardstick: add jobs to BullMQ, or take them and do nothing. */
const [role = '', url = '', jobs = '0'] = process.argv.slice(2)
const connection = new Redis(url, { maxRetriesPerRequest: null })
const name = 'bare'

if (role === 'produce') {
  const queue = new Queue(name, { connection })
  let left = Number(jobs)
  const lane = async () => {
    while (left-- > 0) await queue.add('job', { conversation: 'x' }, { removeOnComplete: true })
  }
  await Promise.all(Array.from({ length: 64 }, lane))
  await queue.close()
  process.exit(0)
} else {
  let done = 0
  const worker = new Worker(
    name,
    async () => {
      done += 1
      if (done === Number(jobs)) process.stdout.write('done\n')
    },
    { connection, concurrency: 20 },
  )
  await worker.waitUntilReady()
  process.stdout.write('ready\n')
}
