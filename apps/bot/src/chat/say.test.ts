import { createChat2Desk } from '@shoro/chat2desk'
import { startSandbox, type RunningSandbox } from '@shoro/chat2desk/sandbox'
import type { Delivery, Say } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { say, type Speaking } from './say.ts'

const client = '772300001'
const words: Say = { text: 'Сколько бутылей привезти?', phrases: ['ask.bottles'], choices: [], locale: 'ru' }
const delivery = (over: Partial<Delivery> = {}): Delivery => ({
  conversation: client,
  key: 'e1',
  attempt: 1,
  uncertain: false,
  heard: undefined,
  signal: new AbortController().signal,
  ...over,
})

describe('say', () => {
  let sandbox: RunningSandbox
  let speaking: Speaking
  const seen = () => sandbox.messagesTo(client).map(({ text }) => text)

  beforeEach(async () => {
    sandbox = await startSandbox({ adoptClients: true })
    const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url, timeoutMs: 500 })
    speaking = { api, store: memoryStore(), ratePerSecond: 0, operatorId: '228522' }
  })
  afterEach(() => sandbox.close())

  it('sends once and gives a receipt with the message and its operator', async () => {
    const outcome = await say(speaking, words, delivery())
    expect(outcome).toEqual({ status: 'done', receipt: expect.stringMatching(/^\d+\|228522\|[\w-]{12}$/) as string })
    expect(seen()).toEqual([words.text])
  })

  it.each([
    ['429', { status: 'wait' }],
    ['quota', { status: 'wait', ms: 60_000 }],
    ['500', { status: 'retry' }],
    ['html', { status: 'retry', uncertain: true }],
    ['hang', { status: 'retry', uncertain: true }],
    ['reset', { status: 'retry', uncertain: true }],
  ] as const)('treats %s for what it is', async (kind, expected) => {
    sandbox.fail({ times: 1 }, kind)
    expect(await say(speaking, words, delivery())).toMatchObject(expected)
    expect(seen()).toEqual([])
  })

  it('waits without counting a try when the token is refused', async () => {
    sandbox.set({ token: 'another' })
    expect(await say(speaking, words, delivery())).toMatchObject({ status: 'wait', ms: 60_000 })
  })

  it('knows at once that nobody listens, and that nothing was sent', async () => {
    await sandbox.close()
    expect(await say(speaking, words, delivery())).toMatchObject({ status: 'retry', uncertain: false })
    sandbox = await startSandbox()
  })

  it('gives up on a message that can never be sent', async () => {
    sandbox.set({ adoptClients: false })
    expect(await say(speaking, words, delivery())).toMatchObject({ status: 'undeliverable' })
  })

  it('does not send again what an earlier try sent without hearing of it', async () => {
    sandbox.fail({ times: 1 }, 'reset-after-accept')
    expect(await say(speaking, words, delivery())).toMatchObject({ status: 'retry', uncertain: true })
    expect(await say(speaking, words, delivery({ attempt: 2, uncertain: true }))).toMatchObject({ status: 'done' })
    expect(seen()).toEqual([words.text])
  })

  it('sends again what an earlier try did not send after all', async () => {
    expect(await say(speaking, words, delivery({ attempt: 2, uncertain: true }))).toMatchObject({ status: 'done' })
    expect(seen()).toEqual([words.text])
  })

  it('does not take an earlier message with the same words for this one', async () => {
    const first = await say(speaking, words, delivery())
    const { store } = speaking
    const now = Date.now()
    await store.commit(client, {
      rev: 0,
      snapshot: '{}',
      inputs: [],
      effects: [{ id: 'e1', body: '{}' }],
      nextTimerAt: null,
      ttlMs: 1000,
      now,
    })
    await store.claim(client, { token: 't', leaseMs: 1000, now })
    await store.claim(client, {
      token: 't',
      leaseMs: 1000,
      now,
      done: { id: 'e1', receipt: (first as { receipt: string }).receipt },
    })
    await say(speaking, words, delivery({ key: 'e2', uncertain: true }))
    expect(seen()).toEqual([words.text, words.text])
  })

  it('keeps to the rate that all workers share: past the burst it asks to be called again', async () => {
    const limited = { ...speaking, ratePerSecond: 0.1 }
    const outcomes = await Promise.all(
      Array.from({ length: 7 }, (_, n) => say(limited, words, delivery({ key: `e${n}` }))),
    )
    expect(outcomes.map((outcome) => outcome?.status ?? 'done').toSorted((a, b) => a.localeCompare(b))).toEqual([
      'done',
      'done',
      'done',
      'done',
      'done',
      'wait',
      'wait',
    ])
    expect(seen()).toHaveLength(5)
  })
})
