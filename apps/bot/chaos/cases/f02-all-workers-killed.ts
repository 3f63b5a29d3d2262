import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'

const awayMs = 12_000

export default {
  id: 'F2',
  title: 'all workers are killed at once and stay away for 12 s',
  setting: { workers: 3 },
  async run(stage) {
    const { workers } = stage
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    })()
    await stage.until('orders', async () => (await stage.placed()) >= 3)
    const codes = await Promise.all(workers.map((worker) => worker.stop('SIGKILL')))
    const accepted = stage.courier.parcels.filter(({ ackedAt }) => ackedAt !== null).length
    await sleep(awayMs)
    const meanwhile = stage.courier.parcels.filter(({ ackedAt }) => ackedAt !== null).length - accepted
    for (const worker of workers) worker.start()
    await crowds
    return {
      faults: { 'workers killed': codes.filter((code) => code === null).length, 'accepted meanwhile': meanwhile },
    }
  },
} satisfies Case
