import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from './log.ts'

/** Waits for something that this process needs, with a word now and then; gives up after `withinMs` with exit code 1. */
export async function waitFor(
  what: string,
  check: () => Promise<unknown>,
  withinMs: number,
  log: Logger,
): Promise<void> {
  const until = Date.now() + withinMs
  for (let tries = 0; ; tries++) {
    try {
      await check()
      if (tries > 0) log.info(`${what} is there`)
      return
    } catch (error) {
      const reason = error instanceof Error ? error.message || error.name : String(error)
      if (Date.now() > until) {
        log.fatal(
          `Cannot reach ${what} within ${Math.round(withinMs / 1000)} s (${reason}). Start it or correct its address; STARTUP_TIMEOUT_SECONDS sets how long to wait`,
        )
        process.exit(1)
      }
      if (tries % 10 === 0) log.warn(`Waiting for ${what}: ${reason}`)
      await sleep(500)
    }
  }
}

const shutdownMs = 10_000

/** Runs `close` once on SIGTERM or Ctrl-C and exits 0; exits 1 if it takes longer than 10 s. */
export function closeOnSignal(log: Logger, close: () => Promise<void>): void {
  let closing = false
  const stop = (signal: NodeJS.Signals) => {
    if (closing) return
    closing = true
    log.info(`${signal}: finishing what is in hand`)
    setTimeout(() => {
      log.error(`Not finished within ${shutdownMs / 1000} s; what is left is taken up at the next start`)
      process.exit(1)
    }, shutdownMs).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'shutdown failed')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** A bug that nobody caught: say it and exit. Everything durable is taken up at the next start. */
export function exitOnSurprise(log: Logger): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error')
    process.exit(1)
  })
  process.on('unhandledRejection', (reason) => {
    log.fatal({ err: reason instanceof Error ? reason : new Error(String(reason)) }, 'unexpected rejection')
    process.exit(1)
  })
}
