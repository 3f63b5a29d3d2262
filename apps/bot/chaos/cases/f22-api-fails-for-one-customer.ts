import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'
import { converse } from '../customers.ts'
import type { Stage } from '../stage.ts'

const client = '783000001'
const tries = 50

export default {
  id: 'F22',
  title: 'Chat2Desk fails for one customer, whose reply is replayed later',
  setting: { env: { CHAT2DESK_TIMEOUT_MS: '1000' } },
  async run(stage) {
    const { sandbox, settings, store } = stage
    sandbox.set({ faults: { brokenClients: [client] } })
    const say = (text: string) => sandbox.customerSends({ clientId: client, transport: 'telegram', text })
    say('Здравствуйте')
    await stage.crowd(15)
    await stage.until('tries', () => stage.logged('"postponed"').length >= 3)
    const failed = sandbox.apiCalls().filter(({ status }) => status === 502).length
    await useUpTries(stage)
    const [letter] = await stage.until('a dead letter', async () => {
      const letters = await store.deadLetters(2)
      return letters.length > 0 && letters
    })

    sandbox.set({ faults: { brokenClients: [] } })
    const headers = { authorization: `Bearer ${settings.operatorToken}` }
    const path = `/operator/api/dead-letters/${letter?.id}/replay`
    const { status } = await fetch(`http://127.0.0.1:${settings.port}${path}`, { method: 'POST', headers })
    const lines = ['Манаса 40, кв 7', '0700 112 233', '3', 'да']
    await stage.until('the replayed reply', () => sandbox.messagesTo(client).length > 0)
    const customer = { id: client, script: 'goes on', lines, patient: true }
    await converse(customer, { sandbox, random: stage.random })
    return {
      faults: { 'calls failed': failed, 'dead letters replayed': status === 200 ? 1 : 0 },
      also: async () => [
        ...(letter?.reason.includes(`after ${tries} tries`) ? [] : [`I8 a dead letter: ${letter?.reason}`]),
        ...(stage.logged('out of order').length > 0 ? ['I9 all customers waited for one'] : []),
        ...((await stage.sql`select 1 from orders where client_id = ${client}`).length === 1 ? [] : ['I5 no order']),
      ],
    }
  },
} satisfies Case

/** Fifty tries take half a day: all but the last are counted by somebody who holds the outbox and fails at once. */
async function useUpTries({ store }: Stage): Promise<void> {
  for (;;) {
    const later = Date.now() + 86_400_000
    const claimed = await store.claim(client, { token: 'half a day', leaseMs: 1, now: later })
    if (claimed.status !== 'claimed') await sleep(5)
    else {
      const { id, attempts } = claimed.effect
      const attempt = attempts < tries - 1
      const postponed = { id, token: 'half a day', until: Date.now(), uncertain: true, now: Date.now() }
      await store.postpone(client, { ...postponed, attempt })
      if (attempts + Number(attempt) === tries - 1) return
    }
  }
}
