import type { Direction } from '../src/runtime/engine.ts'
import type { Item } from './plan.ts'
import { randomOf } from './random.ts'
import type { Process, World } from './world.ts'

interface Job {
  conversation: string
  direction: Direction
  worker: Process
  /** A wake-up came while it ran: it runs once more. */
  kept: boolean
}

interface Taker {
  process: Process
  running: number
  run(direction: Direction, conversation: string): Promise<void>
}

export interface WakeQueue {
  add(process: Process, conversation: string, direction: Direction): Promise<void>
  /** A worker that takes jobs until it dies. */
  attach(process: Process, run: Taker['run']): void
  wipe(): void
  /** Gives the jobs of a worker that shows no sign of life to others. */
  recover(process: Process): void
}

const concurrency = 4

/** Wake-ups as BullMQ keeps them: merged while they wait, kept while their job runs, run again after a worker died. */
export function createQueue(world: World): WakeQueue {
  const waiting: { conversation: string; direction: Direction }[] = []
  const active = new Set<Job>()
  const takers = new Set<Taker>()
  const fates = new Map(
    world.plan.items.flatMap((item: Item) => (item.kind === 'wake' ? [[item.number, item.fate]] : [])),
  )
  const random = randomOf(`queue ${world.plan.seed}`)
  let wakes = 0

  const push = (conversation: string, direction: Direction) => {
    const same = (one: { conversation: string; direction: Direction }) =>
      one.conversation === conversation && one.direction === direction
    const running = [...active].find(same)
    if (running) running.kept = true
    else if (!waiting.some(same)) waiting.push({ conversation, direction })
    dispatch()
  }
  const dispatch = () => {
    const free = () =>
      [...takers].filter(
        ({ process, running }) => process.alive && process.frozenUntil <= world.now && running < concurrency,
      )
    for (let takersFree = free(); waiting.length > 0 && takersFree.length > 0; takersFree = free()) {
      const { conversation, direction } = waiting.shift() as (typeof waiting)[number]
      const taker = random.pick(takersFree)
      const job = { conversation, direction, worker: taker.process, kept: false }
      active.add(job)
      start(taker, job)
    }
  }
  const start = (taker: Taker, job: Job) => {
    const { process } = taker
    taker.running += 1
    world.after(1 + random.next() * 5, process, () => {
      const settled = taker.run(job.direction, job.conversation).catch(() => {})
      void settled.then(async () => {
        taker.running -= 1
        try {
          await world.call(process, 'queue.finish', () => finish(job))
        } catch {
          world.after(10_000, undefined, () => requeue(job))
        }
      })
    })
  }
  const finish = (job: Job) => {
    const held = active.delete(job)
    if (held && job.kept) push(job.conversation, job.direction)
    dispatch()
    return held
  }
  const requeue = (job: Job) => {
    if (!active.delete(job)) return
    world.note('stalled')
    world.tell('queue', () => `gives ${job.direction} ${job.conversation} of ${job.worker.name} to another`)
    push(job.conversation, job.direction)
    if (job.kept) push(job.conversation, job.direction)
  }
  const recover = (process: Process) => {
    for (const job of active) if (job.worker === process) requeue(job)
  }
  world.onDeath((process) => {
    world.after(10_000 + random.integer(0, 5_000), undefined, () => recover(process))
  })

  return {
    add: (process, conversation, direction) =>
      world.call(
        process,
        'queue.add',
        () => {
          const fate = world.isCalm ? undefined : fates.get(++wakes)
          if (fate) world.note(`wake-up ${fate}`)
          if (fate === 'lost') return
          if (fate === 'late') return void world.after(8_000, undefined, () => push(conversation, direction))
          push(conversation, direction)
          if (fate !== 'doubled') return
          for (const taker of takers) {
            if (taker.process.alive) start(taker, { conversation, direction, worker: taker.process, kept: false })
          }
        },
        () => `${direction} ${conversation}`,
      ),
    attach(process, run) {
      takers.add({ process, running: 0, run })
      dispatch()
    },
    wipe() {
      waiting.length = 0
      active.clear()
    },
    recover,
  }
}
