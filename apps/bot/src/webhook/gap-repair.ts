import { setTimeout as sleep } from 'node:timers/promises'
import type { Chat2Desk } from '@shoro/chat2desk'
import { Held } from '../chat/held.ts'
import type { Line } from '../chat/line.ts'
import { currentTime } from '../clock.ts'
import type { Settings } from '../env.ts'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { createFlood } from './flood.ts'
import type { Intake } from './intake.ts'
import { feed, fetchAfter, type Fates, type Fetching } from './missed-messages.ts'
import type { Position } from './position.ts'
import { keepWebhook } from './registration.ts'

export interface GapRepairOptions {
  intake: Intake
  position: Position
  api: Chat2Desk
  /** The way to the API that all workers share. */
  line: Line
  settings: Settings
  log: Logger
  metrics: Metrics
  /** The first pause after a failure, ms; it doubles up to 60 times as much. Default 5 s. */
  pauseMs?: number
}

export interface GapRepair {
  /** Gives up what is under way; the next start goes on from there. */
  close(): Promise<void>
}

/**
 * At start, and whenever messages were sent back for long, sees that Chat2Desk's webhook is on and fetches what was
 * missed. An API that fails delays it and stops nothing else.
 */
export function startGapRepair({
  intake,
  position,
  api,
  line,
  settings,
  log,
  metrics,
  pauseMs = 5_000,
}: GapRepairOptions): GapRepair {
  const { chat2desk } = settings
  const stop = new AbortController()
  const { signal } = stop
  const fetching: Omit<Fetching, 'flood'> = {
    ...intake,
    api,
    call: (work) => line.call('gap repair', work),
    operatorSilenceMs: settings.operatorSilenceMs,
    pauseMs,
    signal,
  }

  const repair = async () => {
    if (chat2desk.webhookUrl !== undefined) await keepWebhook(api, fetching.call, chat2desk.webhookUrl, log)
    let from = await position.read()
    if (from === undefined) return
    // A new one for each try: what has passed once passes again.
    const flood = createFlood(settings.flood)
    const fates: Fates = {}
    let fetched = 0
    for (;;) {
      const messages = await fetchAfter({ ...fetching, flood }, from)
      const last = messages.at(-1)
      if (!last) break
      fetched += messages.length
      for (const [fate, count] of Object.entries(await feed({ ...fetching, flood }, messages, currentTime())) as [
        keyof Fates,
        number,
      ][]) {
        fates[fate] = (fates[fate] ?? 0) + count
        metrics.fetched.inc({ outcome: fate }, count)
      }
      from = BigInt(last.messageId)
      if (!fates.full) await position.reached(from)
    }
    log.info({ fetched, new: fates.taken ?? 0, fates }, 'fetched what was missed')
    if (fates.full) throw new Error(`Cannot take in ${fates.full} fetched messages: mailboxes are full`)
  }

  const untilDone = async () => {
    position.hold()
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await repair()
        position.release()
        return
      } catch (error) {
        if (signal.aborted) return
        const ms = Math.max(error instanceof Held ? error.ms : 0, pauseMs * Math.min(2 ** failures, 60))
        log.warn({ err: error, ms }, 'cannot fetch what was missed yet')
        await sleep(ms, undefined, { signal }).catch(() => {})
      }
    }
  }

  let running: Promise<void> | undefined
  const begin = () => {
    running ??= untilDone().finally(() => {
      running = undefined
    })
  }
  position.whenGap(begin)
  begin()
  return {
    async close() {
      stop.abort()
      await running
    },
  }
}
