import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderEvents } from '../../test/order-events.ts'
import type { Say } from '../flow/effect.ts'
import type { FlowEvent, Input, Message } from '../flow/message.ts'
import { nextTimer, type Snapshot } from '../flow/snapshot.ts'
import { takeTurn, timerInput } from '../flow/turn.ts'
import type { OrderContext } from './context.ts'
import { orderFlow } from './flow.ts'

const flow = orderFlow()
const begin = Date.UTC(2026, 0, 5, 4)

const said = fc.constantFrom(
  ...'Здравствуйте|Токтогула 125, кв 4|0555 123 456|3|да|нет|отмена|заново|оператор|English|2 бутыли на Манаса 40|ооба|👍|?|сколько стоит|повторить'.split(
    '|',
  ),
)
const text = fc.oneof(
  { weight: 4, arbitrary: said },
  { weight: 1, arbitrary: fc.array(said, { maxLength: 40 }).map((all) => all.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 5 }).map((unit) => unit.repeat(4_096 / unit.length)) },
)
const media = fc.record(
  {
    kind: fc.constantFrom('photo', 'voice', 'video', 'document', 'sticker', 'contact'),
    url: fc.string(),
    name: fc.string(),
  },
  { requiredKeys: ['kind'] },
)
const message = fc.record(
  {
    text,
    media: fc.array(media, { maxLength: 3 }),
    location: fc.record({ lat: fc.double(), lon: fc.double() }),
    thread: fc.constantFrom('t1', 't2'),
    sender: fc.record({ phone: fc.oneof(fc.string(), fc.constant('+996555123456')), name: fc.string() }),
  },
  { requiredKeys: ['text'] },
) as fc.Arbitrary<Message>
const arrival = fc.record({
  what: fc.oneof(
    { weight: 5, arbitrary: message },
    { weight: 2, arbitrary: fc.constantFrom(...(orderEvents as FlowEvent[])) },
    { weight: 1, arbitrary: fc.constant('timer' as const) },
  ),
  late: fc.boolean(),
  afterMs: fc.integer({ min: 0, max: 3_600_000 }),
})

describe('orderFlow under any messages and events', () => {
  it('never throws, keeps a small snapshot that survives JSON, and says little at a time', { timeout: 60_000 }, () => {
    const states = new Set<string>()
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 25 }), (arrivals) => {
        let snapshot: Snapshot<OrderContext> | undefined
        let now = begin
        for (const [index, { what, late, afterMs }] of arrivals.entries()) {
          now += afterMs
          const id = `i${index}`
          const timer = snapshot && nextTimer(snapshot)
          if (what === 'timer' && !timer) continue
          if (what === 'timer' && timer) now = Math.max(now, timer.at)
          const input =
            what === 'timer' && timer
              ? timerInput(timer)
              : (('type' in (what as object)
                  ? { id, kind: 'event', at: now, event: what as FlowEvent }
                  : { id, kind: 'message', at: late ? now - 60_000 : now, message: what as Message }) as Input)
          const given = { conversation: 'c', snapshot, input, now, late }
          const turn = takeTurn(flow, given)
          const again = takeTurn(flow, structuredClone(given))
          expect(again).toEqual(turn)
          const kept = JSON.stringify(turn.snapshot)
          expect(kept.length).toBeLessThan(4_096)
          expect(turn.effects.length).toBeLessThan(20)
          expect(new Set(turn.effects.map(({ id: key }) => key)).size).toBe(turn.effects.length)
          for (const { type, params } of turn.effects)
            if (type === 'say') expect((params as Say).text.trim()).not.toBe('')
          expect(turn.snapshot.status).not.toBe('parked')
          snapshot = JSON.parse(kept) as Snapshot<OrderContext>
          states.add(JSON.stringify(snapshot.value))
        }
      }),
      { seed: 20260105, numRuns: 120 },
    )
    expect(states.size).toBeGreaterThan(8)
  })
})
