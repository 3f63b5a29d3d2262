import { AsyncLocalStorage } from 'node:async_hooks'
import type { Dialog, Store } from '@shoro/dialog'
import type { Hooks } from '../hooks.ts'
import type { WorkerState } from './contract.ts'

/** What works on conversations until it is closed. */
export type StartWorkers = (dialog: Dialog) => { close(withinMs?: number): Promise<void> }

/**
 * A worker that can be killed although it lives in the process of its server. Work in hand is abandoned: nothing that it
 * does from then on reaches the store, and what a call of the API or the database gives is lost. What it held is taken
 * over when its lease runs out, as after the death of a process.
 */
export interface MortalWorker {
  /** Around the store: refuses whatever a dead worker still wants. */
  around(store: Store): Store
  /** For `createBot`. */
  at: NonNullable<Hooks['at']>
  /** False inside the work of a dead worker. */
  isAlive(): boolean
  start(dialog: Dialog, start: StartWorkers): void
  /** Another one is started `restartMs` after its death. */
  kill(when: 'now' | 'in-the-middle', restartMs: number): void
  state(): WorkerState
  /** False while something is in the hands of a living worker. */
  isIdle(): boolean
  close(): Promise<void>
}

interface Life {
  dead: boolean
  /** It dies after its next effect, and another one is started so much later. */
  doomedMs: number | null
  /** How much it has in hand. */
  busy: number
}

const killed = () => new Error('Cannot go on with conversation: its worker was killed')

export function createMortalWorker(tell: (state: WorkerState) => void): MortalWorker {
  const lives = new AsyncLocalStorage<Life | undefined>()
  let generation = 0
  let life: Life = { dead: true, doomedMs: null, busy: 0 }
  let workers: ReturnType<StartWorkers> | undefined
  let begin = () => {}
  let restart: NodeJS.Timeout | undefined
  let closed = false

  const state = (): WorkerState => ({ state: life.dead ? 'killed' : 'running', generation })

  const die = (restartMs: number) => {
    if (life.dead) return
    life.dead = true
    // Its jobs end by themselves at their next step; nobody waits for them.
    workers?.close(0).catch(() => {})
    tell(state())
    // Outside the life that ends here: what comes next does not belong to it.
    restart = lives.run(undefined, () => setTimeout(() => begin(), restartMs))
  }

  return {
    around(store) {
      const guarded =
        (call: (...given: never[]) => Promise<unknown>) =>
        async (...given: never[]): Promise<unknown> => {
          if (lives.getStore()?.dead) throw killed()
          const answer = await call(...given)
          if (lives.getStore()?.dead) throw killed()
          return answer
        }
      const calls = Object.entries(store) as [string, (...given: never[]) => Promise<unknown>][]
      return Object.fromEntries(calls.map(([name, call]) => [name, guarded(call)])) as unknown as Store
    },
    async at(point) {
      const own = lives.getStore()
      if (!own || point !== 'after-effect') return
      if (own.doomedMs !== null) die(own.doomedMs)
      if (own.dead) throw killed()
    },
    isAlive: () => !lives.getStore()?.dead,
    start(dialog, start) {
      begin = () => {
        if (closed) return
        const own: Life = { dead: false, doomedMs: null, busy: 0 }
        const living =
          <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
          async (...given: Given) => {
            own.busy += 1
            try {
              return await lives.run(own, work, ...given)
            } finally {
              own.busy -= 1
            }
          }
        life = own
        generation += 1
        workers = start({
          ...dialog,
          work: living(dialog.work),
          deliver: living(dialog.deliver),
          sweep: living(dialog.sweep),
        })
        tell(state())
      }
      begin()
    },
    kill(when, restartMs) {
      if (when === 'now') die(restartMs)
      else life.doomedMs = restartMs
    },
    state,
    isIdle: () => life.dead || life.busy === 0,
    async close() {
      closed = true
      clearTimeout(restart)
      if (!life.dead) await workers?.close()
    },
  }
}
