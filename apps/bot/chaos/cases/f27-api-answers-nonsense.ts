import { setTimeout as sleep } from 'node:timers/promises'
import { inbox } from '../../test/stage.ts'
import type { Case } from '../case.ts'

const strangers = 4

export default {
  id: 'F27',
  title: 'Chat2Desk answers 200 with a page, nothing, 2 MB or an error',
  setting: { sandbox: { errorsAs: 200 }, env: { CHAT2DESK_TIMEOUT_MS: '1000' } },
  async run(stage) {
    const { sandbox, random } = stage
    // Chat2Desk does not know them, and says so with 200.
    for (let n = 0; n < strangers; n++)
      await stage.courier.post(JSON.stringify(inbox(String(790_000_000 + n), 'Здравствуйте')))
    const refused = async () => (await stage.store.deadLetters(strangers)).length === strangers
    await stage.until('them to be refused, before anything else goes wrong', refused)
    let talking = true
    const crowds = (async () => {
      for (let wave = 0; wave < 2; wave++) await stage.crowd(12)
      talking = false
    })()
    for (const kinds = ['html', 'empty', 'huge'] as const; talking;) {
      sandbox.fail({ forMs: 60 }, random.pick(kinds))
      await sleep(random.between(200, 600))
    }
    await crowds
    const unreadable = stage.logged('did not answer: unreadable').length
    return {
      faults: { 'answers not to be read': unreadable },
      deadLetters: strangers,
      also: ({ deadLetters }) =>
        deadLetters.filter(({ attempts }) => attempts > 1).map(() => 'I8 an error was retried'),
    }
  },
} satisfies Case
