import { inbox } from '../../test/stage.ts'
import type { Case } from '../case.ts'

const strangers = Array.from({ length: 12 }, (_, n) => String(787_000_000 + n))

export default {
  id: 'F45',
  title: 'two operators replay the same dead letters, each of them twice, at once',
  limitMs: 90_000,
  async run(stage) {
    const { sandbox, courier, settings, store } = stage
    const talking = stage.crowd(6)
    // Chat2Desk does not know them yet: what is said to them becomes a dead letter.
    for (const id of strangers) await courier.post(JSON.stringify(inbox(id, 'Здравствуйте')))
    const find = async () => {
      const found = await store.deadLetters(100)
      return found.length === strangers.length && found
    }
    const letters = await stage.until('dead letters', find, 40_000)
    sandbox.set({ adoptClients: true })
    const ask = async (path: string, body?: unknown) => {
      const { status } = await fetch(`http://127.0.0.1:${settings.port}/operator/api/dead-letters/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${settings.operatorToken}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return status
    }
    const half = letters.slice(0, letters.length / 2)
    const one = async () => Promise.all([...half, ...half].map(({ id }) => ask(`${id}/replay`)))
    const [mine, yours] = await Promise.all([one(), one()])
    const all = () => ask('replay', { perSecond: 100 })
    const replays = await Promise.all([all(), all(), ...letters.map(({ id }) => ask(`${id}/replay`))])
    await talking
    const replayed = [...mine, ...yours].filter((status) => status === 200).length
    return {
      faults: {
        'replays of one letter': mine.length + yours.length,
        'replays of all': replays.filter((status) => status === 202).length,
      },
      also: () => [
        ...(replayed === half.length ? [] : [`I6 ${half.length} letters were replayed ${replayed} times`]),
        ...[...mine, ...yours]
          .filter((status) => status !== 200 && status !== 404)
          .map((status) => `I11 a replay was answered with ${status}`),
        ...strangers.flatMap((id) => {
          const { length } = sandbox.messagesTo(id)
          return length === 1 ? [] : [`I6 ${id}: a dead letter was sent ${length} times`]
        }),
      ],
    }
  },
} satisfies Case
