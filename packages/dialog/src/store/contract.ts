import { beforeEach, describe, expect, it } from 'vitest'
import type { Commit, Restored, Store, StoreOptions } from './port.ts'

const commit = (over: Partial<Commit> = {}): Commit => ({
  rev: 0,
  snapshot: '{"step":1}',
  inputs: [],
  effects: [],
  nextTimerAt: null,
  ttlMs: 86_400_000,
  now: Date.now(),
  ...over,
})

/** What every store must do. `open` gives an empty store; it is called anew for each rule. */
export function storeContract(name: string, open: (options: StoreOptions) => Promise<Store>): void {
  describe(`${name} store`, () => {
    let store: Store
    const now = Date.now()
    const lease = { token: 'w1', leaseMs: 30_000, now }

    beforeEach(async () => {
      store = await open({ capacity: 5, graceMs: 1000, receipts: 2 })
    })

    describe('append', () => {
      it('takes an input once, also when copies arrive at the same moment', async () => {
        const answers = await Promise.all(
          Array.from({ length: 5 }, () => store.append('c', { id: 'm1', body: '"a"' }, now)),
        )
        expect(answers.toSorted()).toEqual(['appended', 'duplicate', 'duplicate', 'duplicate', 'duplicate'])
        expect((await store.load('c', 10)).inputs).toHaveLength(1)
      })

      it('refuses a copy of an input that was committed, also after the conversation was erased', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        await store.commit('c', commit({ inputs: ['m1'] }))
        expect(await store.append('c', { id: 'm1', body: '1' }, now)).toBe('duplicate')
        await store.erase('c')
        expect(await store.append('c', { id: 'm1', body: '1' }, now)).toBe('duplicate')
      })

      it('keeps ids of different conversations apart', async () => {
        expect(await store.append('a', { id: 'm1', body: '1' }, now)).toBe('appended')
        expect(await store.append('b', { id: 'm1', body: '1' }, now)).toBe('appended')
      })

      it('says full at the capacity, and does not remember the refused id', async () => {
        for (let i = 0; i < 5; i++) await store.append('c', { id: `m${i}`, body: '1' }, now)
        expect(await store.append('c', { id: 'm5', body: '1' }, now)).toBe('full')
        await store.commit('c', commit({ inputs: ['m0'] }))
        expect(await store.append('c', { id: 'm5', body: '1' }, now)).toBe('appended')
      })

      it('remembers an id for seven days at least', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        expect(await store.append('c', { id: 'm1', body: '1' }, now + 7 * 86_400_000 - 1)).toBe('duplicate')
      })
    })

    describe('load', () => {
      it('gives nothing of a conversation that does not exist', async () => {
        expect(await store.load('nobody', 10)).toEqual({ rev: 0, snapshot: null, inputs: [], starts: 0, outbox: 0 })
      })

      it('gives inputs by order, whatever order they arrived in, and at most the limit', async () => {
        await store.append('c', { id: 'm3', order: 3000, body: '3' }, now)
        await store.append('c', { id: 'm1', order: 1000, body: '1' }, now)
        await store.append('c', { id: 'm2', order: 2000, body: '2' }, now)
        expect((await store.load('c', 2)).inputs.map(({ id, body }) => [id, body])).toEqual([
          ['m1', '1'],
          ['m2', '2'],
        ])
      })

      it('puts inputs without an order behind everything known', async () => {
        await store.append('c', { id: 'm9', order: 9000, body: '9' }, now)
        await store.append('c', { id: 'e1', body: 'e' }, now)
        await store.commit('c', commit({ inputs: ['m9'] }))
        await store.append('c', { id: 'e2', body: 'e' }, now)
        expect((await store.load('c', 9)).inputs.map(({ id }) => id)).toEqual(['e1', 'e2'])
      })

      it('marks an input late if a higher order was committed before it came', async () => {
        await store.append('c', { id: 'm2', order: 2000, body: '2' }, now)
        await store.commit('c', commit({ inputs: ['m2'] }))
        await store.append('c', { id: 'm1', order: 1000, body: '1' }, now)
        await store.append('c', { id: 'm3', order: 3000, body: '3' }, now)
        expect((await store.load('c', 9)).inputs.map(({ id, late }) => [id, late])).toEqual([
          ['m1', true],
          ['m3', false],
        ])
      })

      it('counts the starts of the first input, and anew for the next one', async () => {
        await store.append('c', { id: 'm1', order: 1, body: '1' }, now)
        await store.append('c', { id: 'm2', order: 2, body: '2' }, now)
        expect((await store.load('c', 9)).starts).toBe(1)
        expect((await store.load('c', 9)).starts).toBe(2)
        await store.commit('c', commit({ inputs: ['m1'] }))
        expect((await store.load('c', 9)).starts).toBe(1)
      })

      it('keeps any text as it is', async () => {
        const body = JSON.stringify({ text: 'көчө 👍🏽 "\\ \n ’ $1 {x}' })
        await store.append('c', { id: 'm:1 ’', body }, now)
        expect((await store.load('c', 9)).inputs[0]).toMatchObject({ id: 'm:1 ’', body })
      })
    })

    describe('commit', () => {
      it('writes the snapshot, takes the inputs and appends the effects', async () => {
        await store.append('c', { id: 'm1', order: 1, body: '1' }, now)
        await store.append('c', { id: 'm2', order: 2, body: '2' }, now)
        const committed = await store.commit(
          'c',
          commit({
            inputs: ['m1'],
            effects: [
              { id: 'e1', body: '"x"' },
              { id: 'e2', body: '"y"' },
            ],
          }),
        )
        expect(committed).toEqual({ ok: true, rev: 1, waiting: 1, outbox: 2, effect: null })
        expect(await store.load('c', 9)).toMatchObject({
          rev: 1,
          snapshot: '{"step":1}',
          outbox: 2,
          inputs: [{ id: 'm2' }],
        })
      })

      it('refuses a stale revision and changes nothing', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        await store.commit('c', commit({ snapshot: '"first"' }))
        const refused = await store.commit(
          'c',
          commit({ snapshot: '"second"', inputs: ['m1'], effects: [{ id: 'e', body: '1' }] }),
        )
        expect(refused).toEqual({ ok: false, reason: 'fenced' })
        expect(await store.load('c', 9)).toMatchObject({
          rev: 1,
          snapshot: '"first"',
          outbox: 0,
          inputs: [{ id: 'm1' }],
        })
      })

      it('refuses an input that is not in the mailbox and changes nothing', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        const refused = await store.commit('c', commit({ inputs: ['m1', 'ghost'], effects: [{ id: 'e', body: '1' }] }))
        expect(refused).toEqual({ ok: false, reason: 'unknown-input' })
        expect(await store.load('c', 9)).toMatchObject({ rev: 0, snapshot: null, outbox: 0, inputs: [{ id: 'm1' }] })
      })

      it('lets exactly one of two workers win', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        const both = await Promise.all(
          ['a', 'b'].map((who) =>
            store.commit('c', commit({ snapshot: `"${who}"`, inputs: ['m1'], effects: [{ id: who, body: '1' }] })),
          ),
        )
        expect(both.filter(({ ok }) => ok)).toHaveLength(1)
        expect((await store.load('c', 9)).outbox).toBe(1)
      })

      it('turns rejected inputs into dead letters', async () => {
        await store.append('c', { id: 'bad', body: '"poison"' }, now)
        await store.load('c', 9)
        await store.commit(
          'c',
          commit({ inputs: ['bad'], rejected: [{ id: 'bad', body: '"poison"', reason: 'it throws' }], now }),
        )
        expect(await store.deadLetters(10)).toMatchObject([
          {
            kind: 'input',
            conversation: 'c',
            item: 'bad',
            body: '"poison"',
            reason: 'it throws',
            attempts: 1,
            at: now,
          },
        ])
      })

      it('leases the head of the outbox in the same step, unless somebody holds it', async () => {
        const first = await store.commit('c', commit({ effects: [{ id: 'e1', body: '1' }], lease, now }))
        expect(first).toMatchObject({ ok: true, effect: { id: 'e1', attempts: 0, uncertain: false } })
        const second = await store.commit(
          'c',
          commit({ rev: 1, effects: [{ id: 'e2', body: '2' }], lease: { token: 'w2', leaseMs: 1000 }, now }),
        )
        expect(second).toMatchObject({ ok: true, outbox: 2, effect: null })
      })
    })

    describe('claim', () => {
      const three = () =>
        store.commit('c', commit({ effects: ['e1', 'e2', 'e3'].map((id) => ({ id, body: `"${id}"` })), now }))

      it('hands effects out one by one in the order they were committed', async () => {
        await three()
        const order: string[] = []
        let done: { id: string } | undefined
        for (;;) {
          const claimed = await store.claim('c', { ...lease, ...(done && { done }) })
          if (claimed.status !== 'claimed') break
          order.push(claimed.effect.id)
          done = { id: claimed.effect.id }
        }
        expect(order).toEqual(['e1', 'e2', 'e3'])
        expect(await store.claim('c', lease)).toEqual({ status: 'empty' })
      })

      it('gives the outbox to one of two workers', async () => {
        await three()
        const both = await Promise.all([
          store.claim('c', { ...lease, token: 'a' }),
          store.claim('c', { ...lease, token: 'b' }),
        ])
        expect(both.map(({ status }) => status).toSorted()).toEqual(['busy', 'claimed'])
      })

      it('gives an effect whose lease ran out to the next worker, as uncertain', async () => {
        await three()
        await store.claim('c', { ...lease, token: 'dead' })
        expect(await store.claim('c', { ...lease, now: now + 29_999 })).toEqual({ status: 'busy', until: now + 30_000 })
        expect(await store.claim('c', { ...lease, now: now + 30_000 })).toMatchObject({
          status: 'claimed',
          effect: { id: 'e1', uncertain: true },
        })
      })

      it('takes a report also from a worker that lost the lease, and once only', async () => {
        await three()
        await store.claim('c', { ...lease, token: 'slow' })
        await store.claim('c', { ...lease, token: 'quick', now: now + 30_000 })
        expect(
          await store.claim('c', { ...lease, token: 'slow', now: now + 30_001, done: { id: 'e1' } }),
        ).toMatchObject({ status: 'busy' })
        expect(
          await store.claim('c', { ...lease, token: 'quick', now: now + 30_002, done: { id: 'e1' } }),
        ).toMatchObject({ status: 'claimed', effect: { id: 'e2', uncertain: false } })
      })

      it('keeps the latest receipts', async () => {
        await three()
        for (const [id, next] of [
          ['e1', 1],
          ['e2', 2],
          ['e3', 3],
        ] as const) {
          await store.claim('c', lease)
          await store.claim('c', { ...lease, done: { id, receipt: `r${next}` } })
        }
        expect((await store.read('c', now))?.receipts).toEqual(['r2', 'r3'])
      })
    })

    describe('postpone and bury', () => {
      it('holds a postponed effect back, keeps the order behind it and counts the try', async () => {
        await store.commit(
          'c',
          commit({
            effects: [
              { id: 'e1', body: '1' },
              { id: 'e2', body: '2' },
            ],
            lease,
            now,
          }),
        )
        await store.postpone('c', { id: 'e1', token: 'w1', until: now + 500, attempt: true, uncertain: false, now })
        expect(await store.claim('c', lease)).toEqual({ status: 'postponed', until: now + 500 })
        expect(await store.claim('c', { ...lease, now: now + 500 })).toMatchObject({
          status: 'claimed',
          effect: { id: 'e1', attempts: 1, uncertain: false },
        })
      })

      it('does not count a wait that was nobody’s fault, and remembers doubt', async () => {
        await store.commit('c', commit({ effects: [{ id: 'e1', body: '1' }], lease, now }))
        await store.postpone('c', { id: 'e1', token: 'w1', until: now, attempt: false, uncertain: true, now })
        expect(await store.claim('c', lease)).toMatchObject({
          status: 'claimed',
          effect: { attempts: 0, uncertain: true },
        })
      })

      it('ignores a worker that does not hold the lease', async () => {
        await store.commit('c', commit({ effects: [{ id: 'e1', body: '1' }], lease, now }))
        await store.postpone('c', { id: 'e1', token: 'other', until: now + 9e6, attempt: true, uncertain: false, now })
        await store.bury('c', { id: 'e1', token: 'other', reason: 'x', now })
        expect(await store.read('c', now)).toMatchObject({ outbox: 1, head: { id: 'e1', attempts: 0 } })
      })

      it('buries an effect and goes on with the next', async () => {
        await store.commit(
          'c',
          commit({
            effects: [
              { id: 'e1', body: '"x"' },
              { id: 'e2', body: '2' },
            ],
            lease,
            now,
          }),
        )
        await store.bury('c', { id: 'e1', token: 'w1', reason: 'client not found', now })
        expect(await store.claim('c', lease)).toMatchObject({ status: 'claimed', effect: { id: 'e2', attempts: 0 } })
        expect(await store.deadLetters(10)).toMatchObject([
          { kind: 'effect', item: 'e1', body: '"x"', reason: 'client not found' },
        ])
      })

      it('lists dead letters page by page, oldest first', async () => {
        for (let i = 0; i < 3; i++) {
          await store.commit(`c${i}`, commit({ effects: [{ id: 'e', body: '1' }], lease, now }))
          await store.bury(`c${i}`, { id: 'e', token: 'w1', reason: 'x', now: now + i })
        }
        const [first] = await store.deadLetters(1)
        expect(first?.conversation).toBe('c0')
        expect((await store.deadLetters(10, first?.id)).map(({ conversation }) => conversation)).toEqual(['c1', 'c2'])
      })
    })

    describe('due', () => {
      it('names a conversation whose input nobody took, once per grace', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        expect(await store.due(now + 999, 10)).toEqual({ inbound: [], outbound: [] })
        expect(await store.due(now + 1000, 10)).toEqual({ inbound: ['c'], outbound: [] })
        expect(await store.due(now + 1001, 10)).toEqual({ inbound: [], outbound: [] })
        expect((await store.due(now + 2000, 10)).inbound).toEqual(['c'])
      })

      it('forgets a conversation whose mailbox and outbox are empty', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        await store.commit('c', commit({ inputs: ['m1'], effects: [{ id: 'e', body: '1' }], lease, now }))
        await store.claim('c', { ...lease, done: { id: 'e' } })
        expect(await store.due(now + 9e6, 10)).toEqual({ inbound: [], outbound: [] })
      })

      it('names effects when they are due and leases when they run out', async () => {
        await store.commit('new', commit({ effects: [{ id: 'e', body: '1' }], now }))
        await store.commit('held', commit({ effects: [{ id: 'e', body: '1' }], lease, now }))
        await store.commit('later', commit({ effects: [{ id: 'e', body: '1' }], lease, now }))
        await store.postpone('later', {
          id: 'e',
          token: 'w1',
          until: now + 60_000,
          attempt: true,
          uncertain: false,
          now,
        })
        expect((await store.due(now + 1000, 10)).outbound).toEqual(['new'])
        expect((await store.due(now + 30_000, 10)).outbound.toSorted()).toEqual(['held', 'new'])
        expect((await store.due(now + 60_000, 10)).outbound.toSorted()).toEqual(['held', 'later', 'new'])
      })

      it('names timers when they are due, the earliest first and at most the limit', async () => {
        await store.commit('b', commit({ nextTimerAt: now + 200, now }))
        await store.commit('a', commit({ nextTimerAt: now + 100, now }))
        await store.commit('never', commit({ nextTimerAt: null, now }))
        expect((await store.due(now + 99, 10)).inbound).toEqual([])
        expect((await store.due(now + 300, 1)).inbound).toEqual(['a'])
        expect((await store.due(now + 300, 10)).inbound).toEqual(['b'])
        await store.commit('a', commit({ rev: 1, nextTimerAt: null, now }))
        expect((await store.due(now + 9e6, 10)).inbound).toEqual(['b'])
      })
    })

    describe('read, erase, depth', () => {
      it('shows a conversation with what waits in it', async () => {
        expect(await store.read('c', now)).toBeNull()
        await store.append('c', { id: 'm1', body: '1' }, now)
        expect(await store.read('c', now)).toMatchObject({ rev: 0, snapshot: null, mailbox: 1, outbox: 0, head: null })
        await store.commit('c', commit({ effects: [{ id: 'e', body: '"x"' }], now }))
        expect(await store.read('c', now)).toMatchObject({
          rev: 1,
          snapshot: '{"step":1}',
          mailbox: 1,
          outbox: 1,
          head: { id: 'e', body: '"x"', started: false },
        })
        await store.claim('c', lease)
        expect((await store.read('c', now))?.head).toMatchObject({ started: true })
      })

      it('erases everything of one conversation and nothing of another', async () => {
        for (const c of ['c', 'd']) {
          await store.append(c, { id: 'm1', body: '1' }, now)
          await store.commit(
            c,
            commit({
              effects: [
                { id: 'e', body: '1' },
                { id: 'f', body: '1' },
              ],
              lease,
              now,
              nextTimerAt: now,
            }),
          )
          await store.bury(c, { id: 'e', token: 'w1', reason: 'x', now })
        }
        await store.erase('c')
        expect(await store.read('c', now)).toBeNull()
        expect((await store.deadLetters(10)).map(({ conversation }) => conversation)).toEqual(['d'])
        expect(await store.due(now + 9e6, 10)).toEqual({ inbound: ['d'], outbound: ['d'] })
        expect(await store.read('d', now)).toMatchObject({ mailbox: 1, outbox: 1 })
      })

      it('counts what waits', async () => {
        await store.append('a', { id: 'm1', body: '1' }, now)
        await store.commit('b', commit({ effects: [{ id: 'e', body: '1' }], nextTimerAt: now + 50, now }))
        expect(await store.depth(now + 4000)).toEqual({
          mailboxes: 1,
          outboxes: 1,
          timers: 1,
          deadLetters: 0,
          overdueMs: 3950,
        })
      })
    })

    describe('dead letters', () => {
      const buryOne = async (conversation = 'c', id = 'e') => {
        const { rev } = await store.load(conversation, 1)
        await store.commit(conversation, commit({ rev, effects: [{ id, body: `"${id}"` }], lease, now }))
        await store.bury(conversation, { id, token: 'w1', reason: 'x', now })
        return letterOf(id)
      }
      const rejectOne = async (order = 1000) => {
        await store.append('c', { id: 'bad', order, body: '"poison"' }, now)
        const { rev } = await store.load('c', 9)
        await store.commit(
          'c',
          commit({ rev, inputs: ['bad'], rejected: [{ id: 'bad', body: '"poison"', reason: 'it throws' }], now }),
        )
        return letterOf('bad')
      }
      const letterOf = async (item: string) => {
        const letters = await store.deadLetters(99)
        return letters.find((letter) => letter.item === item)?.id ?? 'none'
      }

      it('are read one by one, and those that are gone are null', async () => {
        const letter = await buryOne()
        expect(await store.deadLetter(letter)).toMatchObject({ id: letter, item: 'e', body: '"e"', reason: 'x' })
        await store.drop(letter)
        for (const gone of [letter, 'none', '', '7', '000000000000001-0000000001-0', '9-9-99'])
          expect([gone, await store.deadLetter(gone)]).toEqual([gone, null])
      })

      it('replays an effect at the end of the outbox: its own id, no tries, uncertain', async () => {
        const letter = await buryOne()
        await store.commit('c', commit({ rev: 1, effects: [{ id: 'other', body: '1' }], now }))
        expect(await store.replay(letter, now)).toEqual({ status: 'replayed', conversation: 'c', to: 'outbox' })
        expect(await store.claim('c', lease)).toMatchObject({ effect: { id: 'other', uncertain: false } })
        expect(await store.claim('c', { ...lease, done: { id: 'other' } })).toEqual({
          status: 'claimed',
          effect: { id: 'e', body: '"e"', attempts: 0, uncertain: true },
        })
        expect(await store.claim('c', { ...lease, done: { id: 'e' } })).toEqual({ status: 'empty' })
        expect(await store.deadLetters(9)).toEqual([])
      })

      it('replays an effect into an empty outbox, due at once, and buries it again as it was', async () => {
        const letter = await buryOne()
        await store.replay(letter, now)
        expect(await store.read('c', now)).toMatchObject({
          outbox: 1,
          head: { id: 'e', body: '"e"', attempts: 0, started: false },
        })
        expect(await store.depth(now)).toMatchObject({ outboxes: 1, deadLetters: 0 })
        expect(await store.due(now, 9)).toEqual({ inbound: [], outbound: ['c'] })
        await store.claim('c', lease)
        await store.bury('c', { id: 'e', token: 'w1', reason: 'again', now })
        expect(await store.deadLetters(9)).toMatchObject([{ item: 'e', body: '"e"', reason: 'again' }])
        expect(await store.due(now + 9e6, 9)).toEqual({ inbound: [], outbound: [] })
      })

      it('replays an effect as certain if it was when it was buried, whatever waits before it', async () => {
        const effects = ['e1', 'e2', 'e3'].map((id) => ({ id, body: '"?"' }))
        await store.commit('c', commit({ effects, lease, now }))
        for (const [id, uncertain] of [
          ['e1', false],
          ['e2', true],
          ['e3', false],
        ] as const) {
          await store.bury('c', { id, token: 'w1', reason: 'x', uncertain, now })
          await store.claim('c', lease)
        }
        for (const id of ['e1', 'e2', 'e3']) await store.replay(await letterOf(id), now)
        expect(await store.claim('c', lease)).toMatchObject({ effect: { id: 'e1', body: '"?"', uncertain: false } })
        const next = (id: string) => store.claim('c', { ...lease, done: { id } })
        expect(await next('e1')).toMatchObject({ effect: { id: 'e2', body: '"?"', uncertain: true } })
        expect(await next('e2')).toMatchObject({ effect: { id: 'e3', body: '"?"', uncertain: false } })
      })

      it('does not disturb a lease or a pause when it replays an effect behind it', async () => {
        const letter = await buryOne()
        await store.commit('c', commit({ rev: 1, effects: [{ id: 'other', body: '1' }], lease, now }))
        await store.replay(letter, now)
        expect((await store.due(now + 29_999, 9)).outbound).toEqual([])
        expect(await store.claim('c', { ...lease, token: 'w2' })).toMatchObject({ status: 'busy' })
      })

      it('does not double an effect that is in the outbox again', async () => {
        const letter = await buryOne()
        await store.commit('c', commit({ rev: 1, effects: [{ id: 'e', body: '"e"' }], now }))
        expect(await store.replay(letter, now)).toMatchObject({ status: 'replayed' })
        expect(await store.read('c', now)).toMatchObject({ outbox: 1 })
        expect(await store.deadLetters(9)).toEqual([])
      })

      it('replays an effect into a conversation that had expired, and keeps its receipt for a while', async () => {
        await store.commit('c', commit({ effects: [{ id: 'e', body: '"e"' }], lease, ttlMs: 1, now }))
        await store.bury('c', { id: 'e', token: 'w1', reason: 'x', now })
        await expect.poll(async () => (await store.due(Date.now(), 9), store.read('c', Date.now()))).toBeNull()
        const later = Date.now()
        expect(await store.replay(await letterOf('e'), later)).toMatchObject({ status: 'replayed' })
        expect(await store.claim('c', { ...lease, now: later })).toMatchObject({ effect: { id: 'e' } })
        await store.claim('c', { ...lease, now: later, done: { id: 'e', receipt: 'r' } })
        expect(await store.read('c', later + 1000)).toMatchObject({ rev: 0, snapshot: null, receipts: ['r'] })
        await store.append('c', { id: 'm', body: '1' }, later)
        expect(await store.commit('c', commit({ inputs: ['m'], now: later }))).toMatchObject({ ok: true, rev: 1 })
      })

      it('replays an input behind everything known, though its id was seen', async () => {
        const letter = await rejectOne()
        await store.append('c', { id: 'waits', order: 5000, body: '1' }, now)
        expect(await store.replay(letter, now)).toEqual({ status: 'replayed', conversation: 'c', to: 'mailbox' })
        expect(await store.append('c', { id: 'bad', order: 9000, body: '2' }, now)).toBe('duplicate')
        const { rev, inputs } = await store.load('c', 9)
        expect(inputs.map(({ id, body, late }) => [id, body, late])).toEqual([
          ['waits', '1', false],
          ['bad', '"poison"', false],
        ])
        expect(await store.commit('c', commit({ rev, inputs: ['waits', 'bad'] }))).toMatchObject({ ok: true })
      })

      it('makes a replayed input due at once, also where one waits already, and in a full mailbox', async () => {
        const letter = await rejectOne()
        for (let i = 0; i < 5; i++) await store.append('c', { id: `m${i}`, body: '1' }, now)
        expect((await store.due(now, 9)).inbound).toEqual([])
        expect(await store.replay(letter, now)).toMatchObject({ status: 'replayed' })
        expect((await store.due(now, 9)).inbound).toEqual(['c'])
        expect(await store.read('c', now)).toMatchObject({ mailbox: 6 })
      })

      it('replays a letter once, however many ask for it', async () => {
        for (const letter of [await buryOne(), await rejectOne()]) {
          const answers = await Promise.all(Array.from({ length: 4 }, () => store.replay(letter, now)))
          expect(answers.filter(({ status }) => status === 'replayed')).toHaveLength(1)
          expect(answers.filter(({ status }) => status === 'gone')).toHaveLength(3)
        }
        expect(await store.read('c', now)).toMatchObject({ mailbox: 1, outbox: 1 })
      })

      it('either replays or drops a letter, and knows nothing of others', async () => {
        const letter = await buryOne()
        const [replayed, dropped] = await Promise.all([store.replay(letter, now), store.drop(letter)])
        expect(replayed.status === 'replayed').toBe(!dropped)
        for (const gone of [letter, 'none', '']) {
          expect(await store.replay(gone, now)).toEqual({ status: 'gone' })
          expect(await store.drop(gone)).toBe(false)
        }
      })

      it('drops one letter for good and leaves the others', async () => {
        const [one, other] = [await buryOne('c', 'e'), await buryOne('d', 'f')]
        expect(await store.drop(one)).toBe(true)
        expect((await store.deadLetters(9)).map(({ id }) => id)).toEqual([other])
        await store.erase('c')
        expect((await store.depth(now)).deadLetters).toBe(1)
      })

      it('drops what is older than a time', async () => {
        for (const [i, conversation] of ['a', 'b', 'c', 'd'].entries()) {
          await store.commit(conversation, commit({ effects: [{ id: 'e', body: '1' }], lease, now }))
          await store.bury(conversation, { id: 'e', token: 'w1', reason: 'x', now: now + i })
        }
        expect(await store.dropOlder(now)).toBe(0)
        expect(await store.dropOlder(now + 2)).toBe(2)
        expect(await store.dropOlder(now + 2)).toBe(0)
        expect((await store.deadLetters(9)).map(({ conversation }) => conversation)).toEqual(['c', 'd'])
      })

      it('hands an effect out as uncertain if it came so', async () => {
        const effects = [
          { id: 'e1', body: '"?"', uncertain: true },
          { id: 'e2', body: '"?"', uncertain: false },
          { id: 'e3', body: '"?"', uncertain: true },
        ]
        const committed = await store.commit('c', commit({ effects, lease, now }))
        expect(committed).toMatchObject({ effect: { id: 'e1', body: '"?"', uncertain: true } })
        await store.postpone('c', { id: 'e1', token: 'w1', until: now, attempt: true, uncertain: false, now })
        expect(await store.claim('c', lease)).toMatchObject({ effect: { attempts: 1, uncertain: true } })
        const next = (id: string) => store.claim('c', { ...lease, done: { id } })
        expect(await next('e1')).toMatchObject({ effect: { id: 'e2', body: '"?"', uncertain: false } })
        expect(await next('e2')).toMatchObject({ effect: { id: 'e3', body: '"?"', uncertain: true } })
      })
    })

    describe('restore', () => {
      const kept = (over: Partial<Restored> = {}): Restored => ({
        overRev: 0,
        rev: 7,
        snapshot: '{"step":7}',
        lastOrder: 5000,
        nextTimerAt: null,
        ttlMs: 86_400_000,
        receipts: ['r1', 'r2', 'r3'],
        inputs: [],
        seen: ['m1', 'm2'],
        now,
        ...over,
      })

      it('puts a conversation back that is not there', async () => {
        expect(await store.restore('c', kept())).toBe(true)
        expect(await store.read('c', now)).toEqual({
          rev: 7,
          snapshot: '{"step":7}',
          lastOrder: 5000,
          mailbox: 0,
          outbox: 0,
          receipts: ['r2', 'r3'],
          head: null,
        })
        expect(await store.append('c', { id: 'm1', body: '1' }, now)).toBe('duplicate')
        await store.append('c', { id: 'late', order: 4000, body: '1' }, now)
        expect(await store.load('c', 9)).toMatchObject({ rev: 7, inputs: [{ id: 'late', late: true }] })
        expect(await store.commit('c', commit({ rev: 7, inputs: ['late'] }))).toMatchObject({ ok: true, rev: 8 })
      })

      it('refuses to where it stands elsewhere, and changes nothing', async () => {
        expect(await store.restore('c', kept({ overRev: 1 }))).toBe(false)
        expect(await store.read('c', now)).toBeNull()
        await store.commit('c', commit({ effects: [{ id: 'e', body: '1' }], nextTimerAt: now + 10, now }))
        const before = [await store.read('c', now), await store.depth(now)]
        expect(await store.restore('c', kept())).toBe(false)
        expect([await store.read('c', now), await store.depth(now)]).toEqual(before)
        expect(await store.append('c', { id: 'm1', body: '1' }, now)).toBe('appended')
      })

      it('lets one of several win', async () => {
        const all = await Promise.all([8, 9, 10].map((rev) => store.restore('c', kept({ rev }))))
        expect(all.filter(Boolean)).toHaveLength(1)
      })

      it('empties the outbox and ends its lease', async () => {
        const effects = ['e1', 'e2'].map((id) => ({ id, body: '1' }))
        await store.commit('c', commit({ effects, lease, now }))
        await store.postpone('c', { id: 'e1', token: 'w1', until: now + 9e6, attempt: true, uncertain: true, now })
        await store.claim('c', { ...lease, token: 'holder', now: now + 9e6 })
        await store.restore('c', kept({ overRev: 1 }))
        expect(await store.depth(now)).toMatchObject({ outboxes: 0 })
        expect(await store.claim('c', { ...lease, done: { id: 'e1', receipt: 'no' } })).toEqual({ status: 'empty' })
        const committed = await store.commit('c', commit({ rev: 7, effects: [{ id: 'e9', body: '1' }], lease, now }))
        expect(committed).toMatchObject({ effect: { id: 'e9', attempts: 0, uncertain: false } })
        expect((await store.read('c', now))?.receipts).toEqual(['r2', 'r3'])
      })

      it('takes its inputs by order, those without one behind everything, and refuses copies of them', async () => {
        const inputs = [
          { id: 'e1', body: '"e1"' },
          { id: 'm4', order: 9000, body: '"m4"' },
          { id: 'm3', order: 8000, body: '"m3"' },
          { id: 'e2', body: '"e2"' },
        ]
        await store.restore('c', kept({ inputs }))
        expect((await store.load('c', 9)).inputs).toEqual([
          { id: 'e1', body: '"e1"', order: 5001, late: false },
          { id: 'm3', body: '"m3"', order: 8000, late: false },
          { id: 'm4', body: '"m4"', order: 9000, late: false },
          { id: 'e2', body: '"e2"', order: 9001, late: false },
        ])
        for (const { id, body } of inputs) expect(await store.append('c', { id, body }, now)).toBe('duplicate')
        expect(await store.depth(now)).toMatchObject({ mailboxes: 1 })
        expect((await store.due(now, 9)).inbound).toEqual(['c'])
      })

      it('keeps an input that came meanwhile, and takes out one that is known as taken', async () => {
        await store.append('c', { id: 'm1', order: 1000, body: '1' }, now)
        await store.append('c', { id: 'new', order: 9000, body: '"new"' }, now)
        await store.append('c', { id: 'both', order: 9500, body: '"both"' }, now)
        await store.restore('c', kept({ inputs: [{ id: 'both', order: 9500, body: '"both"' }] }))
        expect((await store.load('c', 9)).inputs.map(({ id }) => id)).toEqual(['new', 'both'])
        expect((await store.due(now, 9)).inbound).toEqual(['c'])
      })

      it('leaves nothing due where nothing waits', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        await store.load('c', 9)
        await store.restore('c', kept())
        expect(await store.depth(now)).toMatchObject({ mailboxes: 0, outboxes: 0, timers: 0 })
        expect(await store.due(now + 9e6, 9)).toEqual({ inbound: [], outbound: [] })
      })

      it('sets the timer that was kept, and forgets the one that was here', async () => {
        await store.commit('c', commit({ nextTimerAt: now + 50, now }))
        await store.commit('d', commit({ nextTimerAt: now + 50, now }))
        await store.restore('c', kept({ overRev: 1, nextTimerAt: now + 200 }))
        await store.restore('d', kept({ overRev: 1 }))
        expect(await store.depth(now)).toMatchObject({ timers: 1 })
        expect((await store.due(now + 199, 9)).inbound).toEqual([])
        expect((await store.due(now + 200, 9)).inbound).toEqual(['c'])
      })

      it('fences whoever loaded before, also if what was kept is older than what was here', async () => {
        await store.append('c', { id: 'm9', body: '1' }, now)
        await store.load('c', 9)
        await store.restore('c', kept({ inputs: [{ id: 'm9', body: '1' }] }))
        expect(await store.commit('c', commit({ inputs: ['m9'] }))).toEqual({ ok: false, reason: 'fenced' })
        await store.restore('c', kept({ overRev: 7, rev: 3 }))
        for (const rev of [3, 7]) expect(await store.commit('c', commit({ rev }))).toMatchObject({ ok: false })
        const { rev } = await store.load('c', 9)
        expect(rev).toBeGreaterThan(7)
        expect(await store.commit('c', commit({ rev }))).toMatchObject({ ok: true })
      })

      it('is forgotten after its time as any other', async () => {
        await store.restore('c', kept({ ttlMs: 1 }))
        await expect.poll(async () => (await store.due(Date.now(), 9), store.read('c', Date.now()))).toBeNull()
      })
    })

    describe('erasing', () => {
      const nothing = async () => {
        expect(await store.read('c', Date.now())).toBeNull()
        expect(await store.load('c', 9)).toEqual({ rev: 0, snapshot: null, inputs: [], starts: 0, outbox: 0 })
        expect(await store.deadLetters(9)).toEqual([])
        expect(await store.depth(now)).toMatchObject({ mailboxes: 0, outboxes: 0, timers: 0, deadLetters: 0 })
      }

      it('refuses the commit of a worker that began before', async () => {
        await store.append('c', { id: 'm1', body: '1' }, now)
        await store.erase('c')
        const first = commit({ inputs: ['m1'], effects: [{ id: 'e', body: '1' }], nextTimerAt: now })
        expect(await store.commit('c', first)).toEqual({ ok: false, reason: 'unknown-input' })
        await nothing()
        await store.commit('c', commit())
        await store.erase('c')
        expect(await store.commit('c', commit({ rev: 1, nextTimerAt: now }))).toEqual({ ok: false, reason: 'fenced' })
        await nothing()
      })

      it('refuses it also when the customer has begun anew', async () => {
        await store.commit('c', commit())
        await store.commit('c', commit({ rev: 1 }))
        expect([await store.erase('c'), await store.erase('c'), await store.erase('nobody')]).toEqual([2, 2, 0])
        await store.append('c', { id: 'm2', body: '1' }, now)
        expect(await store.read('c', now)).toMatchObject({ rev: 0, snapshot: null, mailbox: 1 })
        expect(await store.load('c', 9)).toMatchObject({ rev: 0, snapshot: null })
        expect(await store.commit('c', commit({ inputs: ['m2'], snapshot: '"new"' }))).toMatchObject({
          ok: true,
          rev: 3,
        })
        for (const rev of [1, 2]) {
          expect(await store.commit('c', commit({ rev, snapshot: '"old"' }))).toEqual({ ok: false, reason: 'fenced' })
        }
        const { rev, snapshot } = await store.load('c', 9)
        expect(snapshot).toBe('"new"')
        expect(await store.commit('c', commit({ rev }))).toMatchObject({ ok: true, rev: rev + 1 })
      })

      it('refuses whatever the holder of the outbox still reports', async () => {
        const effects = ['e1', 'e2'].map((id) => ({ id, body: '1' }))
        for (const report of [
          () => store.claim('c', { ...lease, done: { id: 'e1', receipt: 'r' } }),
          () => store.claim('c', lease),
          () => store.postpone('c', { id: 'e1', token: 'w1', until: now, attempt: true, uncertain: true, now }),
          () => store.bury('c', { id: 'e1', token: 'w1', reason: 'x', now }),
        ]) {
          const { rev } = await store.load('c', 9)
          await store.commit('c', commit({ rev, effects, lease, now }))
          await store.erase('c')
          await report()
          await nothing()
        }
        expect(await store.due(now + 9e6, 9)).toEqual({ inbound: [], outbound: [] })
      })

      it('takes dead letters along, so that none comes back', async () => {
        await store.commit('c', commit({ effects: [{ id: 'e', body: '1' }], lease, now }))
        await store.bury('c', { id: 'e', token: 'w1', reason: 'x', now })
        const [letter] = await store.deadLetters(1)
        await store.erase('c')
        expect(await store.replay(letter?.id ?? '', now)).toEqual({ status: 'gone' })
        await nothing()
      })
    })

    describe('takeToken', () => {
      it('lets a burst through, then holds everyone to the rate', async () => {
        const rate = { perSecond: 10, burst: 3 }
        const waits = await Promise.all(Array.from({ length: 4 }, () => store.takeToken('api', rate, now)))
        expect(waits.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 100])
        expect(await store.takeToken('api', rate, now + 100)).toBe(0)
        expect(await store.takeToken('api', rate, now + 100)).toBe(100)
        expect(await store.takeToken('other', rate, now)).toBe(0)
      })
    })
  })
}
