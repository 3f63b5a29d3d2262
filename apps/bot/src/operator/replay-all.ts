import { setTimeout as sleep } from 'node:timers/promises'
import type { DeadLetter, Direction, Revived, Store } from '@shoro/dialog'
import { currentTime } from '../clock.ts'
import type { Logger } from '../log.ts'

export type Wake = (conversation: string, direction: Direction) => Promise<void>

/** How far a replay of many dead letters is. */
export interface Progress {
  of: number
  done: number
}

export interface Replayer {
  /** Replays one and wakes its conversation. */
  one(letter: string): Promise<Revived>
  /** Replays `letters` one after the other in the background. Call it only while none runs. */
  all(letters: readonly string[], perSecond: number): void
  progress(): Progress | null
}

export interface ReplayerOptions {
  store: Store
  wake: Wake
  log: Logger
  /** Stops a replay that runs; what is left stays among the dead letters. */
  closing?: AbortSignal | undefined
}

export function createReplayer({ store, wake, log, closing }: ReplayerOptions): Replayer {
  let running: Progress | null = null

  const one = async (letter: string): Promise<Revived> => {
    const revived = await store.replay(letter, currentTime())
    if (revived.status === 'replayed') {
      // Without a wake-up the sweeper finds it.
      await wake(revived.conversation, revived.to === 'mailbox' ? 'inbound' : 'outbound').catch(() => {})
    }
    return revived
  }

  const work = async (letters: readonly string[], perSecond: number, progress: Progress) => {
    for (const letter of letters) {
      for (;;) {
        closing?.throwIfAborted()
        // All servers share one pace.
        const wait = await store.takeToken('dead-letter-replay', { perSecond, burst: 1 }, currentTime())
        if (wait === 0) break
        await sleep(wait, undefined, { signal: closing, ref: false })
      }
      await one(letter)
      progress.done += 1
    }
  }

  return {
    one,
    progress: () => running && { ...running },

    all(letters, perSecond) {
      const progress = { of: letters.length, done: 0 }
      running = progress
      void work(letters, perSecond, progress)
        .then(
          () => log.info(progress, 'dead letters replayed'),
          (error: unknown) =>
            closing?.aborted
              ? log.info(progress, 'replay of dead letters stopped')
              : log.error({ err: error, ...progress }, 'replay of dead letters failed'),
        )
        .finally(() => {
          running = null
        })
    },
  }
}

/** Every dead letter that `wanted` holds for, oldest first. */
export async function* lettersOf(
  store: Store,
  wanted: (letter: DeadLetter) => boolean,
  after?: string,
): AsyncGenerator<DeadLetter> {
  let last = after
  for (;;) {
    const page = await store.deadLetters(pageSize, last)
    yield* page.filter(wanted)
    if (page.length < pageSize) return
    last = page.at(-1)?.id
  }
}

const pageSize = 500
