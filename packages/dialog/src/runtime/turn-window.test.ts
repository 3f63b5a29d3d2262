import { describe, expect, it } from 'vitest'
import { house } from '../../test/house.ts'
import { teaFlow } from '../../test/tea-house.ts'
import type { MessageInput } from '../flow/message.ts'

/** A guest who only says hello has not said what he wants. */
const flow = teaFlow({
  understand: ({ text = '' }, { awaits }) => {
    const because = [{ rule: 'tea', words: text }]
    const words = text.replace(/^(hello\n?)+/, '')
    if (words === 'bye') return { event: { type: 'user.bye' }, because }
    if (awaits === 'name' && words) return { event: { type: 'user.name', name: words }, because }
    return { event: { type: 'user.unclear' }, because }
  },
  isFragment: ({ event }, { awaits }) => event.type === 'user.unclear' && awaits === 'name',
})

const ready = () => house({ flow, turnWindowMs: 1_000, wake: async () => {} })

describe('a turn window', () => {
  it('answers a clear message at once', async () => {
    const { dialog, say, replies } = ready()
    await say('Aibek')
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?\n\nWhat tea, Aibek?'])
  })

  it('lets a fragment wait and reads it together with what follows', async () => {
    const { dialog, say, replies, clock, store } = ready()
    await say('hello', 'm1')
    await dialog.work('c')
    expect(replies()).toEqual([])
    clock.now += 400
    await say('Aibek', 'm2')
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?\n\nWhat tea, Aibek?'])
    expect((await store.read('c', clock.now))?.mailbox).toBe(0)
  })

  it('takes a fragment that stays alone when the window is over', async () => {
    const { dialog, say, replies, clock } = ready()
    await say('hello')
    await dialog.work('c')
    clock.now += 999
    await dialog.work('c')
    expect(replies()).toEqual([])
    clock.now += 1
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?'])
  })

  it('wakes a worker when the window is over', async () => {
    const wakes: string[] = []
    const { dialog, say } = house({
      flow,
      turnWindowMs: 5,
      wake: async (conversation) => void wakes.push(conversation),
    })
    await say('hello')
    await dialog.work('c')
    await expect.poll(() => wakes.length).toBe(2)
  })

  it('keeps apart what came in apart, whoever looks at it later', async () => {
    const { dialog, say, replies, clock } = ready()
    await say('hello', 'm1')
    clock.now += 5_000
    await say('Aibek', 'm2')
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?', 'What tea, Aibek?'])
  })

  it('loses none of many fragments, keeps their order, and answers them after a while though they go on', async () => {
    const {
      dialog,
      say,
      clock,
      dialog: { snapshot },
    } = ready()
    for (let i = 0; i < 12; i++) {
      await say('hello', `m${i}`)
      await dialog.work('c')
      clock.now += 300
    }
    await say('Aibek', 'm99')
    await dialog.work('c')
    expect((await snapshot('c'))?.context.name).toBe('Aibek')
  })

  it('does not take a long wait for a killer: nothing is refused', async () => {
    const { dialog, say, observed, clock } = ready()
    await say('hello')
    for (let i = 0; i < 10; i++) await dialog.work('c')
    clock.now += 2_000
    await dialog.work('c')
    expect(observed('rejected')).toEqual([])
  })

  it('keeps each message of a breath that cannot be taken as a letter of its own, and apologises once', async () => {
    const { dialog, say, replies, observed, clock, store } = house({
      flow: teaFlow({
        whenRejected: { type: 'house.trouble' },
        isFragment: () => true,
        introduce: () => {
          throw new Error('boom')
        },
      }),
      turnWindowMs: 1_000,
      wake: async () => {},
    })
    for (const id of ['one', 'two', 'three']) await say(id, id)
    clock.now += 1_000
    await dialog.work('c')
    const letters = await store.deadLetters(9)
    const texts = letters.map(({ body }) => (JSON.parse(body) as MessageInput).message.text)
    expect(letters.map(({ item, reason }) => [item, reason])).toEqual([
      ['one', 'boom'],
      ['two', 'boom'],
      ['three', 'boom'],
    ])
    expect(texts).toEqual(['one', 'two', 'three'])
    expect(observed('rejected')).toHaveLength(3)
    expect(replies().filter((text) => text.includes('broke'))).toHaveLength(1)
    expect(await store.read('c', clock.now)).toMatchObject({ mailbox: 0, rev: 1 })
  })
})

describe('recall', () => {
  const known = { type: 'guest.known', name: 'Aibek' } as const

  it('tells what is known of the customer before his first words are understood, once', async () => {
    let asked = 0
    const { dialog, say, replies } = house({ recall: async () => ((asked += 1), known) })
    await say('anything')
    await dialog.work('c')
    await say('tea 2')
    await dialog.work('c')
    expect(asked).toBe(1)
    expect((await dialog.snapshot('c'))?.context).toEqual({ name: 'Aibek', cups: 2 })
    expect(replies().slice(0, 2)).toEqual(['What is your name?', 'What tea, Aibek?'])
  })

  it('begins without it when it cannot be had', async () => {
    const { dialog, say, replies } = house({ recall: async () => Promise.reject(new Error('away')) })
    await say('Eve')
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?\n\nWhat tea, Eve?'])
  })

  it('tells nothing when another worker began the conversation while it was asked', async () => {
    let tell: (() => void) | undefined
    const slowly = new Promise<void>((resolve) => (tell = resolve))
    const answers = [slowly.then(() => known), Promise.resolve(undefined)]
    const { dialog, say, store, clock } = house({ recall: async () => answers.shift() })
    await say('Eve')
    const slow = dialog.work('c')
    await dialog.work('c')
    tell?.()
    await slow
    expect((await dialog.snapshot('c'))?.context.name).toBe('Eve')
    expect((await store.read('c', clock.now))?.rev).toBe(1)
  })

  it('is heeded by a worker that finds that another one has put it in front meanwhile', async () => {
    const { dialog, say, store, clock, replies } = house({
      recall: async () => {
        const told = {
          id: 'recalled:m1',
          order: 0,
          body: JSON.stringify({ kind: 'event', at: clock.now, event: known }),
        }
        await store.append('c', told, clock.now)
        return known
      },
    })
    await say('anything', 'm1')
    await dialog.work('c')
    expect(replies()).toEqual(['What is your name?', 'What tea, Aibek?'])
  })

  it('is asked anew when a finished conversation begins again', async () => {
    let asked = 0
    const { dialog, say } = house({ recall: async () => ((asked += 1), undefined) })
    await say('Eve')
    await dialog.work('c')
    await say('bye')
    await dialog.work('c')
    await say('Adam')
    await dialog.work('c')
    expect(asked).toBe(2)
    expect((await dialog.snapshot('c'))?.context.name).toBe('Adam')
  })
})
