import { setTimeout as sleep } from 'node:timers/promises'
import { wakeUpFoundWithinMs, type Case } from '../case.ts'

export default {
  id: 'F33',
  title: 'wake-ups vanish from the queues',
  async run(stage) {
    let deleted = 0
    let talking = true
    const deleting = (async () => {
      while (talking) {
        await sleep(stage.random.between(50, 400))
        for (const direction of ['inbound', 'outbound']) {
          const keys = await stage.redis.keys(`bull:shoro-${direction}:*`)
          const jobs = keys.filter((key) => /:(?:\d+|de:.*|wait|active)$/.test(key))
          if (jobs.length > 0) deleted += await stage.redis.del(jobs)
        }
      }
    })()
    await stage.crowd(15)
    talking = false
    await deleting
    return { faults: { 'keys of wake-ups deleted': deleted }, quietWithinMs: wakeUpFoundWithinMs }
  },
} satisfies Case
