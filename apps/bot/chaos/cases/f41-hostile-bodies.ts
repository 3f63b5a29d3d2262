import { sendHostile } from '../../test/attackers.ts'
import { hostileTexts } from '../../test/hostile.ts'
import type { Case } from '../case.ts'
import { converse } from '../customers.ts'
import type { Stage } from '../stage.ts'

const secret = 'secret-path'
/** A webhook's body may have 64 KiB. */
const longest = 8_000
const atOnce = 5
const traces = ['unexpected', 'input refused', 'conversation parked', 'request failed', '22021', '22P05', '22P02']

export default {
  id: 'F41',
  title: 'bodies and texts come that break programs',
  limitMs: 120_000,
  setting: {
    // Without a turn window no texts are joined: the oracle would try every way to join dozens of long ones.
    env: { CHAT2DESK_WEBHOOK_SECRET: secret, CHAT2DESK_SIGNATURE: 'required', TURN_WINDOW_MS: '0' },
    sandbox: { adoptClients: true },
  },
  async run(stage) {
    const { sandbox, random, courier, settings } = stage
    courier.knobs.url += `/${secret}`
    const waiting = Object.values(hostileTexts)
      .map((text) => text.slice(0, longest))
      .entries()
    const takeTurns = async () => {
      for (const [n, text] of waiting) {
        const order = ['Манаса 40, кв 7', '0700 112 233', '3', `осторожно, злая собака ${text}`]
        const lines = ['Здравствуйте', ...order.flatMap((line) => [text, line]), 'да']
        const customer = { id: String(786_000_000 + n), script: 'hostile', lines, patient: false }
        await converse(customer, { sandbox, random })
      }
    }
    const target = { host: '127.0.0.1', port: settings.port, secret, token: 'sandbox-token' }
    const [answers] = await Promise.all([
      sendHostile(target, '6661', { perSecond: 50 }),
      stage.crowd(6),
      ...Array.from({ length: atOnce }, takeTurns),
    ])
    const orders = await stage.sql`select 1 from orders where client_id like '786000%'`
    return {
      faults: { 'hostile bodies': sum(answers), 'orders with hostile texts': orders.length },
      quietWithinMs: 40_000,
      also: async () => [
        ...Object.keys(answers)
          .filter((answer) => !/^(200|4\d\d)$/.test(answer))
          .map((answer) => `I11 ${answers[answer]} hostile bodies were answered with ${answer}`),
        ...traces.flatMap((trace) => stage.logged(trace).slice(0, 1)),
        ...(await brokenTexts(stage)),
      ],
    }
  },
} satisfies Case

/** Neither a NUL nor half a character is kept: a table would refuse it for ever. */
async function brokenTexts({ sql }: Stage): Promise<string[]> {
  const escaped = String.raw`\\u(0000|d[89a-f][0-9a-f]{2})`
  const snapshots = await sql`select 1 from dialog_journal_checkpoint where snapshot ~* ${escaped}`
  return snapshots.length > 0 ? [`I8 ${snapshots.length} conversations keep a NUL or half a character`] : []
}

function sum(answers: Readonly<Record<string, number>>): number {
  return Object.values(answers).reduce((total, count) => total + count, 0)
}
