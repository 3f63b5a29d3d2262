import type { Case } from '../case.ts'

const scripts = ['ru step by step', 'ky step by step', 'all in one', 'a correction at the summary', 'orders twice']

export default {
  id: 'F28',
  title: 'the echo of a reply comes before its answer, late or never',
  // Nobody tells the bot who it is.
  setting: { env: { CHAT2DESK_OPERATOR_ID: '' } },
  async run(stage) {
    const { sandbox, courier } = stage
    const echoes = () => courier.parcels.filter(({ body }) => body.includes('"hook_type":"outbox"')).length
    const faults: Record<string, number> = {}
    for (const [name, knobs] of [
      ['before the answer', { echo: 'before' }],
      ['10 s late', { echo: 'after', echoDelayMs: 10_000 }],
      ['never', { echo: 'none', echoDelayMs: 0 }],
    ] as const) {
      sandbox.set({ ...knobs, faults: { slowMs: name === 'before the answer' ? 50 : 0 } })
      const before = echoes()
      const sent = sandbox.apiCalls().length
      await stage.crowd(8, { only: scripts })
      await stage.until('echoes', () => name === 'never' || echoes() > before)
      faults[name] = name === 'never' ? sandbox.apiCalls().length - sent : echoes() - before
    }
    return {
      faults,
      also: async () => {
        const clients = [
          ...new Set(courier.parcels.filter(({ message }) => message).map(({ conversation }) => conversation)),
        ]
        const states = await Promise.all(
          clients.map(async (client) => (await stage.store.read(client, Date.now()))?.snapshot ?? ''),
        )
        return states
          .filter((state) => state.includes('"withOperator"'))
          .map(() => 'I6 the bot was silenced by its own echo')
      },
    }
  },
} satisfies Case
