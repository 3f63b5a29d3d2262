import type { Case } from '../case.ts'

export default {
  id: 'F29',
  title: 'each webhook comes 1 to 5 times, in any order',
  async run(stage) {
    const { random, courier } = stage
    courier.knobs.copies = () => random.between(1, 5)
    courier.knobs.delayMs = () => random.between(0, 5_000)
    await Promise.all([stage.crowd(15, { patient: false }), stage.crowd(5, { patient: true, patienceMs: 6_000 })])
    await stage.until('all copies', () => courier.idle())
    const copies = courier.parcels.filter(({ answers }) => answers.length > 1).length
    return { faults: { 'delivered more than once': copies } }
  },
} satisfies Case
