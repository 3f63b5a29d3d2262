import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countingFlow } from '../../../test/counting-house.ts'
import { rewindingStore } from '../../../test/rewinding-store.ts'
import type { Say } from '../../flow/effect.ts'
import { createDialog, type Dialog } from '../../runtime/dialog.ts'
import type { Delivery } from '../../runtime/outcome.ts'
import { journaledStore, memoryJournal, type JournalObserved } from './index.ts'

type Act =
  | { act: 'say'; to: string; id: number }
  | { act: 'work'; to: string; process: number }
  | { act: 'deliver'; to: string; process: number }
  | { act: 'sweep'; process: number }
  | { act: 'crash'; process: number }
  | { act: 'wait'; ms: number }
  | { act: 'lose'; share: number }

const to = fc.constantFrom('a', 'b')
const process = fc.nat(2)
const act = (lossy: boolean): fc.Arbitrary<Act> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ act: fc.constant('say' as const), to, id: fc.nat(14) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('work' as const), to, process }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('deliver' as const), to, process }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('sweep' as const), process }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('crash' as const), process }) },
    {
      weight: 2,
      arbitrary: fc.record({ act: fc.constant('wait' as const), ms: fc.constantFrom(100, 1000, 6000, 40_000) }),
    },
    {
      weight: lossy ? 2 : 0,
      arbitrary: fc.record({ act: fc.constant('lose' as const), share: fc.constantFrom(0, 0.3, 0.6, 0.8, 0.9, 0.97) }),
    },
  )

interface Life {
  alive: boolean
}

/** Lets time pass in small turns, and ends there for a process that is dead. */
async function turns(count: number, life: Life): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
  if (!life.alive) await new Promise(() => {})
}

/** Waits, and fails before or after the call, as told by one number for each call. */
function nervous<Port extends object>(port: Port, failures: (number | undefined)[], life: Life) {
  const wrapped = { ...port }
  for (const name of Object.keys(port) as (keyof Port)[]) {
    const original = port[name] as (...given: unknown[]) => Promise<unknown>
    ;(wrapped as Record<keyof Port, unknown>)[name] = async (...given: unknown[]) => {
      const failure = failures.shift() ?? 0
      await turns(failure % 7, life)
      if (failure % 13 === 1) throw new Error('lost before')
      const result = await original(...given)
      await turns(failure % 5, life)
      if (failure % 13 === 2) throw new Error('lost after')
      return result
    }
  }
  return wrapped
}

interface Trouble {
  lossy: boolean
  store: number[]
  journal: number[]
}

async function play(acts: readonly Act[], trouble: Trouble) {
  const clock = { now: 1_000_000_000 }
  const rewinding = rewindingStore({ graceMs: 2_000, seenTtlMs: 1e12 })
  const journal = memoryJournal()
  const failures = { store: [...trouble.store], journal: [...trouble.journal] }
  const observed: JournalObserved[] = []

  /** What the world saw: a reply once for each time that it was sent, an entry once for each key. */
  const sent: { conversation: string; text: string }[] = []
  const sentKeys = new Set<string>()
  const booked = new Map<string, string>()
  const begin = () => {
    const life = { alive: true }
    const slowly = () => turns((failures.store.shift() ?? 0) % 6, life)
    const store = journaledStore({
      store: nervous(rewinding.store, failures.store, life),
      journal: nervous(journal, failures.journal, life),
      observe: (one) => observed.push(one),
      pauseMs: 1,
      gatherMs: 0,
      timeoutMs: 60_000,
      clock: () => clock.now,
    })
    const dialog = createDialog({
      flow: countingFlow,
      store,
      effects: {
        async say({ text }: Say, { key, conversation, uncertain }: Delivery) {
          await slowly()
          // Somebody who is in doubt looks first.
          if (!uncertain || !sentKeys.has(key)) sent.push({ conversation, text })
          sentKeys.add(key)
          await slowly()
        },
        async book({ text }: { text: string }, { key, conversation }: Delivery) {
          await slowly()
          booked.set(key, `${conversation} ${text}`)
          await slowly()
          return { status: 'done' as const, event: { type: 'entry.booked', text } }
        },
      },
      clock: () => clock.now,
      random: () => 0.5,
    })
    let end = () => {}
    const ended = new Promise<void>((resolve) => (end = resolve))
    const kill = () => {
      life.alive = false
      end()
    }
    const survive = (run: (dialog: Dialog) => Promise<unknown>) =>
      Promise.race([run(dialog).catch(() => 'failed'), ended])
    return { kill, survive, suspect: store.suspect }
  }
  const processes = [begin(), begin(), begin()]
  const of = (index: number) => processes[index] as (typeof processes)[0]
  const accepted = new Set<string>()
  const running: Promise<unknown>[] = []
  for (const one of acts) {
    if (one.act === 'say') {
      const text = `m${one.id}`
      const message = { id: text, at: clock.now, text, order: one.id * 1024 }
      const answer = await of(0).survive((dialog) => dialog.receive(one.to, message))
      if (answer === 'appended' || answer === 'duplicate') accepted.add(`${one.to} ${text}`)
    } else if (one.act === 'wait') clock.now += one.ms
    else if (one.act === 'lose') {
      rewinding.rewind(Math.floor(rewinding.calls() * one.share))
      // A server that comes back with older data was away, which its clients notice.
      if (one.share > 0) for (const { suspect } of processes) suspect()
    } else if (one.act === 'crash') {
      of(one.process).kill()
      processes[one.process] = begin()
    } else if (one.act === 'sweep') running.push(of(one.process).survive((dialog) => dialog.sweep()))
    else if (one.act === 'work') running.push(of(one.process).survive((dialog) => dialog.work(one.to)))
    else running.push(of(one.process).survive((dialog) => dialog.deliver(one.to)))
    if (running.length > 2) await running.shift()
  }
  await Promise.all(running)
  failures.store.length = 0
  failures.journal.length = 0
  for (let quiet = 0, rounds = 0; quiet < 4 && rounds < 60; rounds++) {
    clock.now += 20_000
    for (const process of processes) await process.survive((dialog) => dialog.sweep())
    const { mailboxes, outboxes } = await rewinding.store.depth(clock.now)
    quiet = mailboxes + outboxes === 0 ? quiet + 1 : 0
  }
  const logs = new Map<string, string[]>()
  for (const conversation of ['a', 'b']) {
    const stored = await rewinding.store.read(conversation, clock.now)
    const snapshot = JSON.parse(stored?.snapshot ?? '{"context":{"log":[]}}') as { context: { log: string[] } }
    logs.set(conversation, snapshot.context.log)
  }
  return { accepted, logs, sent, booked, observed, depth: await rewinding.store.depth(clock.now) }
}

function check({ accepted, logs, sent, booked, depth }: Awaited<ReturnType<typeof play>>): void {
  for (const [conversation, log] of logs) {
    const mine = [...accepted].filter((one) => one.startsWith(conversation)).map((one) => one.slice(2))
    const texts = sent.filter((one) => one.conversation === conversation).map(({ text }) => text)
    expect(new Set(log).size, 'nothing is taken twice').toBe(log.length)
    expect(log, 'everything accepted is taken').toEqual(expect.arrayContaining(mine.map((id) => `user.said ${id}`)))
    const taken = log.filter((line) => line.startsWith('user.said')).map((line) => line.slice(10))
    expect(
      log
        .filter((line) => line.startsWith('entry.booked'))
        .map((line) => line.slice(13))
        .sort(),
    ).toEqual(taken.toSorted())
    expect(texts.toSorted(), 'each reply is sent once').toEqual(
      taken.flatMap((id) => [`heard ${id}`, `booked ${id}`]).sort(),
    )
    const entries = [...booked.values()].filter((one) => one.startsWith(conversation)).map((one) => one.slice(2))
    expect(entries.sort(), 'each entry has one key').toEqual(taken.sort())
  }
  expect(depth).toMatchObject({ mailboxes: 0, outboxes: 0, deadLetters: 0 })
}

/** More find more: `RUNS=5000 pnpm test …/loss.test.ts --testTimeout 600000`. */
const runs = Number(globalThis.process.env['RUNS'] ?? 80)

const chances = fc.array(fc.nat(1000), { maxLength: 200 })

describe('a dialog whose store loses what it was told', () => {
  const seen = new Map<string, number>()
  const note = ({ observed }: Awaited<ReturnType<typeof play>>) => {
    for (const { type } of observed) seen.set(type, (seen.get(type) ?? 0) + 1)
  }

  it('takes each accepted message once, and says and does what comes of it once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act(true), { minLength: 10, maxLength: 60 }), chances, async (acts, store) => {
        const run = await play(acts, { lossy: true, store, journal: [] })
        note(run)
        check(run)
      }),
      { seed: 20260106, numRuns: runs },
    )
    for (const type of ['lost', 'restored', 'refed', 'compared', 'store-failed'])
      expect(seen.get(type) ?? 0, type).toBeGreaterThan(0)
  })

  it('does so while the journal is away now and then, as long as the store loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act(false), { minLength: 10, maxLength: 60 }),
        chances,
        chances,
        async (acts, store, journal) => {
          const run = await play(acts, { lossy: false, store, journal })
          note(run)
          check(run)
        },
      ),
      { seed: 20260107, numRuns: runs },
    )
    expect(seen.get('away') ?? 0).toBeGreaterThan(0)
  })
})
