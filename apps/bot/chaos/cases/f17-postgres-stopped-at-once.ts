import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'

export default {
  id: 'F17',
  title: 'PostgreSQL stops at once in the middle of orders',
  async run(stage) {
    const { postgres } = stage.servers
    const talking = stage.crowd(20)
    await stage.until('orders', async () => (await stage.placed()) >= 3)
    await postgres.kill('SIGQUIT')
    const stopped = Date.now()
    const late = stage.crowd(10)
    await sleep(10_000)
    const started = Date.now()
    const told = (from: number, until: number) =>
      stage.sandbox.apiCalls().filter(({ method, at }) => method === 'POST' && at > from && at < until).length
    const answered = told(stopped + 500, started)
    await postgres.start()
    await Promise.all([talking, late])
    return { faults: { 'PostgreSQL away for 10 s': 1, 'answers meanwhile': answered } }
  },
} satisfies Case
