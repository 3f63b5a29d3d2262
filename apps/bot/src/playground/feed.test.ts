import { describe, expect, it } from 'vitest'
import { createFeed } from './feed.ts'

const feedOf = (most = 10) => createFeed({ run: 'a-run', clock: () => 7, most, mostOfEach: 3, conversations: 2 })
const parked = (reason: string) => ({ type: 'parked', reason }) as const

describe('a feed', () => {
  it('gives what came after an entry, in order', () => {
    const feed = feedOf()
    feed.tell('one', parked('1'))
    feed.announce({ type: 'clock', offsetMs: 5 })
    feed.tell('two', parked('2'))
    expect(feed.since('a-run-1')).toMatchObject([{ type: 'clock' }, { conversation: 'two', at: 7 }])
    expect(feed.since('a-run-3')).toEqual([])
  })

  it('says that it does not know what came after an entry of another run, of the future or of long ago', () => {
    const feed = feedOf()
    for (let n = 0; n < 30; n++) feed.tell('one', parked(String(n)))
    expect(feed.since('a-run-25')).toHaveLength(5)
    for (const id of ['another-25', 'a-run-31', 'a-run-2', 'a-run-x', ''])
      expect([id, feed.since(id)]).toEqual([id, undefined])
  })

  it('keeps the newest of each conversation, and of the conversations those that were busy last', () => {
    const feed = feedOf()
    for (const reason of ['1', '2', '3', '4']) feed.tell('one', parked(reason))
    expect(feed.timeline('one')).toMatchObject([{ reason: '2' }, { reason: '3' }, { reason: '4' }])
    feed.tell('two', parked('1'))
    feed.tell('one', parked('5'))
    feed.tell('three', parked('1'))
    expect(feed.timeline('two')).toEqual([])
    expect(feed.timeline('one')).toHaveLength(3)
  })

  it('counts each conversation by itself, and an entry keeps the counters of its moment', () => {
    const feed = feedOf()
    feed.count('one', 'received')
    feed.tell('one', parked('1'))
    feed.count('one', 'received')
    feed.count('two', 'orders')
    expect(feed.counters('one').received).toBe(2)
    expect(feed.counters('two')).toMatchObject({ received: 0, orders: 1 })
    expect(feed.timeline('one')).toMatchObject([{ counters: { received: 1 } }])
  })

  it('tells nobody who has stopped listening', () => {
    const feed = feedOf()
    const heard: string[] = []
    const stop = feed.listen(({ id }) => heard.push(id))
    feed.tell('one', parked('1'))
    stop()
    feed.tell('one', parked('2'))
    expect(heard).toEqual(['a-run-1'])
  })
})
