import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect, Say } from '@shoro/dialog'
import type { Case } from '../case.ts'
import { readLines, type Intent } from '../history.ts'

const flooder = '787000001'
const perSecond = 200
/** A minute is fifteen seconds here: the answers to what is let through take longer than that anyway. */
const floodMs = 15_000
const burst = 60
const slackMs = 2_000

export default {
  id: 'F32',
  title: 'one customer sends 200 messages per second',
  alone: true,
  setting: { workers: 2, env: { FLOOD_PER_MINUTE: '60', FLOOD_BURST: String(burst) } },
  async run(stage) {
    const { sandbox, courier } = stage
    const before = await stage.crowd(15)
    // A flood does not wait for an answer before it goes on.
    courier.knobs.delayMs = (body) => (body.includes(flooder) ? 1 : 0)
    const others = stage.crowd(15)
    let sent = 0
    for (const from = Date.now(); Date.now() - from < floodMs;) {
      const due = Math.floor(((Date.now() - from) / 1000) * perSecond)
      for (; sent < due; sent++)
        sandbox.customerSends({ clientId: flooder, transport: 'telegram', text: `сколько стоит? ${sent}` })
      await sleep(10)
    }
    const among = await others
    const floods = () => courier.parcels.filter(({ conversation, message }) => conversation === flooder && message)
    await stage.until('all to be answered', () => floods().length === sent && courier.idle(), 90_000)
    const flood = floods()
    // What is above the limit is answered with 200 and dropped, and nobody misses it.
    for (const parcel of flood) parcel.message = false
    const letThrough = () => new Set(intentsOf(stage.folder).flatMap(({ inputs }) => inputs.map(({ id }) => id))).size
    return {
      faults: { 'messages of one customer': sent, 'answered with 200': flood.filter(({ ackedAt }) => ackedAt).length },
      also: ({ waitsMs }) => {
        const longest = (ids: readonly { id: string }[]) => Math.max(...ids.flatMap(({ id }) => waitsMs.get(id) ?? []))
        const [alone, beside] = [longest(before), longest(among)]
        const warned = warnings(stage.folder)
        const acked = flood.flatMap(({ ackedAt }) => ackedAt ?? [])
        const lastedMs = Math.max(...acked) - Math.min(...acked)
        const allowed = burst + Math.ceil((lastedMs / 60_000) * 60) + 5
        return [
          ...(letThrough() > allowed ? [`I9 ${letThrough()} messages of a flood were taken`] : []),
          ...(letThrough() < burst ? [`I1 only ${letThrough()} messages of a flood were taken`] : []),
          ...(warned >= 1 && warned <= 1 + lastedMs / 60_000
            ? []
            : [`I6 the customer was told ${warned} times to write more slowly`]),
          ...(flood.every(({ answers }) => answers.at(-1) === 200) ? [] : ['I11 a message of a flood was sent back']),
          ...(beside > 2 * alone + slackMs ? [`I9 others waited for ${beside} ms, ${alone} before`] : []),
        ]
      },
    }
  },
} satisfies Case

function intentsOf(folder: string): Intent[] {
  return readLines<Intent>(folder, 'history').filter(
    ({ kind, conversation }) => kind === 'intent' && conversation === flooder,
  )
}

function warnings(folder: string): number {
  const told = intentsOf(folder).flatMap(({ effects }) =>
    effects.filter(({ body }) => {
      const { type, params } = JSON.parse(body) as Effect
      return type === 'say' && (params as Say).phrases.includes('flooding')
    }),
  )
  return new Set(told.map(({ id }) => id)).size
}
