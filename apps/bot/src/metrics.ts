import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Observed, Store } from '@shoro/dialog'
import type { Line, LineNews } from './chat/line.ts'
import { currentTime } from './clock.ts'
import { pseudonym, type Logger } from './log.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** Counters of one process, with what waits in the store read at each scrape, if it answers. No label names a customer. */
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
    'Inputs refused, conversations parked or left to a newer version, commits fenced, wake-ups lost',
    ['trouble'],
  )
  const calls = counter('shoro_api_calls_total', 'Calls of the Chat2Desk API by what became of them', ['outcome'])
  const opened = counter('shoro_breaker_opened_total', 'How often calls were held back, and why', ['cause'])
  const resends = counter('shoro_ambiguous_resends_total', 'Sent again although an earlier try may have arrived', [])
  const dropped = counter('shoro_dropped_replies_total', 'Reminders that came too late for their messenger', [])
  const refused = counter('shoro_refused_replies_total', 'Replies that Chat2Desk took and the messenger refused', [])
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
      const depth = await store.depth(currentTime()).catch((): Record<string, number> => ({}))
      waiting.reset()
      for (const [what, value] of Object.entries(depth)) waiting.set({ what }, value)
    },
  })
  return {
    registry,
    webhooks,
    fetched,
    turns,
    effects,
    troubles,
    calls,
    opened,
    resends,
    dropped,
    refused,
    acknowledge,
    waited,
  }
}

/** Shows at each scrape whether calls of the API are let through. */
export function showLine({ registry }: Metrics, line: Line): void {
  const breaker = new Gauge({
    name: 'shoro_breaker_state',
    help: 'Whether calls of the Chat2Desk API are made: 1 for the state that holds',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const now = await line.state().catch(() => 'unknown')
      for (const state of ['closed', 'half-open', 'open', 'unknown']) breaker.set({ state }, state === now ? 1 : 0)
    },
  })
}

/** Turns what happens on the way to the API into metrics and log lines. */
export function watchLine({ calls, opened }: Metrics, log: Logger): (news: LineNews) => void {
  return (news) => {
    switch (news.type) {
      case 'called':
        return calls.inc({ outcome: news.outcome })
      case 'paused':
        return log.warn({ ms: news.ms }, 'Chat2Desk asked for a pause')
      case 'closed':
        return log.warn({ outageMs: news.outageMs }, 'Chat2Desk is back')
      case 'opened': {
        const { cause, ms } = news
        opened.inc({ cause })
        if (cause === 'token')
          return log.error(
            { ms },
            'Chat2Desk refuses the API token: nothing is sent until CHAT2DESK_API_TOKEN is right',
          )
        if (cause === 'quota')
          return log.error({ ms }, 'The monthly quota of Chat2Desk is used up: nothing is sent until it is raised')
        return log.warn({ cause, ms }, 'Chat2Desk is out of order: replies wait')
      }
    }
  }
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
        return log[observed.counted ? 'warn' : 'info'](
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
      case 'newer':
        troubles.inc({ trouble: 'newer' })
        return log.warn({ conversation, version: observed.version }, 'left to a newer version of the bot')
      case 'fenced':
        troubles.inc({ trouble: 'fenced' })
        return log.debug({ conversation }, 'another worker was faster')
      case 'wake-failed':
        troubles.inc({ trouble: 'wake-failed' })
        return log.warn({ conversation, err: observed.error }, 'wake-up lost; the sweeper will find it')
    }
  }
}
