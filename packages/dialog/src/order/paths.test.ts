import type { AnyMachineSnapshot, AnyTransitionDefinition } from 'xstate'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderEvents } from '../../test/order-events.ts'
import { nodesOf } from '../flow/check.ts'
import type { Say } from '../flow/effect.ts'
import type { FlowEvent } from '../flow/message.ts'
import { restore } from '../flow/restore.ts'
import { nextTimer, stateName, statePath, type Snapshot } from '../flow/snapshot.ts'
import { start, step } from '../flow/step.ts'
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

const walked = paths(flow, { events: orderEvents as FlowEvent[], key })
const active = [...new Set(walked.map(({ from }) => from))]

describe('orderFlow, every way through it', () => {
  it('reaches every state', () => {
    const reached = new Set(walked.flatMap(({ from, to }) => [from, to]))
    const resting = nodesOf(flow.machine.root)
      .filter(({ type, id, config }) => (type === 'atomic' || type === 'final') && !config.always && id !== 'order')
      .map(({ path }) => path.join('.'))
    expect([...reached].sort()).toEqual(resting.sort())
  })

  it('takes every transition that the machine declares, also when the snapshot goes through JSON at each step', () => {
    const taken = new Set<AnyTransitionDefinition>()
    const edges = new Map(walked.map((path) => [`${path.from} ${JSON.stringify(path.steps.at(-1))} ${path.to}`, path]))
    let steps = 0
    for (const path of edges.values()) {
      let snapshot: Snapshot<OrderContext> = json(start(flow, now).snapshot)
      for (const [index, event] of path.steps.entries()) {
        // The way to an edge is made of edges that were listed before it.
        if (index === path.steps.length - 1) {
          const type = event.type ?? flow.timerEvents.get(event.timer)
          const { state } = restore(flow, snapshot) as { state: AnyMachineSnapshot }
          const cause = { ...event, type, at: now } as never
          for (const transition of flow.machine.getTransitionData(state as never, cause)) taken.add(transition)
        }
        snapshot = json(step(flow, snapshot, event, now).snapshot)
        steps += 1
      }
      expect(statePath(snapshot.value)).toBe(path.to)
    }
    const declared = nodesOf(flow.machine.root).flatMap((node) => [...node.transitions.values()].flat())
    const never = declared.filter((transition) => !taken.has(transition))
    console.log(
      `${edges.size} edges between ${active.length} active states in ${steps} steps; ${taken.size} transitions`,
    )
    expect(never.map(({ source, eventType, guard }) => `${source.id} ${eventType} ${JSON.stringify(guard)}`)).toEqual(
      [],
    )
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
      if (state === 'placing' || state === 'cancelling') expect([...to]).toEqual([state])
      else expect([...to], state).toEqual(['withOperator'])
    }
  })

  it('can be called off in every state', () => {
    const waiting = ['placing', 'cancelling', 'withOperator']
    for (const [state, to] of leads('user.cancel')) {
      const expected = state === 'placed' ? 'cancelling' : waiting.includes(state) ? state : 'cancelled'
      expect([...to], state).toEqual([expected])
    }
  })

  it('is never stuck: what waits for the database goes on with its answer', () => {
    const after = (from: string, event: string) =>
      walked.filter((edge) => edge.from === from && edge.event === event).map(({ to }) => to)
    expect(new Set(after('placing', 'order.placed'))).toEqual(new Set(['placed']))
    expect(new Set(after('placing', 'order.rejected'))).toEqual(new Set(['withOperator']))
    expect(new Set(after('cancelling', 'order.cancelled'))).toEqual(new Set(['cancelled']))
    expect(new Set(after('cancelling', 'order.locked'))).toEqual(new Set(['withOperator']))
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
              type === 'say' && (params as { phrases: string[] }).phrases.includes('ask.confirmation'),
          )
          for (const { params } of turn.effects.filter(({ type }) => type === 'placeOrder')) {
            orders += 1
            expect(event).toEqual({ type: 'user.yes' })
            expect(stateName(before?.value ?? '')).toBe('waitingConfirmation')
            expect(JSON.stringify(params as PlaceOrder)).toBe(summary)
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
