import type { AnyMachineSnapshot } from 'xstate'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderEvents } from '../../test/order-events.ts'
import { nodesOf } from '../flow/check.ts'
import type { Say } from '../flow/effect.ts'
import type { FlowEvent } from '../flow/message.ts'
import { restore } from '../flow/restore.ts'
import { nextTimer, stateName, type Snapshot } from '../flow/snapshot.ts'
import { step } from '../flow/step.ts'
import { takeTurn, timerInput } from '../flow/turn.ts'
import { paths } from '../testing/paths.ts'
import type { OrderContext } from './context.ts'
import { orderFlow, type PlaceOrder } from './flow.ts'

const flow = orderFlow()
const now = Date.UTC(2026, 0, 5, 4)
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** What guards read, and no more: it decides which snapshots are one and the same. */
const key = ({ address, phone, bottles, misses, knownPhone, reminded, orderNumber }: OrderContext) => [
  address !== null,
  phone !== null,
  bottles !== null,
  misses,
  Boolean(knownPhone),
  reminded,
  orderNumber !== null,
]

const all = orderEvents as FlowEvent[]
const some = (...types: string[]) => all.filter(({ type }) => types.includes(type))
const whole = { type: 'user.provide', address: 'Манаса 1', phone: '+996555000111', bottles: 3 }

/** All events with a customer whom nobody knows; what differs for one who comes back, and where empties are asked for. */
const walks = [
  { flow, paths: paths(flow, { events: all.filter(({ type }) => type !== 'customer.returned'), key }) },
  {
    flow,
    paths: paths(flow, {
      events: [
        ...some(
          'customer.returned',
          'user.yes',
          'user.no',
          'user.repeat',
          'user.forget',
          'order.placed',
          'user.cancel',
        ),
        { type: 'user.ask', topic: 'order-status' },
        { type: 'user.change', slot: 'bottles' },
        { type: 'user.change', bottles: whole.bottles },
        { type: 'user.provide', address: 'Манаса 1' },
        { type: 'user.provide', bottles: 4, usual: true },
        whole,
      ],
      key: ({ address, phone, bottles, misses, knownPhone, orderNumber, usual, amending }: OrderContext) => [
        address !== null,
        phone !== null,
        bottles !== null,
        misses,
        Boolean(knownPhone),
        orderNumber !== null,
        Boolean(usual?.address),
        Boolean(usual?.bottles),
        amending !== null,
      ],
    }),
  },
  ...[orderFlow({ rules: { askEmpties: true } })].map((asking) => ({
    flow: asking,
    paths: paths(asking, {
      events: [
        whole,
        { type: 'user.provide', empties: 2 },
        { type: 'user.unclear' },
        ...some('user.yes', 'user.no', 'user.cancel', 'user.operator'),
      ],
      key: (context: OrderContext) => [...key(context), context.empties !== null],
    }),
  })),
]
const walked = walks.flatMap((walk) => walk.paths)
const active = [...new Set(walked.map(({ from }) => from))]

describe('orderFlow, every way through it', () => {
  it('reaches every state', () => {
    const reached = new Set(walked.flatMap(({ from, to }) => [from, to]))
    const resting = nodesOf(flow.machine.root)
      .filter(({ type, id, config }) => (type === 'atomic' || type === 'final') && !config.always && id !== 'order')
      .map(({ path }) => path.join('.'))
    expect([...reached].sort()).toEqual(resting.sort())
  })

  it('takes every transition that the machine declares, also when the snapshot goes through JSON', () => {
    const taken = new Set<string>()
    const edges = new Set<string>()
    for (const { flow: walkedFlow, paths: ways } of walks) {
      for (const { from, to, before, steps } of ways) {
        const event = steps.at(-1) as (typeof steps)[number]
        const type = event.type ?? walkedFlow.timerEvents.get(event.timer)
        const { state } = restore(walkedFlow, before) as { state: AnyMachineSnapshot }
        const cause = { ...event, type, at: now } as never
        for (const { source, eventType, guard } of walkedFlow.machine.getTransitionData(state as never, cause))
          taken.add(`${source.id} ${eventType} ${JSON.stringify(guard)}`)
        const edge = `${from} ${JSON.stringify(event)} ${to}`
        if (edges.has(edge)) continue
        edges.add(edge)
        const after = step<OrderContext>(walkedFlow, before as Snapshot<OrderContext>, event, now)
        const stored = step<OrderContext>(walkedFlow, json(before) as Snapshot<OrderContext>, event, now)
        expect(json(stored)).toEqual(json(after))
      }
    }
    const declared = nodesOf(flow.machine.root).flatMap((node) => [...node.transitions.values()].flat())
    const names = declared.map(({ source, eventType, guard }) => `${source.id} ${eventType} ${JSON.stringify(guard)}`)
    console.log(`${walked.length} edges between ${active.length} active states, ${taken.size} transitions`)
    expect(names.filter((name) => !taken.has(name))).toEqual([])
  })

  it('places an order at a yes to the summary only', () => {
    const ways = walked.filter(({ from, to }) => to === 'placing' && from !== 'placing')
    expect(new Set(ways.map(({ from, event }) => `${from} ${event}`))).toEqual(
      new Set(['ordering.waitingConfirmation user.yes']),
    )
  })

  const leads = (event: string) =>
    active.map(
      (state) =>
        [
          state,
          new Set(walked.filter((edge) => edge.event === event && edge.from === state).map(({ to }) => stateName(to))),
        ] as const,
    )

  it('comes to a person from every state, at once or when the database has answered', () => {
    for (const [state, to] of leads('user.operator')) {
      if (state === 'placing' || state === 'cancelling' || state === 'changing') expect([...to]).toEqual([state])
      else expect([...to], state).toEqual(['withOperator'])
    }
  })

  it('can be called off in every state', () => {
    const waiting = ['placing', 'cancelling', 'changing', 'withOperator']
    for (const [state, to] of leads('user.cancel')) {
      // The first word may be about an order of an earlier conversation, a second one about the order before the draft.
      const expected =
        state === 'greeting' || state === 'cancelled'
          ? ['cancelled', 'cancelling']
          : [state === 'placed' ? 'cancelling' : waiting.includes(state) ? state : 'cancelled']
      expect([...to], state).toEqual(expected)
    }
  })

  it('is never stuck: what waits for the database goes on with its answer', () => {
    const after = (from: string, event: string) =>
      walked.filter((edge) => edge.from === from && edge.event === event).map(({ to }) => to)
    expect(new Set(after('placing', 'order.placed'))).toEqual(new Set(['placed']))
    expect(new Set(after('placing', 'order.rejected'))).toEqual(new Set(['withOperator']))
    expect(new Set(after('cancelling', 'order.cancelled'))).toEqual(new Set(['cancelled']))
    expect(new Set(after('cancelling', 'order.locked'))).toEqual(new Set(['withOperator']))
    expect(new Set(after('changing', 'order.changed'))).toEqual(new Set(['placed']))
    expect(new Set(after('changing', 'order.locked'))).toEqual(new Set(['withOperator']))
  })
})

describe('orderFlow under any events', () => {
  const script = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...(orderEvents as FlowEvent[])) },
      {
        weight: 12,
        arbitrary: fc.constantFrom<FlowEvent>(
          { type: 'user.yes' },
          { type: 'user.provide', address: 'Манаса 1', phone: '+996555000111', bottles: 3 },
        ),
      },
      { weight: 1, arbitrary: fc.constant('timer' as const) },
    ),
    { minLength: 1, maxLength: 40 },
  )

  it('never throws, stays small, and orders only what was confirmed', () => {
    let orders = 0
    fc.assert(
      fc.property(script, (events) => {
        let snapshot: Snapshot<OrderContext> | undefined
        let summary: string | undefined
        for (const [index, event] of events.entries()) {
          const timer = snapshot && nextTimer(snapshot)
          if (event === 'timer' && !timer) continue
          const input =
            event === 'timer' && timer
              ? timerInput(timer)
              : ({ id: `e${index}`, kind: 'event', at: now, event: event as FlowEvent } as const)
          const before = snapshot && structuredClone(snapshot)
          const turn = takeTurn(flow, { conversation: 'c', snapshot, input, now })
          expect(snapshot).toEqual(before)
          expect(turn.effects.length).toBeLessThan(20)
          expect(json(turn)).toEqual(turn)
          for (const { type, params } of turn.effects)
            if (type === 'say') expect((params as Say).text, JSON.stringify(event)).not.toBe('')
          expect(turn.snapshot.status).not.toBe('parked')
          const asked = turn.effects.some(
            ({ type, params }) =>
              type === 'say' &&
              (params as Say).phrases.includes('ask.confirmation') &&
              (params as Say).text.includes('💧'),
          )
          for (const { params } of turn.effects.filter(({ type }) => type === 'placeOrder')) {
            orders += 1
            expect(event).toMatchObject({ type: 'user.yes' })
            expect(stateName(before?.value ?? '')).toBe('waitingConfirmation')
            const { address, phone, bottles, note } = params as PlaceOrder
            expect(JSON.stringify({ address, phone, bottles })).toBe(summary)
            expect(note ?? '').toContain((event as { note?: string }).note ?? '')
          }
          snapshot = turn.snapshot as Snapshot<OrderContext>
          const { address, phone, bottles } = snapshot.context
          if (asked) summary = JSON.stringify({ address, phone, bottles })
          if (stateName(snapshot.value) === 'waitingConfirmation')
            expect(JSON.stringify({ address, phone, bottles }), 'the summary is out of date').toBe(summary)
          expect(JSON.stringify(snapshot).length).toBeLessThan(4096)
          expect(snapshot.timers).toEqual(
            Object.fromEntries(Object.entries(snapshot.timers).filter(([id]) => flow.timerEvents.has(id))),
          )
        }
      }),
      { seed: 20260105, numRuns: 400 },
    )
    expect(orders).toBeGreaterThan(20)
  })
})
