import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Observed, Store } from '@shoro/dialog'
import { pseudonym, type Logger } from './log.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** Counters of one process, with what waits in the store read at each scrape. No label names a customer. */
export function createMetrics(store: Store) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers: [registry] })
  const webhooks = counter('shoro_webhooks_total', 'Webhooks by what became of them', ['outcome'])
  const fetched = counter('shoro_fetched_total', 'Messages fetched because their webhooks were missed', ['outcome'])
  const turns = counter('shoro_turns_total', 'Inputs taken by conversations', ['input', 'event', 'handled'])
  const effects = counter('shoro_effects_total', 'Effects by what became of them', ['effect', 'outcome'])
  const troubles = counter(
    'shoro_troubles_total',
    'Inputs refused, conversations parked, commits fenced, wake-ups lost',
    ['trouble'],
  )
  const acknowledge = new Histogram({
    name: 'shoro_acknowledge_seconds',
    help: 'From a webhook to its acknowledgement',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  const waited = new Histogram({
    name: 'shoro_input_wait_seconds',
    help: 'From when a message was sent to when a conversation took it',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 7200],
    registers: [registry],
  })
  const waiting = new Gauge({
    name: 'shoro_waiting',
    help: 'What waits in the store',
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      const depth = await store.depth(Date.now())
      for (const [what, value] of Object.entries(depth)) this.set({ what }, value)
    },
  })
  return { registry, webhooks, fetched, turns, effects, troubles, acknowledge, waited, waiting }
}

/** Turns what the runtime tells into metrics and log lines. */
export function watch({ turns, effects, troubles, waited }: Metrics, log: Logger): (observed: Observed) => void {
  return (observed) => {
    const conversation = pseudonym(observed.conversation)
    switch (observed.type) {
      case 'turn': {
        const { input, event, handled, from, to, rules, late } = observed
        turns.inc({ input, event: input === 'timer' ? 'timer' : event, handled: String(handled) })
        if (input === 'message') waited.observe(observed.waitedMs / 1000)
        return log.info({ conversation, input, event, from, to, rules, ...(late && { late }) }, 'turn')
      }
      case 'delivered':
        effects.inc({ effect: observed.effect, outcome: 'delivered' })
        return log.debug(
          { conversation, effect: observed.effect, attempt: observed.attempt, ms: observed.ms },
          'delivered',
        )
      case 'postponed':
        effects.inc({ effect: observed.effect, outcome: observed.counted ? 'retried' : 'waited' })
        return log.warn(
          {
            conversation,
            effect: observed.effect,
            attempt: observed.attempt,
            reason: observed.reason,
            ms: observed.ms,
          },
          'postponed',
        )
      case 'buried':
        effects.inc({ effect: observed.effect, outcome: 'buried' })
        return log.error(
          { conversation, effect: observed.effect, attempt: observed.attempt, reason: observed.reason },
          'became a dead letter',
        )
      case 'rejected':
        troubles.inc({ trouble: 'rejected' })
        return log.error({ conversation, input: observed.input, reason: observed.reason }, 'input refused')
      case 'parked':
        troubles.inc({ trouble: 'parked' })
        return log.error({ conversation, reason: observed.reason }, 'conversation parked')
      case 'fenced':
        troubles.inc({ trouble: 'fenced' })
        return log.debug({ conversation }, 'another worker was faster')
      case 'wake-failed':
        troubles.inc({ trouble: 'wake-failed' })
        return log.warn({ conversation, err: observed.error }, 'wake-up lost; the sweeper will find it')
    }
  }
}
