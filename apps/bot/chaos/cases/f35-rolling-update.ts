import { setTimeout as sleep } from 'node:timers/promises'
import { shortDoubts, type Case } from '../case.ts'
import { readLines, type Intent } from '../history.ts'

export default {
  id: 'F35',
  title: 'an update rolls there and back: two versions take turns',
  setting: { workers: 4, env: shortDoubts },
  async run(stage) {
    const { workers, server } = stage
    const left = () => stage.logged('left to a newer version').length
    let talking = true
    const crowds = (async () => {
      for (let wave = 0; wave < 3 || (left() === 0 && wave < 8); wave++) await stage.crowd(8, { patienceMs: 1_500 })
      talking = false
    })()
    let turns = 0
    for (; talking; turns++) {
      const worker = workers[turns % workers.length]
      await sleep(2_000)
      await worker?.stop('SIGTERM')
      worker?.start(Math.floor(turns / workers.length) % 2 === 0 ? 'next' : 'usual')
    }
    await crowds
    for (const one of [server, ...workers]) {
      await one.stop('SIGTERM')
      one.start('next')
    }
    const steps = readLines<Intent>(stage.folder, 'history').filter(({ kind }) => kind === 'intent')
    const stepsOf = (wanted: string) => steps.filter(({ version }) => version === wanted).length
    return {
      faults: {
        'turns taken': turns,
        'steps of the old version': stepsOf('1'),
        'steps of the new version': stepsOf('2'),
        'left to the new version': left(),
      },
      also: () => stage.logged('conversation parked').map(() => 'I4 a conversation was parked'),
    }
  },
} satisfies Case
