import { randomUUID } from 'node:crypto'
import type { EffectMakers, Flow } from '../flow/define.ts'
import type { Say } from '../flow/effect.ts'
import type { FlowEvent, Message } from '../flow/message.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import { usualTtlMs, type Appended, type Store } from '../store/port.ts'
import { recent } from '../store/recent.ts'
import type { At } from './crash-point.ts'
import { deliver } from './deliver.ts'
import { drain } from './drain.ts'
import type { Direction, Engine } from './engine.ts'
import type { Observed, SeenTurn } from './observe.ts'
import type { Delivery, Outcome } from './outcome.ts'
import { createTurnstile, openGate } from './turnstile.ts'

/** For each effect of a flow, and for `say`, what it does. */
export type Handlers<Effects extends EffectMakers<never>> = {
  [Type in keyof Effects]: (params: ReturnType<Effects[Type]>, delivery: Delivery) => Promise<Outcome> | Outcome
} & { say: (say: Say, delivery: Delivery) => Promise<Outcome> | Outcome }

export interface DialogOptions<Context, Effects extends EffectMakers<any>> {
  flow: Flow<Context, Effects>
  store: Store
  effects: Handlers<Effects>
  /** Tells workers that a conversation has work. Losing a call is a delay, never a loss: `sweep` finds what is overdue. */
  wake?: (conversation: string, direction: Direction) => Promise<void>
  /** How long an idle conversation is kept. Default 24 h. */
  ttlMs?: number
  /** Tries of an effect before it becomes a dead letter. Default 50. */
  attempts?: number
  /** An effect became a dead letter: an event for its conversation, if it should know. */
  whenBuried?: (effect: { type: string; params: unknown }, reason: string) => FlowEvent | undefined
  /** How many effects this process delivers right after their commit instead of by a job of their own. Default 16. */
  inline?: number
  /**
   * How long a fragment, such as a bare greeting, waits for the message that follows it, ms. Default 0: not at all. What
   * a fragment is says the flow (`isFragment`).
   */
  turnWindowMs?: number
  /** Asked when a conversation begins: an event that tells what is known of the customer from before. */
  recall?: (conversation: string) => Promise<FlowEvent | undefined>
  observe?: (observed: Observed) => void
  /**
   * Sees each turn whole, with what the customer wrote, before it is committed: for a look inside, never for logs. A turn
   * that is not committed is taken again.
   */
  onTurn?: (seen: SeenTurn) => void
  /** Called at each place where a process may die; what it throws is a crash at that place. Nothing in production. */
  at?: At | undefined
  clock?: () => number
  random?: () => number
}

/** A message as a host hands it in. */
export interface IncomingMessage extends Message {
  id: string
  /** When it was sent, ms since the epoch. */
  at: number
  /** Its place among the conversation's messages, where the transport numbers them. */
  order?: number
}

export interface Dialog<Context = unknown> {
  /** Puts a message into the mailbox. When it resolves the message is durable. 'full' means: too many wait, ask again later. */
  receive(conversation: string, message: IncomingMessage): Promise<Appended>
  /** Puts a host's event into the mailbox, deduplicated by `id` as messages are. */
  notify(conversation: string, event: FlowEvent & { id: string; at: number }): Promise<Appended>
  /** Takes what waits in the mailbox and delivers what comes of it. One call is enough; many at once are harmless. */
  work(conversation: string): Promise<void>
  /** Delivers what waits in the outbox. */
  deliver(conversation: string): Promise<void>
  /**
   * Works on what is overdue: due timers, postponed effects, and whatever a lost wake-up left lying. It does the work
   * itself, so it needs no queue to be whole. At most `limit` conversations of each kind (mailboxes, timers, outboxes),
   * default 100; gives how many it took.
   */
  sweep(limit?: number): Promise<number>
  /** The snapshot of a conversation, null where there is none. */
  snapshot(conversation: string): Promise<Snapshot<Context> | null>
}

const batchesPerJob = 5
/** Conversations that a process remembers something about. */
const mostKnown = 10_000

/**
 * Runs a flow durably. In a webhook call `receive`, in a worker `work` (or let `@shoro/dialog/bullmq` do it for many).
 * Throws at once if an effect of the flow has no handler.
 */
export function createDialog<Context, Effects extends EffectMakers<any>>(
  options: DialogOptions<Context, Effects>,
): Dialog<Context> {
  const { flow, store, inline = 16 } = options
  for (const effect of ['say', ...Object.keys(flow.effects)]) {
    if (!(effect in options.effects))
      throw new Error(`Cannot create dialog: no handler for the effect "${effect}" of flow "${flow.id}"`)
  }
  const engine: Engine = {
    flow,
    store,
    effects: options.effects,
    wake: options.wake ?? (async () => {}),
    whenBuried: options.whenBuried ?? (() => undefined),
    observe: options.observe ?? (() => {}),
    onTurn: options.onTurn ?? (() => {}),
    at: options.at,
    clock: options.clock ?? Date.now,
    random: options.random ?? Math.random,
    turnWindowMs: options.turnWindowMs ?? 0,
    recall: options.recall,
    ttlMs: options.ttlMs ?? usualTtlMs,
    attempts: options.attempts ?? 50,
    survived: recent(mostKnown),
    newer: recent(mostKnown),
  }
  let delivering = 0

  const append = async (
    conversation: string,
    id: string,
    order: number | undefined,
    body: unknown,
  ): Promise<Appended> => {
    const input = { id, body: JSON.stringify(body), ...(order !== undefined && { order }) }
    await engine.at?.('before-append', conversation)
    const appended = await store.append(conversation, input, engine.clock())
    await engine.at?.('after-append', conversation)
    // A copy wakes too: the process that took the first one may have died before its wake-up.
    if (appended !== 'full') await wake(engine, conversation, 'inbound')
    await engine.at?.('after-wake', conversation)
    return appended
  }

  const oneByOne = createTurnstile()
  const work = async (conversation: string, gate = openGate): Promise<void> => {
    const token = randomUUID()
    for (let batch = 0; batch < batchesPerJob; batch++) {
      const drained = await gate(() => drain(engine, conversation, delivering < inline ? token : undefined))
      if (drained.effect) {
        delivering += 1
        try {
          const told = await deliver(engine, conversation, token, drained.effect)
          if (told) continue
        } finally {
          delivering -= 1
        }
      } else if (drained.outbox > 0) {
        await wake(engine, conversation, 'outbound')
      }
      if (drained.heldUntil !== undefined) {
        // Should this process die in the meantime, the sweeper finds the mailbox.
        const ms = Math.max(0, drained.heldUntil - engine.clock())
        setTimeout(() => void wake(engine, conversation, 'inbound'), ms).unref()
        return engine.at?.('before-finish', conversation)
      }
      if (drained.waiting === 0) return engine.at?.('before-finish', conversation)
    }
    await wake(engine, conversation, 'inbound')
    await engine.at?.('before-finish', conversation)
  }

  const deliverWaiting = async (conversation: string): Promise<void> => {
    const told = await deliver(engine, conversation, randomUUID())
    if (told) await wake(engine, conversation, 'inbound')
    await engine.at?.('before-finish', conversation)
  }

  return {
    work: (conversation) => work(conversation),
    deliver: deliverWaiting,

    async receive(conversation, { id, at, order, ...message }) {
      return append(conversation, id, order, { kind: 'message', at, received: engine.clock(), message })
    },

    async notify(conversation, { id, at, ...event }) {
      return append(conversation, id, undefined, { kind: 'event', at, event })
    },

    async sweep(limit = 100) {
      const { inbound, outbound } = await store.due(engine.clock(), limit)
      for (const conversation of [...inbound, ...outbound]) await engine.at?.('after-due', conversation)
      // What is overdue may be so because its process died of one of them: each is begun when the one before is committed,
      // so that only the killer's starts are counted, and in any order, so that nobody is behind it each time.
      const begun = shuffled(inbound, engine.random).map((conversation) => work(conversation, oneByOne))
      const worked = await Promise.allSettled([...begun, ...outbound.map(deliverWaiting)])
      const failed = worked.find((result) => result.status === 'rejected')
      if (failed) throw failed.reason
      return inbound.length + outbound.length
    },

    async snapshot(conversation) {
      const stored = await store.read(conversation, engine.clock())
      return stored?.snapshot ? (JSON.parse(stored.snapshot) as Snapshot<Context>) : null
    },
  }
}

function shuffled(items: readonly string[], random: () => number): string[] {
  const places = items.map((item) => ({ item, place: random() }))
  return places.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}

async function wake(engine: Engine, conversation: string, direction: Direction): Promise<void> {
  try {
    await engine.wake(conversation, direction)
  } catch (error) {
    engine.observe({ type: 'wake-failed', conversation, error })
  }
}
