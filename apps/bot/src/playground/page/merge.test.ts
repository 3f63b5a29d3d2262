import { describe, expect, it } from 'vitest'
import type { ConversationView, Counters, FeedEntry } from '../contract.ts'
import { isBusy, withEntry, withFeed } from './merge.ts'

const counters: Counters = { webhooks: 1, received: 1, duplicates: 0, taken: 1, answered: 0, orders: 0, buried: 0 }
const common = { at: 0, conversation: '9900000001', counters }

const chat = (id: string, message: string): FeedEntry => ({
  ...common,
  id,
  type: 'chat',
  message: { id: message, from: 'bot', text: message, media: null, buttons: [], at: 0 },
})
const turn = (id: string, ...says: string[]): FeedEntry => ({
  ...common,
  id,
  type: 'turn',
  input: { id: 'm1', kind: 'message', words: 'hi' },
  event: { type: 'user.smalltalk' },
  because: [],
  from: 'greeting',
  to: 'ordering.waitingAddress',
  handled: true,
  late: false,
  rev: 1,
  locale: 'en',
  effects: says.map((effect) => ({ id: effect, type: 'say', summary: '', params: {} })),
  timers: { set: [], cleared: [], fired: null },
})
const delivered = (id: string, effect: string): FeedEntry => ({
  ...common,
  id,
  type: 'effect',
  effect,
  effectType: 'say',
  what: 'delivered',
  attempt: 1,
})
const view: ConversationView = {
  customer: { id: '9900000001', transport: 'telegram', locale: 'en', phone: null, name: 'Emma' },
  state: null,
  snapshot: null,
  timers: [],
  mailbox: { count: 0, waiting: [] },
  outbox: { count: 0, waiting: [] },
  orders: [],
  timeline: [],
  chat: [],
  counters,
}

describe('a conversation and the feed', () => {
  it('takes an entry once', () => {
    const once = withEntry(view, chat('run-9', 'Hello'))
    expect(withEntry(once, chat('run-9', 'Hello'))).toBe(once)
    expect(withEntry(once, chat('run-10', 'Hello')).chat).toHaveLength(1)
    expect(withEntry(once, chat('run-10', 'Again')).chat.map(({ id }) => id)).toEqual(['Hello', 'Again'])
  })

  it('follows the state', () => {
    expect(withEntry(view, turn('run-1')).state).toMatchObject({ path: 'ordering.waitingAddress', locale: 'en' })
  })

  it('keeps what the feed told after the server had read', () => {
    const known = [chat('run-1', 'a'), chat('run-2', 'b'), chat('run-3', 'c')].reduce(withEntry, view)
    const read = [chat('run-1', 'a'), chat('run-2', 'b')].reduce(withEntry, view)
    expect(withFeed(read, known, 'run').chat.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('forgets what another run of the server told before', () => {
    const known = withEntry(view, chat('old-7', 'a'))
    expect(withFeed(view, known, 'new').chat).toEqual([])
    const read = withEntry(view, chat('new-1', 'b'))
    expect(withFeed(read, known, 'new').chat.map(({ id }) => id)).toEqual(['b'])
  })

  it('is busy until all that was decided is said', () => {
    const decided = withEntry(view, turn('run-1', 'e1', 'e2'))
    expect(isBusy(decided)).toBe(true)
    const half = withEntry(decided, delivered('run-2', 'e1'))
    expect(isBusy(half)).toBe(true)
    expect(isBusy(withEntry(half, delivered('run-3', 'e2')))).toBe(false)
  })

  it('is busy while a message waits', () => {
    expect(isBusy({ ...view, counters: { ...counters, received: 2 } })).toBe(true)
  })
})
