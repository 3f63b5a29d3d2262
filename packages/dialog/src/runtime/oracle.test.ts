import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { house } from '../../test/house.ts'
import { teaFlow } from '../../test/tea-house.ts'
import { effectId, type Say } from '../flow/effect.ts'
import type { Input } from '../flow/message.ts'
import { nextTimer, type Snapshot } from '../flow/snapshot.ts'
import { takeTurn, timerInput, type TurnInput } from '../flow/turn.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/port.ts'

/** What happens in a run: conversations are told apart by a letter, messages of one by a number. */
type Act =
  | { act: 'say'; to: string; id: number; text: string }
  | { act: 'work' | 'deliver'; to: string; workers: number }
  | { act: 'wait'; ms: number }
  | { act: 'sweep' }

const to = fc.constantFrom('a', 'b')
const text = fc.constantFrom('Aibek', 'Eve', 'tea 1', 'tea 3', 'bye', 'ru', 'boom', 'hm')
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('say' as const), to, id: fc.nat(12), text }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constantFrom('work' as const, 'deliver' as const),
      to,
      workers: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('wait' as const),
      ms: fc.constantFrom(10, 1000, 61_000, 600_000, 3_600_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'sweep' as const }) },
)

const flow = teaFlow({ whenRejected: { type: 'house.trouble' } })
const failing = ['append', 'load', 'commit', 'claim', 'postpone', 'due'] as const

/** One commit, as it became durable. */
interface Committed {
  inputs: { id: string; body: string }[]
  snapshot: string
  effects: readonly { id: string; body: string }[]
  now: number
}

/** A memory store that fails as told, before a call or after it, and writes down every commit. */
function nervous(failures: (number | undefined)[]) {
  const store = memoryStore({ seenTtlMs: 1e12 })
  const commits = new Map<string, Committed[]>()
  const bodies = new Map<string, string>()
  let calm = false
  let happened = 0
  const wrapped: Store = { ...store }
  for (const name of failing) {
    const original = store[name] as (...given: unknown[]) => Promise<unknown>
    ;(wrapped as unknown as Record<string, unknown>)[name] = async (...given: unknown[]) => {
      const failure = calm ? undefined : failures.shift()
      const waits = failure === undefined ? 0 : failure % 5
      for (let turns = 0; turns < waits; turns++) await Promise.resolve()
      if (failure !== undefined && failure % 11 === 1) {
        happened += 1
        throw new Error('crash before')
      }
      const result = await original(...given)
      if (name === 'append') {
        const [conversation, { id, body }] = given as Parameters<Store['append']>
        if (result === 'appended') bodies.set(`${conversation} ${id}`, body)
      }
      if (name === 'commit') {
        const [conversation, { inputs, snapshot, effects, now }] = given as Parameters<Store['commit']>
        if ((result as { ok: boolean }).ok) {
          const taken = inputs.map((id) => ({ id, body: bodies.get(`${conversation} ${id}`) ?? '' }))
          commits.set(conversation, [...(commits.get(conversation) ?? []), { inputs: taken, snapshot, effects, now }])
        }
      }
      if (failure !== undefined && failure % 11 === 2) {
        happened += 1
        throw new Error('crash after')
      }
      return result
    }
  }
  return { store: wrapped, commits, bodies, becalm: () => void (calm = true), happened: () => happened }
}

const words = (type: string, params: unknown) =>
  type === 'say' ? (params as Say).text : `brew ${(params as { cups: number }).cups}`

/** The same conversation again, one input after the other, on the pure flow alone. */
function pureFold(conversation: string, commits: readonly Committed[]) {
  let snapshot: Snapshot | undefined
  const effects: { what: string; key: string }[] = []
  for (const { inputs, now } of commits) {
    const take = (input: TurnInput) => {
      const turn = takeTurn(flow, { conversation, snapshot, input, now })
      snapshot = JSON.parse(JSON.stringify(turn.snapshot)) as Snapshot
      effects.push(...turn.effects.map(({ id, type, params }) => ({ what: words(type, params), key: id })))
    }
    for (const { id, body } of inputs) {
      try {
        take({ ...(JSON.parse(body) as Input), id })
      } catch {
        take({ id: `rejected:${id}`, kind: 'event', at: now, event: { type: 'house.trouble' } })
      }
    }
    for (
      let timer = snapshot && nextTimer(snapshot);
      timer && timer.at <= now;
      timer = snapshot && nextTimer(snapshot)
    ) {
      if (inputs.length >= 16) break
      take(timerInput(timer))
    }
  }
  return { snapshot, effects }
}

async function play(acts: readonly Act[], failures: number[]) {
  const fragile = nervous([...failures])
  const { dialog, clock, sweep, done } = house({ store: fragile.store, flow })
  const accepted = new Set<string>()
  const survive = async (run: () => Promise<unknown>) => {
    try {
      return await run()
    } catch {
      return 'crashed'
    }
  }
  const running: Promise<unknown>[] = []
  for (const one of acts) {
    if (one.act === 'say') {
      const answer = await survive(() => dialog.receive(one.to, { id: `m${one.id}`, at: 0, text: one.text }))
      if (answer === 'appended' || answer === 'duplicate') accepted.add(`${one.to} m${one.id}`)
    } else if (one.act === 'wait') clock.now += one.ms
    else if (one.act === 'sweep') running.push(survive(sweep))
    else for (let i = 0; i < one.workers; i++) running.push(survive(() => dialog[one.act](one.to)))
    if (running.length > 3) await running.shift()
  }
  await Promise.all(running)
  fragile.becalm()
  // Leases and postponements run out; every timer still to come comes.
  for (let rounds = 0; rounds < 40; rounds++) {
    clock.now += 30 * 60_000
    await sweep()
  }
  return { ...fragile, done: done(), accepted, depth: await fragile.store.depth(clock.now), dialog }
}

describe('a dialog under fire', () => {
  it('ends as the pure fold of its committed inputs, and does what the fold says, in order', async () => {
    let crashes = 0
    let doubled = 0
    let commitsSeen = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 5, maxLength: 40 }),
        fc.array(fc.nat(200), { maxLength: 60 }),
        async (acts, failures) => {
          const run = await play(acts, failures)
          crashes += run.happened()
          for (const conversation of ['a', 'b']) {
            const commits = run.commits.get(conversation) ?? []
            const committed = commits.flatMap(({ inputs }) => inputs.map(({ id }) => id))
            // Every input that was accepted is committed, and none twice.
            expect(new Set(committed).size).toBe(committed.length)
            for (const input of run.accepted)
              if (input.startsWith(conversation)) expect(committed).toContain(input.slice(2))
            const folded = pureFold(conversation, commits)
            expect((await run.dialog.snapshot(conversation)) ?? undefined).toEqual(folded.snapshot)
            expect(commits.flatMap(({ effects }) => effects.map(({ id }) => id))).toEqual(
              folded.effects.map(({ key }) => key),
            )
            const mine = new Set(folded.effects.map(({ key }) => key))
            const deliveries = run.done.filter(({ key }) => mine.has(key))
            const once = deliveries.filter(({ key }, i) => deliveries.findIndex((other) => other.key === key) === i)
            expect(once.map(({ what, key }) => ({ what, key }))).toEqual(folded.effects)
            const again = deliveries.filter(({ key }, i) => deliveries.findIndex((other) => other.key === key) !== i)
            expect(again.every(({ uncertain }) => uncertain)).toBe(true)
            doubled += again.length
            commitsSeen += commits.length
          }
          expect(run.depth).toMatchObject({ mailboxes: 0, outboxes: 0, timers: 0 })
          expect(
            run.done.every(({ key }) =>
              [...run.commits.values()].flat().some(({ effects }) => effects.some(({ id }) => id === key)),
            ),
          ).toBe(true)
        },
      ),
      { seed: 20260105, numRuns: 150 },
    )
    // What was to be survived did happen.
    expect(crashes).toBeGreaterThan(50)
    expect(doubled).toBeGreaterThan(0)
    expect(commitsSeen).toBeGreaterThan(300)
  })

  it('names effects so that no two of different inputs share a name', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string(), fc.nat(20)), { maxLength: 30 }), (places) => {
        const distinct = new Set(places.map((place) => JSON.stringify(place)))
        const clean = places.every(([a, b]) => !a.includes('\n') && !b.includes('\n'))
        const ids = new Set(places.map(([conversation, input, index]) => effectId(conversation, input, index)))
        if (clean) expect(ids.size).toBe(distinct.size)
      }),
      { seed: 1 },
    )
  })
})
