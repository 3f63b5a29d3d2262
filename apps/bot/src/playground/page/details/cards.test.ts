import { describe, expect, it } from 'vitest'
import type { Counters, FeedEntry } from '../../contract.ts'
import { cardsOf } from './cards.ts'

const counters: Counters = { webhooks: 0, received: 0, duplicates: 0, taken: 0, answered: 0, orders: 0, buried: 0 }
const of = { conversation: '9900000001', counters }
const received = (number: number, input: string, outcome: 'appended' | 'duplicate' = 'appended'): FeedEntry => ({
  ...of,
  id: `run-${number}`,
  at: number,
  type: 'received',
  input,
  words: input,
  outcome,
})
const turn = (number: number, input: string, effect: string): FeedEntry => ({
  ...of,
  id: `run-${number}`,
  at: number,
  type: 'turn',
  input: { id: input, kind: 'message', words: input },
  event: { type: 'user.yes' },
  because: [],
  from: 'a',
  to: 'b',
  handled: true,
  late: false,
  rev: 1,
  locale: 'en',
  effects: [{ id: effect, type: 'say', summary: '', params: {} }],
  timers: { set: [], cleared: [], fired: null },
})
const delivered = (number: number, effect: string): FeedEntry => ({
  ...of,
  id: `run-${number}`,
  at: number,
  type: 'effect',
  effect,
  effectType: 'say',
  what: 'delivered',
  attempt: 1,
})
const clock = (number: number): FeedEntry => ({
  id: `run-${number}`,
  at: number,
  conversation: null,
  type: 'clock',
  offsetMs: 1,
})
const told = (timeline: FeedEntry[], news: FeedEntry[] = []) =>
  cardsOf(timeline, news).map(({ entries }) => entries.map(({ id }) => id))

describe('what happened, as cards', () => {
  it('puts a copy and an effect to the message that they come of', () => {
    const timeline = [
      received(1, 'm1'),
      turn(2, 'm1', 'e1'),
      received(3, 'm2'),
      received(4, 'm1', 'duplicate'),
      turn(5, 'm2', 'e2'),
      delivered(6, 'e1'),
      delivered(7, 'e2'),
    ]
    expect(told(timeline)).toEqual([
      ['run-3', 'run-5', 'run-7'],
      ['run-1', 'run-2', 'run-4', 'run-6'],
    ])
  })

  it('shows a webhook with the message that it brought, and no echo', () => {
    const webhook = (number: number, messageId: string): FeedEntry => ({
      ...of,
      id: `run-${number}`,
      at: number,
      type: 'webhook',
      hook: 'inbox',
      messageId,
      attempt: 1,
      status: 200,
      error: null,
      raw: '{}',
    })
    expect(told([received(1, 'inbox:from_client:71'), webhook(2, '71'), webhook(3, '72')])).toEqual([
      ['run-1', 'run-2'],
    ])
  })

  it('puts what concerns nobody between, in the order in which it happened', () => {
    expect(told([received(1, 'm1'), received(12, 'm2')], [clock(9)])).toEqual([['run-12'], ['run-9'], ['run-1']])
  })
})
