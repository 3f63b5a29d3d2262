import { createChat2Desk } from '@shoro/chat2desk'
import type postgres from 'postgres'
import { setTimeout as sleep } from 'node:timers/promises'
import { putBackWithinMs, shortDoubts, type Case } from '../case.ts'
import type { Customer } from '../customers.ts'

/** Nobody answers while all is down. */
const impatient = { patienceMs: 700 }

export default {
  id: 'F20',
  title: 'Redis and PostgreSQL are down until Chat2Desk gives up',
  setting: { env: shortDoubts },
  async run(stage) {
    const { courier, servers } = stage
    // Hours at Chat2Desk: then it gives up, and switches the webhook off.
    courier.knobs.attempts = 4
    courier.knobs.retryMs = [300, 600, 900]
    const before = stage.crowd(10)
    await stage.until('orders', async () => (await stage.placed()) >= 2)
    // One says how far messages were taken in about each second.
    await sleep(1_500)
    await Promise.all([servers.redis.kill(), servers.postgres.kill()])
    const downAt = Date.now()
    const during = stage.crowd(10, impatient)
    await sleep(5_000)
    const refused = () => courier.parcels.some(({ sentAt, answers }) => sentAt > downAt && answers.includes(503))
    await stage.until('a webhook to be sent back', refused, 30_000)
    const answers = courier.parcels
      .filter(({ sentAt }) => sentAt > downAt)
      .flatMap((parcel) => parcel.answers.map((status) => ({ status, hook: hookOf(parcel.body) })))
    await stage.server.stop()
    const api = createChat2Desk({ token: 'sandbox-token', baseUrl: stage.sandbox.url })
    const [webhook] = await api.listWebhooks()
    await api.updateWebhook(webhook?.webhookId ?? '', { enabled: false })
    const unheard = stage.crowd(5, impatient)
    const customers = (await Promise.all([before, during, unheard])).flat()
    await stage.until('Chat2Desk to give up', () => courier.idle())
    await Promise.all([servers.redis.start(), servers.postgres.start()])
    stage.server.start()
    await stage.until('the webhook to be on again', async () => (await api.listWebhooks())[0]?.enabled)
    customers.push(...(await stage.crowd(5)))
    const heard = courier.parcels.filter(({ message }) => message).length
    const givenUp = courier.parcels.filter(({ message, ackedAt }) => message && ackedAt === null).length
    return {
      faults: {
        'sent back with 503': answers.filter(({ status }) => status === 503).length,
        'messages given up': givenUp,
        'messages never sent': customers.reduce((sum, { lines }) => sum + lines.length, 0) - heard,
      },
      quietWithinMs: putBackWithinMs,
      also: async () => [
        ...answers
          .filter(({ status, hook }) => status !== 503 && !nobodys.has(hook))
          .map(({ status, hook }) => `I11 ${status} for ${hook} while both were down`),
        ...(await missing(stage.sql, customers)),
      ],
    }
  },
} satisfies Case

/** What concerns no conversation needs nobody to keep it. */
const nobodys = new Set(['new_client', 'new_request'])

const hookOf = (body: string) => (JSON.parse(body) as { hook_type: string }).hook_type

/** Customers of whom not everything was taken that they wrote, whether a webhook told of it or not. */
async function missing(sql: postgres.Sql, customers: readonly Customer[]): Promise<string[]> {
  const rows = await sql`
    select conversation, count(*)::int as taken from dialog_journal_input
    where done and id like 'inbox:from_client:%' group by 1`
  const taken = new Map(rows.map((row) => [row['conversation'], row['taken'] as number]))
  return customers
    .filter(({ id, lines }) => taken.get(id) !== lines.length)
    .map(({ id, lines }) => `I1 ${id}: ${taken.get(id) ?? 0} of ${lines.length} messages were taken`)
}
