import { poisons } from '../builds.ts'
import { shortDoubts, type Case } from '../case.ts'
import { converse } from '../customers.ts'
import { percentile } from '../percentile.ts'

/** Two gigabytes are two hundred megabytes here. */
const memory = { NODE_OPTIONS: '--max-old-space-size=200' }

/** Who is in hand beside a poison waits for other workers; nine of ten are not, even while all three think or die. */
const mostWaitAtMostMs = 15_000

export default {
  id: 'F5',
  title: 'messages throw, block, end their process, eat its memory',
  // Twelve deaths, one after another: two killers take turns, so that they bring no blame on each other.
  limitMs: 320_000,
  setting: { workers: 3, build: 'fragile', env: { ...memory, ...shortDoubts } },
  async run(stage) {
    const { sandbox, random, workers } = stage
    const victims = Object.values(poisons).map((poison, n) => ({
      id: String(786_000_001 + n),
      script: poison,
      lines: ['Здравствуйте', poison, `Манаса ${n + 1}, кв 7`],
      patient: true,
    }))
    const crowds = (async () => {
      for (let wave = 0; wave < 2; wave++) await stage.crowd(8)
    })()
    await Promise.all(victims.map((victim) => converse(victim, { sandbox, random })))
    await crowds
    const letters = () => stage.store.deadLetters(10)
    await stage.until('three to be set aside', async () => (await letters()).length === 3, 240_000)
    const swallowed = Object.keys(poisons).map((how) => [`it ${how}`, stage.logged(`swallowed ${how}`).length])
    return {
      faults: {
        ...(Object.fromEntries(swallowed) as Record<string, number>),
        'workers died': workers.reduce((sum, { deaths }) => sum + deaths, 0),
        'out of memory': stage.logged('heap out of memory').length,
      },
      deadLetters: 3,
      mayCrash: true,
      also: async ({ waitsMs }) => {
        const ids = new Set(victims.map(({ id }) => id))
        const others = [...waitsMs].filter(([id]) => !ids.has(id)).flatMap(([, waits]) => waits)
        const wrong = (await letters()).filter(
          ({ body }) => !Object.values(poisons).some((text) => body.includes(text)),
        )
        const p90 = percentile(others, 0.9)
        return [
          ...wrong.map(({ conversation }) => `I8 ${conversation}: an innocent message was set aside`),
          ...(p90 > mostWaitAtMostMs ? [`I9 one in ten of the others waited for ${p90} ms`] : []),
        ]
      },
    }
  },
} satisfies Case
