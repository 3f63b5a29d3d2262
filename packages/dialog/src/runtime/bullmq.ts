import { Queue, Worker, type BackendFactory, type ConnectionOptions, type Job } from 'bullmq'
import type { Dialog } from './dialog.ts'
import type { Direction } from './engine.ts'

export interface QueueOptions {
  /** An ioredis client or options; for a Postgres back end whatever its factory takes. Workers duplicate what they need. */
  connection: ConnectionOptions | object
  /** `createPostgresBackend` of bullmq; without it the queues are on Redis. */
  backend?: BackendFactory<any, any>
  /** Queue names are `<name>-inbound` and `<name>-outbound`. Default 'dialog'. */
  name?: string
  /** Key prefix on Redis; give it a `{hash tag}` on a cluster. Default 'bull'. */
  prefix?: string
  /** An error of a connection, which BullMQ goes on after. */
  onError: (error: Error) => void
}

export interface Queues {
  /** Drops every wake-up. Only for a process that is alone: the sweeper takes up what they were for. */
  forget(): Promise<void>
  /** Give it to `createDialog`. */
  wake: (conversation: string, direction: Direction) => Promise<void>
  close(): Promise<void>
}

export interface WorkerOptions extends QueueOptions {
  dialog: Dialog
  /** Conversations worked on at once, in each direction. Default 20. */
  concurrency?: number
  /** How often to look for overdue work, in ms. Default 500. */
  sweepEveryMs?: number
}

export interface Workers {
  /** Stops taking work and resolves when what is in hand is done, or after `withinMs`. */
  close(withinMs?: number): Promise<void>
}

/** So many overdue conversations a process takes at once: what one of them does to it, it does to few others. */
const sweptAtOnce = 5

const directions = ['inbound', 'outbound'] as const

/**
 * Wake-ups for workers: one job per conversation and direction, without payload. A wake-up while its job waits is
 * merged into it; one while the job runs makes it run once more, so none is lost.
 */
export function createQueues(queueOptions: QueueOptions): Queues {
  const { backend, name = 'dialog', prefix, onError } = queueOptions
  const connection = queueOptions.connection as ConnectionOptions
  const queues = Object.fromEntries(
    directions.map((direction) => {
      const options = { connection, ...(prefix && { prefix }) }
      const queue = backend
        ? new Queue(`${name}-${direction}`, options, backend)
        : new Queue(`${name}-${direction}`, options)
      queue.on('error', onError)
      return [direction, queue]
    }),
  ) as unknown as Record<Direction, Queue>
  return {
    async wake(conversation, direction) {
      await queues[direction].add(
        'wake',
        { conversation },
        // A custom job id would lose wake-ups here: it is refused while the job of that id exists, also when it is active.
        {
          deduplication: { id: conversation, keepLastIfActive: true },
          removeOnComplete: true,
          removeOnFail: { count: 1000 },
        },
      )
    },
    async forget() {
      await Promise.all(directions.map((direction) => queues[direction].obliterate({ force: true })))
    },
    async close() {
      await Promise.all(directions.map((direction) => queues[direction].close()))
    },
  }
}

/**
 * Workers for both directions, and the sweeper. A job that fails or is lost is not tried again by BullMQ: the sweeper
 * finds its conversation.
 */
export function startWorkers(options: WorkerOptions): Workers {
  const { dialog, backend, name = 'dialog', prefix, concurrency = 20, sweepEveryMs = 500, onError } = options
  const connection = options.connection as ConnectionOptions
  const workers = directions.map((direction) => {
    const work = direction === 'inbound' ? dialog.work : dialog.deliver
    const process = async (job: Job<{ conversation: string }>) => {
      try {
        await work(job.data.conversation)
      } catch (error) {
        // The sweeper finds the conversation. A failed job would keep the error's text, which may hold what somebody wrote.
        onError(error instanceof Error ? error : new Error(String(error)))
      }
    }
    const settings = {
      connection,
      concurrency,
      ...(prefix && { prefix }),
      lockDuration: 10_000,
      stalledInterval: 5_000,
      // A conversation may outlive any number of dead workers: poison is counted in its mailbox.
      maxStalledCount: 1_000_000_000,
    }
    const queue = `${name}-${direction}`
    const worker = backend ? new Worker(queue, process, settings, backend) : new Worker(queue, process, settings)
    worker.on('error', onError)
    worker.on('failed', (_job, error) => onError(error))
    return worker
  })
  const sweep = async () => {
    const limit = Math.min(sweptAtOnce, concurrency)
    return (await dialog.sweep(limit)) >= limit
  }
  const sweeper = repeat(sweepEveryMs, sweep, onError)
  return {
    async close(withinMs = 8_000) {
      const graceful = Promise.all([sweeper.stop(), ...workers.map((worker) => worker.close())])
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs)
      })
      // A closing worker cannot be told not to wait: whoever closes goes on without it, and what it holds is found again.
      await Promise.race([graceful, late]).finally(() => clearTimeout(timer))
    },
  }
}

/** Each `everyMs`, and again at once while `act` says that there may be more. */
function repeat(
  everyMs: number,
  act: () => Promise<boolean>,
  onError: (error: Error) => void,
): { stop(): Promise<void> } {
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  const schedule = (ms: number) => {
    timer = setTimeout(() => {
      running = act()
        .catch((error: unknown) => {
          onError(error instanceof Error ? error : new Error(String(error)))
          return false
        })
        .then((more) => {
          if (!stopped) schedule(more ? 0 : everyMs)
        })
    }, ms).unref()
  }
  schedule(everyMs)
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
