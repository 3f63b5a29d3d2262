import { setTimeout as sleep } from 'node:timers/promises'
import { inbox } from '../../test/stage.ts'
import type { Case } from '../case.ts'
import { readLines, type Intent } from '../history.ts'
import { percentile } from '../percentile.ts'

const hot = '787000001'
const burst = 1_000
/** More than fit into one step. */
const atOnce = 50
/** Half of those who are meant, so that a small machine comes to its end with both. */
const customers = 500
/** The others may wait twice as long as without the burst, and a moment more: there is more to do. */
const slackMs = 2_000

const order = '3 бутыли на Манаса 5, кв 7, тел 0700 112 233'
/** Most of a burst are reactions, which need no answer: answers come one after another. */
const reaction = '👍'
const questions = ['сколько стоит?', 'когда привезёте?', 'как оплатить?', order, 'да', 'где мой заказ?']

export default {
  id: 'F31',
  title: '1000 messages of one customer among 500 others at once',
  alone: true,
  // The stand-in has the same two processors: its answers may take long, and are no doubt.
  setting: { workers: 3, sandbox: { adoptClients: true }, env: { CHAT2DESK_TIMEOUT_MS: '45000' } },
  async run(stage) {
    const { sandbox, random, courier } = stage
    // What a full mailbox sends back comes again after a while, as in life.
    courier.knobs.retryMs = [1_000, 3_000, 5_000]
    const write = async (clientId: string, text: string) => courier.post(JSON.stringify(inbox(clientId, text)))
    const each = async (from: number) => {
      const ids = Array.from({ length: customers }, (_, n) => String(from + n))
      for (const [n, id] of ids.entries()) {
        await write(id, order)
        if (n % 50 === 49) await sleep(20)
      }
      const waiting = [...ids]
      const answered = () => {
        while (sandbox.messagesTo(waiting.at(-1) ?? '').length > 0) waiting.pop()
        return waiting.length === 0
      }
      await stage.until('all to be answered', answered, 90_000)
      return ids
    }
    const before = await each(782_000_000)
    // A burst does not wait for an answer before it goes on.
    courier.knobs.delayMs = (body) => (body.includes(hot) ? 1 : 0)
    const hotly = (async () => {
      for (let n = 0; n < burst; n++) {
        await write(hot, random.next() < 0.85 ? reaction : random.pick(questions))
        if (n % atOnce === atOnce - 1) await sleep(20)
      }
    })()
    const among = await each(783_000_000)
    await hotly
    return {
      faults: { 'messages of one customer': burst, 'customers at once': among.length },
      quietWithinMs: 90_000,
      also: ({ waitsMs }) => {
        const p99 = (ids: readonly string[]) =>
          percentile(
            ids.flatMap((id) => waitsMs.get(id) ?? []),
            0.99,
          )
        const [alone, beside] = [p99(before), p99(among)]
        const batches = readLines<Intent>(stage.folder, 'history').filter(
          ({ kind, conversation }) => kind === 'intent' && conversation === hot,
        )
        const most = Math.max(...batches.map(({ inputs }) => inputs.length))
        return [
          ...(beside > 2 * alone + slackMs ? [`I9 p99 of the others is ${beside} ms, ${alone} without the burst`] : []),
          ...(most < 16 ? [`I14 no batch was full: at most ${most} messages in one step`] : []),
        ]
      },
    }
  },
} satisfies Case
