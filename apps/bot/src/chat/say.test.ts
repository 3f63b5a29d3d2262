import { setTimeout as sleep } from 'node:timers/promises'
import { Chat2DeskRefused, Chat2DeskUnanswered, createChat2Desk } from '@shoro/chat2desk'
import { startSandbox, type RunningSandbox } from '@shoro/chat2desk/sandbox'
import type { Delivery, Outcome, Say } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Doubt, Doubts } from './doubts.ts'
import { createLine } from './line.ts'
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

function memoryDoubts(): Doubts {
  const all = new Map<string, Doubt>()
  return {
    async raise({ key }, settledAt) {
      all.set(key, { echo: null, ...all.get(key), settledAt })
    },
    async read({ key }, settledAt) {
      const doubt = all.get(key) ?? { settledAt, echo: null }
      all.set(key, doubt)
      return doubt
    },
    async hear({ key }, echo) {
      all.set(key, { settledAt: 0, ...all.get(key), echo })
    },
  }
}

let sandbox: RunningSandbox
let speaking: Speaking
let resent: number
let dropped: number
const seen = () => sandbox.messagesTo(client).map(({ text }) => text)
const calls = () => sandbox.apiCalls().map(({ method }) => method)

beforeEach(async () => {
  sandbox = await startSandbox({ adoptClients: true })
  const api = createChat2Desk({ token: 'sandbox-token', baseUrl: sandbox.url, timeoutMs: 300 })
  const store = memoryStore()
  const line = createLine({ store, name: 'api', ratePerSecond: 0, timeoutMs: 300, ask: () => api.apiInfo() })
  resent = 0
  dropped = 0
  speaking = {
    api,
    line,
    store,
    doubts: memoryDoubts(),
    graceMs: 0,
    operatorId: '228522',
    buttonTransports: ['telegram'],
    replyWindowMs: 24 * 3_600_000,
    onResend: () => void (resent += 1),
    onDropped: () => void (dropped += 1),
  }
})
afterEach(() => sandbox.close())

/** Tries as an outbox does until it is done; gives the outcomes. */
async function untilDone(by: Speaking, over: Partial<Delivery> = {}): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (let uncertain = over.uncertain ?? false; outcomes.length < 20;) {
    const outcome = (await say(by, words, delivery({ ...over, uncertain }))) ?? { status: 'done' as const }
    outcomes.push(outcome)
    if (outcome.status === 'done' || outcome.status === 'undeliverable') break
    uncertain = outcome.uncertain ?? false
    await sleep(outcome.status === 'wait' ? outcome.ms : (outcome.atLeastMs ?? 0))
  }
  return outcomes
}

describe('say', () => {
  it('sends once and gives a receipt with the message and its operator', async () => {
    const outcome = await say(speaking, words, delivery())
    expect(outcome).toEqual({ status: 'done', receipt: expect.stringMatching(/^\d+\|228522\|[\w-]{12}$/) as string })
    expect(seen()).toEqual([words.text])
    expect(resent).toBe(0)
  })

  it.each([
    ['429', { status: 'wait', uncertain: false }],
    ['token', { status: 'wait', uncertain: false }],
    ['quota', { status: 'wait', uncertain: false }],
    ['500', { status: 'retry', uncertain: true }],
    ['html', { status: 'retry', uncertain: true }],
    ['empty', { status: 'retry', uncertain: true }],
    ['huge', { status: 'retry', uncertain: true }],
    ['hang', { status: 'retry', uncertain: true }],
    ['reset', { status: 'retry', uncertain: true }],
  ] as const)('treats %s for what it is', async (kind, expected) => {
    sandbox.fail({ times: 1 }, kind)
    expect(await say(speaking, words, delivery())).toMatchObject(expected)
    expect(seen()).toEqual([])
  })

  it('waits as long as Retry-After says', async () => {
    sandbox.set({ faults: { retryAfterSeconds: 7 } })
    sandbox.fail({ times: 1 }, '429')
    const outcome = (await say(speaking, words, delivery())) as { ms: number }
    expect(outcome.ms).toBeGreaterThanOrEqual(7_000)
    expect(outcome.ms).toBeLessThan(8_000)
  })

  it.each(['token', 'quota'] as const)('calls nobody for half a minute after %s', async (kind) => {
    sandbox.fail({ times: 1 }, kind)
    await say(speaking, words, delivery())
    const next = (await say(speaking, words, delivery({ conversation: 'another' }))) as { status: string; ms: number }
    expect(next.status).toBe('wait')
    expect(next.ms).toBeGreaterThan(25_000)
    expect(calls()).toEqual(['POST'])
  })

  it('knows at once that nobody listens, and that nothing was sent', async () => {
    await sandbox.close()
    const outcome = await say(speaking, words, delivery())
    expect(outcome).toMatchObject({ status: 'retry', uncertain: false })
    expect(outcome).not.toHaveProperty('atLeastMs')
    sandbox = await startSandbox()
  })

  it.each([400, 200] as const)('gives up on a message that can never be sent (HTTP %i)', async (errorsAs) => {
    sandbox.set({ adoptClients: false, errorsAs })
    expect(await say(speaking, words, delivery())).toMatchObject({ status: 'undeliverable' })
  })

  it('sends nothing for a worker that lost the outbox', async () => {
    const gone = AbortSignal.abort(new Error('another worker took the outbox over'))
    await expect(say(speaking, words, delivery({ signal: gone }))).rejects.toThrow('took the outbox over')
    expect(calls()).toEqual([])
  })
})

describe('say, where the messenger refuses buttons', () => {
  const choices = [{ id: 'yes', label: 'Да' }]
  const refusal = { kind: 'invalid', httpStatus: 400, apiMessage: null, errors: {}, retryAfterMs: null } as const
  const asked = (over: Partial<Delivery> = {}) =>
    delivery({ heard: { at: Date.now(), transport: 'telegram' }, ...over })
  let lines: number

  /** Refuses buttons after `onRefused`; `plainly` sends without them. */
  function refusing(onRefused: () => unknown, plainly = speaking.api.sendMessage): Speaking {
    const { api, line } = speaking
    lines = 0
    return {
      ...speaking,
      line: { ...line, call: (...given) => ((lines += 1), line.call(...given)) },
      api: {
        ...api,
        async sendMessage(message) {
          if (!message.inlineButtons) return plainly(message)
          await onRefused()
          throw new Chat2DeskRefused('send message', { ...refusal, maybeSent: false })
        },
      },
    }
  }

  it('sends the words alone, as a call of its own, and tells of a second send at most once', async () => {
    const by = refusing(() => {})
    expect(await say(by, { ...words, choices }, asked({ uncertain: true }))).toMatchObject({ status: 'done' })
    expect([seen(), lines, resent]).toEqual([[words.text], 3, 1])
  })

  it('sends nothing more for a worker that lost the outbox meanwhile', async () => {
    const lease = new AbortController()
    const by = refusing(() => lease.abort(new Error('another worker took the outbox over')))
    await expect(say(by, { ...words, choices }, asked({ signal: lease.signal }))).rejects.toThrow(
      'took the outbox over',
    )
    expect(calls()).toEqual([])
  })

  it('is in doubt from the send that went unanswered, not from the one that was refused', async () => {
    let refusedAt = Infinity
    const refuse = async () => {
      await sleep(50)
      refusedAt = Date.now()
    }
    const unanswered = async () => {
      throw new Chat2DeskUnanswered('send message', { kind: 'timeout', maybeSent: true, reason: 'no answer' })
    }
    const by = { ...refusing(refuse, unanswered), graceMs: 10_000 }
    expect(await say(by, { ...words, choices }, asked())).toMatchObject({ status: 'retry', uncertain: true })
    const { settledAt } = await speaking.doubts.read({ key: 'e1', conversation: client }, 0)
    expect(settledAt).toBeGreaterThanOrEqual(refusedAt + 10_000)
  })
})

describe('say, when an earlier try may have sent it', () => {
  it('does not send again what was sent without an answer', async () => {
    sandbox.fail({ times: 1 }, 'reset-after-accept')
    const outcomes = await untilDone(speaking)
    expect(outcomes.map((outcome) => outcome?.status)).toEqual(['retry', 'done'])
    expect(seen()).toEqual([words.text])
    expect([calls(), resent]).toEqual([['POST', 'GET'], 0])
  })

  it('sends again what was not sent after all, and says so', async () => {
    expect(await say(speaking, words, delivery({ uncertain: true }))).toMatchObject({ status: 'done' })
    expect(seen()).toEqual([words.text])
    expect(resent).toBe(1)
  })

  it('takes the echo for the answer, and asks nobody', async () => {
    sandbox.fail({ times: 1 }, 'reset-after-accept')
    await say(speaking, words, delivery())
    await speaking.doubts.hear({ key: 'e1', conversation: client }, { messageId: '77', operatorId: '228522' })
    expect(await say(speaking, words, delivery({ uncertain: true }))).toMatchObject({
      status: 'done',
      receipt: expect.stringMatching(/^77\|228522\|/) as string,
    })
    expect(calls()).toEqual(['POST'])
  })

  it('looks only when the answer cannot be late any more: what the service takes late is not sent twice', async () => {
    sandbox.set({ faults: { lateMs: 700 } })
    sandbox.fail({ times: 1 }, 'late')
    const outcomes = await untilDone({ ...speaking, graceMs: 1_500 })
    expect(outcomes[0]).toMatchObject({ status: 'retry', uncertain: true })
    const { atLeastMs } = outcomes[0] as { atLeastMs: number }
    expect(atLeastMs).toBeGreaterThan(1_000)
    expect(atLeastMs).toBeLessThanOrEqual(1_200)
    expect(seen()).toEqual([words.text])
    expect(resent).toBe(0)
  })

  it('waits before it looks for what a worker that died may have sent', async () => {
    const first = (await say({ ...speaking, graceMs: 15_000 }, words, delivery({ uncertain: true }))) as { ms: number }
    expect(first).toMatchObject({ status: 'wait', uncertain: true })
    expect(first.ms).toBeGreaterThan(8_000)
    expect(first.ms).toBeLessThanOrEqual(9_000)
    expect(calls()).toEqual([])
  })

  it.each([
    ['429', 'wait'],
    ['500', 'retry'],
    ['reset', 'retry'],
  ] as const)('keeps the doubt when looking fails with %s, and does not send blindly', async (kind, status) => {
    sandbox.fail({ times: 1 }, 'reset-after-accept')
    await say(speaking, words, delivery())
    sandbox.fail({ times: 1 }, kind)
    expect(await say(speaking, words, delivery({ uncertain: true }))).toMatchObject({ status, uncertain: true })
    expect(seen()).toHaveLength(1)
  })

  it('keeps the doubt through a 429 of the second send', async () => {
    const { api } = speaking
    let looked = 0
    const blind = { ...api, getMessages: async () => ((looked += 1), []) }
    sandbox.fail({ times: 1 }, '429')
    const outcome = await say({ ...speaking, api: blind }, words, delivery({ uncertain: true }))
    expect(outcome).toMatchObject({ status: 'wait', uncertain: true })
    expect(looked).toBe(1)
  })

  it('waits while nobody can say whether there is an echo', async () => {
    const away = { ...speaking.doubts, read: () => Promise.reject(new Error('connection lost')) }
    expect(await say({ ...speaking, doubts: away }, words, delivery({ uncertain: true }))).toMatchObject({
      status: 'wait',
      uncertain: true,
    })
    expect(calls()).toEqual([])
  })

  it('does not take the same words of another day for this reply', async () => {
    await say(speaking, words, delivery({ key: 'yesterday' }))
    const heard = { at: Date.now() + 60_000 }
    await say(speaking, words, delivery({ key: 'e2', uncertain: true, heard }))
    expect(seen()).toEqual([words.text, words.text])
  })

  it('does not take an earlier message with the same words for this one', async () => {
    const first = await say(speaking, words, delivery())
    const { store } = speaking
    const now = Date.now()
    const effects = [{ id: 'e1', body: '{}' }]
    await store.commit(client, { rev: 0, snapshot: '{}', inputs: [], effects, nextTimerAt: null, ttlMs: 1000, now })
    await store.claim(client, { token: 't', leaseMs: 1000, now })
    const done = { id: 'e1', receipt: (first as { receipt: string }).receipt }
    await store.claim(client, { token: 't', leaseMs: 1000, now, done })
    await say(speaking, words, delivery({ key: 'e2', uncertain: true }))
    expect(seen()).toEqual([words.text, words.text])
  })
})

describe('say, long after the customer’s last message', () => {
  const hour = 3_600_000
  const heard = (transport: string, hours: number) => ({ transport, at: Date.now() - hours * hour })

  it.each(['whatsapp', 'wa_dialog', 'wa_direct'])('does not send a reply by %s, and says why', async (transport) => {
    expect(await say(speaking, words, delivery({ heard: heard(transport, 25) }))).toMatchObject({
      status: 'undeliverable',
      reason: expect.stringContaining('WhatsApp takes no reply') as string,
    })
    expect(calls()).toEqual([])
    expect(await say(speaking, words, delivery({ heard: heard(transport, 23) }))).toMatchObject({ status: 'done' })
  })

  it('drops a reminder without a word', async () => {
    const reminder = { ...words, phrases: ['remind'] }
    expect(await say(speaking, reminder, delivery({ heard: heard('wa_dialog', 25) }))).toEqual({ status: 'done' })
    expect([calls(), dropped]).toEqual([[], 1])
  })

  it.each([
    ['another messenger', heard('telegram', 25), 24 * hour],
    ['a messenger that nobody named', { at: 0 }, 24 * hour],
    ['WhatsApp without a window', heard('wa_dialog', 25), 0],
  ])('sends by %s', async (_, given, replyWindowMs) => {
    expect(await say({ ...speaking, replyWindowMs }, words, delivery({ heard: given }))).toMatchObject({
      status: 'done',
    })
    expect(seen()).toEqual([words.text])
  })

  it('sends if the customer has written again since', async () => {
    const snapshot = JSON.stringify({ heardAt: Date.now() })
    const commit = { rev: 0, snapshot, inputs: [], effects: [], nextTimerAt: null, ttlMs: hour, now: Date.now() }
    await speaking.store.commit(client, commit)
    expect(await say(speaking, words, delivery({ heard: heard('wa_dialog', 25) }))).toMatchObject({ status: 'done' })
  })

  it('still looks for what an earlier try may have sent in time', async () => {
    sandbox.fail({ times: 1 }, 'reset-after-accept')
    await say(speaking, words, delivery({ heard: heard('wa_dialog', 23) }))
    const late = delivery({ uncertain: true, heard: heard('wa_dialog', 25) })
    expect(await say(speaking, words, late)).toMatchObject({ status: 'done' })
    expect(seen()).toHaveLength(1)
  })
})
