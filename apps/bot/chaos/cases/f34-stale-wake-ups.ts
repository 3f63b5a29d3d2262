import { setTimeout as sleep } from 'node:timers/promises'
import { wakeUpFoundWithinMs, type Case } from '../case.ts'

const clients = Array.from({ length: 12 }, (_, n) => String(788_000_000 + n))
const directions = ['inbound', 'outbound'] as const
const gone = '999999999'
const keyOf = (direction: string, client: string) => `bull:shoro-${direction}:de:${client}`

export default {
  id: 'F34',
  title: 'wake-ups are taken for copies of jobs that are gone',
  async run(stage) {
    const { redis, sandbox } = stage
    const keys = clients.flatMap((client) => directions.map((direction) => keyOf(direction, client)))
    await redis.mset(Object.fromEntries(keys.map((key) => [key, gone])))
    const say = (text: string) => {
      for (const clientId of clients) sandbox.customerSends({ clientId, transport: 'telegram', text })
    }
    const answered = (count: number) =>
      stage.until(
        `${count} answers`,
        () => clients.every((client) => sandbox.messagesTo(client).length >= count),
        40_000,
      )
    say('3 бутыли на Манаса 5, кв 7, тел 0700 112 233')
    await answered(1)
    const met = (await redis.mget(clients.map((client) => keyOf('inbound', client)))).filter(
      (job) => job !== gone,
    ).length

    // The other way there: jobs vanish, and what keeps their copies away stays.
    let vanished = 0
    let talking = true
    const deleting = (async () => {
      while (talking) {
        await sleep(stage.random.between(50, 400))
        for (const direction of directions) {
          const jobs = (await redis.keys(`bull:shoro-${direction}:*`)).filter((key) => /:\d+$/.test(key))
          if (jobs.length > 0) vanished += await redis.del(jobs)
        }
      }
    })()
    await stage.crowd(12)
    say('да')
    await answered(2)
    talking = false
    await deleting
    return { faults: { 'stale keys met': met, 'jobs that vanished': vanished }, quietWithinMs: wakeUpFoundWithinMs }
  },
} satisfies Case
