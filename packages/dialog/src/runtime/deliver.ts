import { reasonOf } from '../flow/reason.ts'
import type { Heard } from '../flow/snapshot.ts'
import type { ClaimedEffect } from '../store/port.ts'
import { backoffMs } from './backoff.ts'
import type { Engine } from './engine.ts'
import { holdLease, leaseMs, renewMs } from './lease.ts'
import type { Outcome } from './outcome.ts'

/** A wait shorter than this is slept in the process instead of left to the sweeper. */
const shortWaitMs = 5_000

/** With when it was leased. */
export type LeasedEffect = ClaimedEffect & { leasedAt: number }

/**
 * Works on a conversation's outbox, first to last, while `token` holds its lease. Stops at the first effect that must
 * wait; only this conversation waits with it. Gives true if an effect's outcome went into the mailbox.
 */
export async function deliver(
  engine: Engine,
  conversation: string,
  token: string,
  first?: LeasedEffect,
): Promise<boolean> {
  const { store, clock } = engine
  let told = false
  let leasedAt = first?.leasedAt ?? clock()
  let effect: ClaimedEffect | undefined = first
  if (!effect) {
    const claimed = await store.claim(conversation, { token, leaseMs, now: leasedAt })
    if (claimed.status !== 'claimed') return false
    effect = claimed.effect
  }
  for (;;) {
    const { id } = effect
    const { type, params, heard } = JSON.parse(effect.body) as { type: string; params: unknown; heard?: Heard }
    const attempt = effect.attempts + 1
    await engine.at?.('before-effect', conversation, type)
    // A process that stood still since then may not hold the outbox any more.
    const looked = clock()
    if (looked - leasedAt > renewMs) {
      const claimed = await store.claim(conversation, { token, leaseMs, now: looked })
      if (claimed.status !== 'claimed') return told
      // While the lease before ran nobody else could begin the effect, and this process did not.
      const known: ClaimedEffect = effect
      const isUntouched = claimed.effect.id === known.id && clock() - leasedAt < leaseMs
      effect = isUntouched ? { ...claimed.effect, uncertain: known.uncertain } : claimed.effect
      leasedAt = looked
      continue
    }
    const outcome = await run(engine, conversation, token, effect, { type, params, heard })
    await engine.at?.('after-effect', conversation, type)
    const now = clock()
    if (outcome.status === 'done') {
      if (outcome.event) told = (await append(engine, conversation, `done:${id}`, outcome.event)) || told
      if (outcome.event) await engine.at?.('after-tell', conversation, type)
      const claimed = await store.claim(conversation, {
        token,
        leaseMs,
        now,
        done: { id, ...(outcome.receipt !== undefined && { receipt: outcome.receipt }) },
      })
      await engine.at?.('after-report', conversation, type)
      engine.observe({ type: 'delivered', conversation, effect: type, attempt, ms: now - looked })
      if (claimed.status !== 'claimed') return told
      leasedAt = now
      effect = claimed.effect
      continue
    }
    if (outcome.status === 'undeliverable' || (outcome.status === 'retry' && attempt >= engine.attempts)) {
      const reason = outcome.status === 'retry' ? `${outcome.reason} (after ${attempt} tries)` : outcome.reason
      const event = engine.whenBuried({ type, params }, reason)
      if (event) told = (await append(engine, conversation, `buried:${id}`, event)) || told
      await engine.at?.('before-bury', conversation, type)
      const uncertain = (outcome.status === 'retry' ? outcome.uncertain : undefined) ?? effect.uncertain
      await store.bury(conversation, { id, token, reason, uncertain, now })
      await engine.at?.('after-bury', conversation, type)
      engine.observe({ type: 'buried', conversation, effect: type, attempt, reason })
      leasedAt = clock()
      const claimed = await store.claim(conversation, { token, leaseMs, now: leasedAt })
      if (claimed.status !== 'claimed') return told
      effect = claimed.effect
      continue
    }
    const counted = outcome.status === 'retry'
    const ms = counted ? Math.max(backoffMs(attempt, engine.random()), outcome.atLeastMs ?? 0) : outcome.ms
    await engine.at?.('before-postpone', conversation, type)
    await store.postpone(conversation, {
      id,
      token,
      until: now + ms,
      attempt: counted,
      uncertain: outcome.uncertain ?? effect.uncertain,
      now,
    })
    await engine.at?.('after-postpone', conversation, type)
    engine.observe({ type: 'postponed', conversation, effect: type, attempt, reason: outcome.reason, ms, counted })
    if (ms < shortWaitMs) setTimeout(() => void engine.wake(conversation, 'outbound').catch(() => {}), ms).unref()
    return told
  }
}

async function append(engine: Engine, conversation: string, id: string, event: unknown): Promise<boolean> {
  const now = engine.clock()
  const appended = await engine.store.append(
    conversation,
    { id, body: JSON.stringify({ kind: 'event', at: now, event }) },
    now,
  )
  if (appended === 'full') throw new Error(`Cannot report an outcome to conversation: its mailbox is full`)
  return true
}

type Settled = Exclude<Outcome, void>

async function run(
  engine: Engine,
  conversation: string,
  token: string,
  effect: ClaimedEffect,
  { type, params, heard }: { type: string; params: unknown; heard: Heard | undefined },
): Promise<Settled> {
  const attempt = effect.attempts + 1
  const handler = engine.effects[type]
  if (!handler) return { status: 'retry', reason: `no handler for the effect "${type}" in this build` }
  const lease = holdLease(engine, conversation, token)
  try {
    const delivery = {
      conversation,
      key: effect.id,
      attempt,
      uncertain: effect.uncertain,
      heard,
      signal: lease.signal,
    }
    return (await handler(params as never, delivery)) ?? { status: 'done' }
  } catch (error) {
    return { status: 'retry', reason: reasonOf(error), uncertain: true }
  } finally {
    await lease.end()
  }
}
