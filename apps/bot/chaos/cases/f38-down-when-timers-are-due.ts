import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'
import { converse } from '../customers.ts'
import { readLines, type Intent, type Settled } from '../history.ts'
import type { Stage } from '../stage.ts'

/** Half an hour and a day. */
const remindMs = 7_000
const expireMs = 24_000
const quitters = 8

export default {
  id: 'F38',
  title: 'nobody runs when customers are to be reminded and orders to be closed',
  limitMs: 100_000,
  setting: { settings: { remindMs, expireMs, quietHours: { from: 0, to: 0 } } },
  async run(stage) {
    const { server, workers, sandbox, random } = stage
    const lines = ['Здравствуйте', 'Манаса 40, кв 7']
    const clients = Array.from({ length: quitters }, (_, n) => String(785_000_000 + n))
    await Promise.all(
      clients.map((id) =>
        converse({ id, script: 'stops', lines, patient: true }, { sandbox, random, patienceMs: 8_000 }),
      ),
    )
    const faults = { 'reminders due while nobody ran': 0, 'orders to be closed while nobody ran': 0 }
    const sleepThrough = async (fault: keyof typeof faults, until: number) => {
      await Promise.all([server, ...workers].map((one) => one.stop()))
      await sleep(Math.max(0, until - Date.now()))
      faults[fault] = await stage.redis.zcount('{shoro:0}:wt', '-inf', Date.now())
      for (const one of [server, ...workers]) one.start()
      const count = fault === 'reminders due while nobody ran' ? 1 : 2
      await stage.until(fault, () => clients.every((id) => (fired(stage).get(id) ?? 0) >= count), 30_000)
    }
    await sleepThrough('reminders due while nobody ran', Date.now() + remindMs + 1_500)
    // One goes on, when it was reminded.
    await converse(
      { id: clients[0] ?? '', script: 'goes on', lines: ['0700 112 233'], patient: true },
      { sandbox, random },
    )
    await sleepThrough('orders to be closed while nobody ran', Date.now() + expireMs + 2_000)
    await stage.crowd(6)
    return {
      faults,
      also: () =>
        clients.flatMap((id) => {
          const times = fired(stage).get(id) ?? 0
          return times === 2 ? [] : [`I2 ${id}: timers fired ${times} times, not twice`]
        }),
    }
  },
} satisfies Case

/** How often timers fired in a conversation. */
function fired({ folder }: Stage): Map<string, number> {
  const lines = readLines<Intent | Settled>(folder, 'history')
  const committed = new Set(
    lines.flatMap((line) => (line.kind === 'settled' && line.result === 'committed' ? line.name : [])),
  )
  const counts = new Map<string, number>()
  for (const line of lines)
    if (line.kind === 'intent' && line.inputs.length === 0 && committed.has(line.name))
      counts.set(line.conversation, (counts.get(line.conversation) ?? 0) + 1)
  return counts
}
