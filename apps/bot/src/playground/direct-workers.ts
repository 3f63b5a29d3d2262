import type { Dialog, Direction } from '@shoro/dialog'
import type { StartWorkers } from './worker.ts'

/** Wake-ups and workers of one process, without a queue: a wake-up that nobody hears is made good by the sweeper. */
export interface DirectWorkers {
  wake: (conversation: string, direction: Direction) => Promise<void>
  start: StartWorkers
}

const sweepEveryMs = 200

export function createDirectWorkers(onError: (error: unknown) => void): DirectWorkers {
  let hear: (conversation: string, direction: Direction) => void = () => {}
  return {
    async wake(conversation, direction) {
      hear(conversation, direction)
    },
    start(dialog) {
      const workers = workOn(dialog, onError)
      hear = workers.hear
      return {
        async close() {
          if (hear === workers.hear) hear = () => {}
          await workers.close()
        },
      }
    },
  }
}

function workOn(dialog: Dialog, onError: (error: unknown) => void) {
  /** By what is being worked on: whether it is to be looked at once more. */
  const active = new Map<string, boolean>()
  const running = new Set<Promise<void>>()
  let closed = false

  const track = (work: Promise<unknown>) => {
    const tracked = work.then(() => {}, onError).finally(() => running.delete(tracked))
    running.add(tracked)
    return tracked
  }
  const work = async (conversation: string, direction: Direction, key: string) => {
    for (let again = true; again; again = active.get(key) === true) {
      active.set(key, false)
      await track(direction === 'inbound' ? dialog.work(conversation) : dialog.deliver(conversation))
    }
    active.delete(key)
  }
  let sweeping: NodeJS.Timeout | undefined
  const sweep = async () => {
    await track(dialog.sweep())
    if (!closed) sweeping = setTimeout(() => void sweep(), sweepEveryMs).unref()
  }
  void sweep()

  return {
    hear(conversation: string, direction: Direction) {
      if (closed) return
      const key = `${direction} ${conversation}`
      if (active.has(key)) active.set(key, true)
      else void work(conversation, direction, key)
    },
    async close() {
      closed = true
      clearTimeout(sweeping)
      await Promise.all(running)
    },
  }
}
