import { stringifyExact } from '../exact-json.ts'
import { sign } from '../signature.ts'
import { createCourier } from './courier.ts'
import { createGate } from './gate.ts'
import type { Hook } from './hook-body.ts'
import type { Knobs } from './knobs.ts'
import type { Random } from './random.ts'
import { createRing } from './ring.ts'
import type { Subscription, Subscriptions } from './subscriptions.ts'

/** One attempt to deliver a webhook, and what the receiver answered. */
export type Delivery = {
  hookType: string
  clientId: string
  url: string
  attempt: number
  status: number | null
  error: string | null
  at: number
  durationMs: number
  body: unknown
}

type Parcel = { hook: Hook; subscription: Subscription; rawBody: string; timestamp: string; round: number }

const staleByMs = 2 * 3600 * 1000
const maxWaiting = 50_000
const maxRetrying = 10_000

export type Post = ReturnType<typeof createPost>

/** Delivers webhooks: in order for one client unless a knob says otherwise, never in the way of the API's answers. */
export const createPost = (
  knobs: () => Knobs,
  random: Random,
  subscriptions: Subscriptions,
  tell: (delivery: Delivery) => void,
) => {
  const log = createRing<Delivery>(10_000)
  const gate = createGate(128)
  const courier = createCourier()
  const tails = new Map<string, Promise<void>>()
  const timers = new Map<NodeJS.Timeout, (isOver: boolean) => void>()
  let round = 0
  let waiting = 0
  let retrying = 0

  /** False when the wait was cut short because everything is being forgotten. */
  const wait = (delayMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve(true)
      }, delayMs)
      timers.set(timer, resolve)
    })

  const attempt = async (parcel: Parcel, number: number): Promise<boolean> => {
    const { subscription, hook } = parcel
    const { deliveryTimeoutMs, accept2xx, disableAfterMs, speedUp } = knobs()
    const at = Date.now()
    const result = await gate(() =>
      courier.carry(subscription.url, headersOf(parcel, knobs()), parcel.rawBody, deliveryTimeoutMs),
    )
    if (parcel.round !== round) return true
    const accepted = result.status === 200 || (accept2xx && result.status !== null && result.status < 300)
    const error = accepted ? null : (result.error ?? `HTTP ${result.status}`)
    const durationMs = Date.now() - at
    const { hookType, clientId, body } = hook
    const delivery: Delivery = {
      hookType,
      clientId,
      url: subscription.url,
      attempt: number,
      status: result.status,
      error,
      at,
      durationMs,
      body,
    }
    log.push(delivery)
    tell(delivery)
    if (error === null) subscriptions.noteSuccess(subscription)
    else subscriptions.noteFailure(subscription, error, disableAfterMs / speedUp)
    return accepted
  }

  const retry = async (parcel: Parcel): Promise<void> => {
    for (const [index, delayMs] of knobs().retryDelaysMs.entries()) {
      const isOver = await wait(delayMs / knobs().speedUp)
      if (!isOver || parcel.subscription.status === 'disable') return
      if (await attempt(parcel, index + 2)) return
    }
  }

  const deliver = async (parcel: Parcel): Promise<void> => {
    if (parcel.round !== round || (await attempt(parcel, 1)) || retrying >= maxRetrying) return
    retrying += 1
    void retry(parcel).finally(() => {
      retrying -= 1
    })
  }

  const inOrder = (key: string, job: () => Promise<void>): Promise<void> => {
    const before = tails.get(key)
    const tail = (before ? before.then(job) : job()).finally(() => {
      if (tails.get(key) === tail) tails.delete(key)
    })
    tails.set(key, tail)
    return tail
  }

  const counted = (job: Promise<void>): Promise<void> => {
    waiting += 1
    return job.finally(() => {
      waiting -= 1
    })
  }

  const emitTo = (hook: Hook, subscription: Subscription): Promise<void> => {
    if (waiting >= maxWaiting) return Promise.resolve()
    const parcel = pack(hook, subscription, round, random.chance(knobs().staleRate) ? staleByMs : 0)
    if (random.chance(knobs().duplicateRate)) {
      const delayMs = random.between(0, 200)
      void counted(wait(delayMs).then(() => deliver(parcel)))
    }
    if (random.chance(knobs().reorderRate)) {
      const delayMs = random.between(20, 300)
      return counted(wait(delayMs).then(() => deliver(parcel)))
    }
    if (random.chance(knobs().parallelRate)) return counted(deliver(parcel))
    return counted(inOrder(`${subscription.id}:${hook.clientId}`, () => deliver(parcel)))
  }

  const emit = async (hook: Hook): Promise<void> => {
    const receivers = subscriptions.wanting(hook.hookType, hook.channelId)
    await Promise.all(receivers.map((subscription) => emitTo(hook, subscription)))
  }

  return {
    emit,
    emitAfter: (delayMs: number, hook: Hook): Promise<void> =>
      counted(wait(delayMs).then((isOver) => (isOver ? emit(hook) : undefined))),
    /** Past the queue: for a webhook that must come before an answer. */
    emitNow: async (hook: Hook): Promise<void> => {
      const receivers = subscriptions.wanting(hook.hookType, hook.channelId)
      await Promise.all(receivers.map((subscription) => counted(deliver(pack(hook, subscription, round)))))
    },
    wait,
    deliveries: log.all,
    /** Resolves when no first attempt is under way. Retries are not waited for. */
    idle: async (): Promise<void> => {
      const isBusy = () => waiting > 0
      while (isBusy()) await wait(5)
    },
    forget: () => {
      round += 1
      log.clear()
      courier.close()
      for (const [timer, end] of timers) {
        clearTimeout(timer)
        end(false)
      }
      timers.clear()
    },
  }
}

const pack = (hook: Hook, subscription: Subscription, round: number, olderByMs = 0): Parcel => {
  const at = hook.at - olderByMs
  const isTimed = 'event_time' in hook.body
  const body = olderByMs === 0 || !isTimed ? hook.body : { ...hook.body, event_time: new Date(at).toISOString() }
  return { hook, subscription, rawBody: stringifyExact(body), timestamp: String(Math.floor(at / 1000)), round }
}

const headersOf = ({ rawBody, timestamp }: Parcel, { signing, token }: Knobs): Record<string, string> => {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (signing === 'off') return headers
  headers[signing.signatureHeader] = sign({ rawBody, timestamp, token, key: signing.key })
  headers[signing.timestampHeader] = timestamp
  return headers
}
