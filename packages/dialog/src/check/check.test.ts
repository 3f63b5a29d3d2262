import { describe, expect, it } from 'vitest'
import { kiosk, saying } from '../../test/kiosk.ts'
import type { Flow } from '../flow/define.ts'
import { playTranscript } from '../testing/transcript.ts'
import { checkFlow } from './check.ts'
import { fresh } from './situation.ts'

/** What a broken flow is found guilty of: each problem with its transcript. */
async function broken(name: string): Promise<{ flow: Flow; found: [problem: string, transcript: string][] }> {
  const { default: flow } = (await import(`../../test/broken/${name}.ts`)) as { default: Flow }
  const found = checkFlow(flow).rules.flatMap(({ problems = [] }) =>
    problems.map(({ problem, transcript }): [string, string] => [problem, transcript]),
  )
  return { flow, found }
}

const toPlaced = [
  '#me tea',
  '#bot Green tea, right?',
  '#me yes',
  '#silence',
  '#event tea.placed',
  '#bot It is being made.',
]

const endless =
  'Infinite loop detected: the machine has processed more than 100 microsteps without reaching a stable state. This ' +
  "usually happens when there's a cycle of transitions (e.g., eventless transitions or raised events causing state " +
  'A -> B -> C -> A).'

describe('checkFlow', () => {
  it('finds nothing in a sound flow', () => {
    const { rules, situations, steps, tried } = checkFlow(kiosk())
    expect(rules.filter(({ problems }) => problems?.length !== 0)).toEqual([])
    expect(situations).toBeGreaterThan(10)
    expect(steps).toBeGreaterThan(100)
    expect(tried).toEqual({ transitions: 22, untried: [] })
  })

  it('names the transitions that a rehearsal never comes to take', () => {
    const change = ({ states }: any) => (states.placed.on['user.tea'] = [{ target: 'confirming' }, { target: 'door' }])
    const rehearsal = { ...kiosk().rehearsal, customer: ['tea', 'yes', 'person', 'stop', 'hm'] } as never
    expect(checkFlow(kiosk(change, { rehearsal })).tried.untried).toContain('person on user.restart')
  })

  it('names a timer that another one always forestalls, and counts what a sender tells of itself', () => {
    const change = ({ states }: any) => (states.asking.after['very.late'] = { target: 'cancelled' })
    expect(checkFlow(kiosk(change)).tried).toEqual({ transitions: 23, untried: ['asking after very.late'] })
    const told = ({ on }: any) => (on['guest.known'] = { target: '.asking' })
    const introduce = ({ name }: { name?: string }) => (name ? { type: 'guest.known' } : null)
    const rehearsal = { ...kiosk().rehearsal, customer: ['tea', { text: 'yes', sender: { name: 'Eve' } }] } as never
    const { untried } = checkFlow(kiosk(told, { rehearsal, introduce })).tried
    expect(untried).toContain('placed on user.tea')
    expect(untried).not.toContain('the root on guest.known')
  })

  it('tells what a flow does not promise, and asks it of no flow', () => {
    const { rules } = checkFlow(kiosk(() => {}, { promises: {} }))
    expect(rules.filter(({ problems }) => problems === undefined).map(({ title }) => title)).toEqual([
      'a customer can always get where the flow promises',
      'who is not understood comes to a person',
      'what must be confirmed or asked for happens then only',
    ])
  })

  it('wants something to try', () => {
    expect(() => checkFlow(kiosk(() => {}, { rehearsal: undefined as never }))).toThrow('it has no rehearsal')
  })

  it('finds a state that is never come to, and where it would be', async () => {
    expect((await broken('unreachable-state')).found).toEqual([
      ['present is never come to: only placed on user.tea would lead there', ''],
    ])
  })

  it('finds a promise about what the flow does not have', () => {
    const promises = {
      reach: { moon: { messages: 1 } },
      only: { fly: { in: ['door'] } },
      unused: ['placed'],
    }
    const problems = checkFlow(kiosk(() => {}, { promises })).rules.flatMap(({ problems = [] }) => problems)
    expect(problems.map(({ problem }) => problem)).toEqual([
      'placed is come to, though it is called unused',
      'nothing ever leads to moon',
      'fly is never issued',
    ])
  })

  it.each<[name: string, problems: [problem: string, transcript: string[]][]]>([
    ['no-way-to-a-person', [['from placed no user.operator leads to person', [...toPlaced, '#state placed']]]],
    [
      'deaf-state',
      [
        ['from placed no user.operator leads to person', [...toPlaced, '#state placed']],
        ['from placed no message leads to cancelled', [...toPlaced, '#state placed']],
      ],
    ],
    [
      'stuck-with-the-world',
      ['user.operator leads to person', 'message leads to cancelled', 'message leads to placed'].map((what) => [
        `from placing no ${what}`,
        [...toPlaced.slice(0, 4), '#event tea.refused', '#silence', '#state placing'],
      ]),
    ],
    [
      'silent-state',
      [['confirming says nothing after user.tea in the beginning', ['#me tea', '#silence', '#state confirming']]],
    ],
    [
      'endless-misses',
      [
        [
          '3 misses in confirming do not lead to person',
          [
            ...toPlaced.slice(0, 2),
            '#me hm\n#bot What tea?\n#me hm\n#bot What tea?\n#me hm\n#bot What tea?',
            '#state asking',
          ],
        ],
      ],
    ],
    [
      'order-without-confirmation',
      [
        [
          'placeTea is issued by user.yes in placed, not only by user.yes in confirming',
          [...toPlaced, '#me yes', '#silence', '#state placing'],
        ],
      ],
    ],
    [
      'order-by-a-timer',
      [
        [
          'placeTea is issued by a timer in confirming, not only by user.yes in confirming',
          [...toPlaced.slice(0, 2), '#wait 90s', '#silence', '#state placing'],
        ],
      ],
    ],
  ])('finds what is wrong with %s, with a transcript that plays', async (name, problems) => {
    const { flow, found } = await broken(name)
    expect(found).toEqual(problems.map(([problem, lines]) => [problem, lines.join('\n')]))
    for (const [, transcript] of found)
      expect(playTranscript(flow, transcript, { everyReply: true })).toMatchObject({ ok: true })
  })

  it('finds a state that says nothing in one language, and tells it in that language', async () => {
    const { flow, found } = await broken('silent-in-one-language')
    const transcript = '// in ru\n#me tea\n#silence\n#state confirming'
    expect(found).toEqual([['confirming says nothing in ru after user.tea in the beginning', transcript]])
    const played = playTranscript(flow, transcript, { everyReply: true, snapshot: fresh(flow, 'ru') })
    expect(played.ok, played.diff).toBe(true)
  })

  it('finds what throws in one language, and tells it in that language', () => {
    const spill = () => {
      throw new Error('the tea is spilt')
    }
    const flow = kiosk(() => {}, saying('ru', { sure: spill }))
    const problems = checkFlow(flow).rules.flatMap(({ problems = [] }) => problems)
    expect(problems).toContainEqual({
      problem: 'confirming says nothing in ru after user.tea in the beginning: the tea is spilt',
      transcript: '// in ru\n#me tea\n// the tea is spilt',
    })
  })

  it.each([
    ['goes-in-circles', `a message in confirming cannot be taken: ${endless}`, [...toPlaced.slice(0, 2), '#me no']],
    ['throws', 'a message in confirming cannot be taken: the tea is spilt', [...toPlaced.slice(0, 2), '#me no']],
    [
      'choice-without-a-label',
      'a message in the beginning cannot be taken: Cannot offer "yes": no phrase "choice.yes" in en',
      ['#me tea'],
    ],
  ])('finds what makes %s throw', async (name, problem, lines) => {
    const { flow, found } = await broken(name)
    const [first] = found.filter(([found]) => found === problem)
    const reason = problem.slice(problem.indexOf(': ') + 2)
    expect(first?.[1]).toBe([...lines, `// ${reason}`].join('\n'))
    expect(() => playTranscript(flow, first?.[1] ?? '')).toThrow(reason)
  })

  it('finds a flow that cannot even begin', async () => {
    expect((await broken('cannot-begin')).found).toEqual([['the flow cannot begin: the tea is spilt', '']])
  })

  it('shows an event in the words that mean it, where a sample has them', async () => {
    const over = (customer: unknown[]) => ({ rehearsal: { customer, answers: kiosk().rehearsal?.answers } as never })
    const change = ({ states }: any) => (states.placed.on['user.yes'] = { target: 'placing' })
    const events = ['user.tea', 'user.yes'].map((type) => ({ type }))
    const { rules } = checkFlow(kiosk(change, over([...events, 'tea'])))
    const issued = rules
      .flatMap(({ problems = [] }) => problems)
      .find(({ problem }) => problem.includes('is issued by'))
    expect(issued?.transcript).toContain('#me tea\n#bot Green tea, right?\n#event user.yes\n')
  })
})
