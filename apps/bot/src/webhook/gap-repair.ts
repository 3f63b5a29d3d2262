import { setTimeout as sleep } from 'node:timers/promises'
import { createChat2Desk, isRefused } from '@shoro/chat2desk'
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
  settings,
  log,
  metrics,
  pauseMs = 5_000,
}: GapRepairOptions): GapRepair {
  const { chat2desk } = settings
  const stop = new AbortController()
  const { signal } = stop
  const api = createChat2Desk({ token: chat2desk.token ?? '', baseUrl: chat2desk.url, timeoutMs: chat2desk.timeoutMs })
  const fetching: Fetching = {
    ...intake,
    api,
    mayAsk: () => takeTurn(intake, chat2desk.ratePerSecond, signal),
    flood: createFlood(settings.flood),
    operatorSilenceMs: settings.operatorSilenceMs,
    signal,
  }

  const repair = async () => {
    if (chat2desk.webhookUrl !== undefined) await keepWebhook(api, chat2desk.webhookUrl, log)
    let from = await position.read()
    if (from === undefined) return
    const fates: Fates = {}
    let fetched = 0
    for (;;) {
      const messages = await fetchAfter(fetching, from)
      const last = messages.at(-1)
      if (!last) break
      fetched += messages.length
      for (const [fate, count] of Object.entries(await feed(fetching, messages, Date.now())) as [
        keyof Fates,
        number,
      ][]) {
        fates[fate] = (fates[fate] ?? 0) + count
        metrics.fetched.inc({ outcome: fate }, count)
      }
      from = BigInt(last.messageId)
      await position.reached(from)
    }
    log.info({ fetched, new: fates.taken ?? 0, fates }, 'fetched what was missed')
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
        const asked = isRefused(error) ? (error.retryAfterMs ?? 0) : 0
        const ms = Math.max(asked, pauseMs * Math.min(2 ** failures, 60))
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

/** The limit on requests is one for all processes. */
async function takeTurn({ store }: Intake, perSecond: number, signal: AbortSignal): Promise<void> {
  if (perSecond === 0) return
  for (;;) {
    const ms = await store.takeToken('chat2desk', { perSecond, burst: Math.max(5, perSecond) }, Date.now())
    if (ms === 0) return
    await sleep(ms, undefined, { signal })
  }
}
