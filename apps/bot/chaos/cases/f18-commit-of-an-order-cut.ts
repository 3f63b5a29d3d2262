import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from '../case.ts'

/** The statement that inserts an order is its own transaction: its values are the request to commit. */
const order = 'cancelled\0\0\0\u0003new'
const number = /D\0\0\0.\0\x02\0\0\0.\d+\0\0\0\x09781\d{6}C\0\0\0\x0fINSERT 0 1/s

const cuts = {
  'cut right after the order was sent': { text: order, to: 'server', after: true },
  'cut instead of the answer': { text: number, to: 'client', after: false },
} as const

export default {
  id: 'F18',
  title: 'the connection is cut in the middle of an order’s commit',
  setting: { proxied: ['postgres'] },
  async run(stage) {
    const proxy = stage.proxies.postgres
    const faults = Object.fromEntries(Object.keys(cuts).map((name) => [name, 0]))
    let talking = true
    const crowds = (async () => {
      for (let wave = 0; wave < 3; wave++) await stage.crowd(12)
      talking = false
    })()
    for (let turn = 0; talking; turn++) {
      const [name, resetOn] = Object.entries(cuts)[turn % 2] as [string, (typeof cuts)[keyof typeof cuts]]
      const before = proxy.resets
      proxy.set({ resetOn })
      while (talking && proxy.resets === before) await sleep(10)
      proxy.set({ resetOn: null })
      faults[name] = (faults[name] ?? 0) + proxy.resets - before
      await sleep(500)
    }
    await crowds
    return { faults }
  },
} satisfies Case
