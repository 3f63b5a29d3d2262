import { beforeEach, describe, expect, it } from 'vitest'
import type { Commit, Store, StoreOptions } from './port.ts'

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
