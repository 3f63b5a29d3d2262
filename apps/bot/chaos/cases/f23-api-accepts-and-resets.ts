import { shortDoubts, type Case } from '../case.ts'

/** Some answers, and a part of the next: an answer has some hundred. */
const bytes = 1_700

export default {
  id: 'F23',
  title: 'Chat2Desk takes replies and cuts before it answers',
  setting: { proxied: ['api'], env: shortDoubts, sandbox: { faults: { resetAfterAcceptRate: 0.1 } } },
  async run(stage) {
    for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    const cut = stage.sandbox.apiCalls().filter(({ method, status }) => method === 'POST' && status === 'cut').length
    stage.sandbox.set({ faults: { resetAfterAcceptRate: 0 } })

    const { api } = stage.proxies
    const before = api.resets
    api.set({ resetAfterBytes: bytes })
    await stage.crowd(10)
    api.set({ resetAfterBytes: 0 })
    return { faults: { 'taken and cut': cut, 'cut in the middle of answers': api.resets - before } }
  },
} satisfies Case
