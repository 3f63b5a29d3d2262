import { shortDoubts, type Case } from '../case.ts'

export default {
  id: 'F23',
  title: 'Chat2Desk takes replies and cuts before it answers',
  setting: { env: shortDoubts, sandbox: { faults: { resetAfterAcceptRate: 0.1 } } },
  async run(stage) {
    for (let wave = 0; wave < 3; wave++) await stage.crowd(10)
    const cut = stage.sandbox.apiCalls().filter(({ method, status }) => method === 'POST' && status === 'cut').length
    stage.sandbox.set({ faults: { resetAfterAcceptRate: 0 } })
    return { faults: { 'taken and cut': cut } }
  },
} satisfies Case
