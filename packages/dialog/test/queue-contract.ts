import { Queue, type BackendFactory, type ConnectionOptions } from 'bullmq'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createQueues, startWorkers, type Queues, type Workers } from '../src/runtime/bullmq.ts'
import { createDialog, type Dialog } from '../src/runtime/dialog.ts'
import { memoryStore } from '../src/store/memory.ts'
import { teaFlow } from './tea-house.ts'

export interface Back {
  connection: object
  backend?: BackendFactory<any, any>
}

/** What must hold of the wake-ups and workers on any back end of BullMQ. `open` is called once, before the first rule. */
export function queueContract(where: string, open: () => Promise<Back>): void {
  describe(`createQueues and startWorkers on ${where}`, () => {
    let back: Back
    let queues: Queues
    let workers: Workers | undefined
    let name: string
    let count = 0
    const errors: Error[] = []
    const onError = (error: Error) => void errors.push(error)
    const options = () => ({ ...back, name, onError })

    beforeEach(async () => {
      back ??= await open()
      name = `test-${process.pid}-${++count}`
      queues = createQueues(options())
      errors.length = 0
    })

    afterEach(async () => {
      await workers?.close()
      workers = undefined
      await queues.forget()
      await queues.close()
      expect(errors).toEqual([])
    })

    /** A dialog whose inbound work is counted and can be held up. */
    function counting(over: Partial<Dialog> = {}) {
      const gate = { open: () => {}, closed: Promise.resolve() as Promise<void> }
      const runs: string[] = []
      const begun = watched()
      const dialog: Dialog = {
        receive: async () => 'appended',
        notify: async () => 'appended',
        work: async (conversation) => {
          runs.push(conversation)
          begun.tick()
          await gate.closed
        },
        deliver: async (conversation) => {
          runs.push(`out ${conversation}`)
          begun.tick()
        },
        sweep: async () => 0,
        snapshot: async () => null,
        ...over,
      }
      const hold = () => {
        gate.closed = new Promise((resolve) => (gate.open = resolve))
      }
      return {
        dialog,
        runs,
        hold,
        release: () => gate.open(),
        ran: (times: number) => begun.until(() => runs.length >= times),
      }
    }

    const begin = (dialog: Dialog, concurrency = 5, sweepEveryMs = 3_600_000) => {
      workers = startWorkers({ ...options(), dialog, concurrency, sweepEveryMs })
    }

    /** The queue itself, as BullMQ sees it. */
    const inbound = () => {
      const connection = { connection: back.connection as ConnectionOptions }
      const queue = back.backend
        ? new Queue(`${name}-inbound`, connection, back.backend)
        : new Queue(`${name}-inbound`, connection)
      queue.on('error', onError)
      return queue
    }

    const waiting = async () => {
      const queue = inbound()
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'completed')
      await queue.close()
      return counts
    }

    it('brings a wake-up to a worker, each direction to its own', async () => {
      const { dialog, runs, ran } = counting()
      begin(dialog)
      await queues.wake('a', 'inbound')
      await queues.wake('b', 'outbound')
      await ran(2)
      expect(runs.toSorted()).toEqual(['a', 'out b'])
    })

    it('takes a message from receive to reply', async () => {
      const replies: string[] = []
      const replied = watched()
      const dialog = createDialog({
        flow: teaFlow(),
        store: memoryStore(),
        wake: queues.wake,
        effects: {
          say: ({ text }) => {
            replies.push(text)
            replied.tick()
          },
          brew: () => {},
        },
      })
      begin(dialog)
      await dialog.receive('c', { id: 'm1', at: Date.now(), text: 'Aibek' })
      await replied.until(() => replies.length > 0)
      expect(replies).toEqual(['What is your name?\n\nWhat tea, Aibek?'])
    })

    it('merges wake-ups that wait for the same conversation, and keeps others apart', async () => {
      for (let i = 0; i < 10; i++) await queues.wake('a', 'inbound')
      await queues.wake('b', 'inbound')
      expect(await waiting()).toMatchObject({ waiting: 2 })
      const { dialog, runs, ran } = counting()
      begin(dialog)
      await ran(2)
      expect(runs.toSorted()).toEqual(['a', 'b'])
    })

    it('runs once more after a wake-up that came while its job ran, however many came', async () => {
      const { dialog, runs, hold, release, ran } = counting()
      hold()
      begin(dialog)
      await queues.wake('a', 'inbound')
      await ran(1)
      await Promise.all(Array.from({ length: 100 }, () => queues.wake('a', 'inbound')))
      expect(runs).toEqual(['a'])
      release()
      await ran(2)
      await workers?.close()
      expect(runs.length).toBeGreaterThanOrEqual(2)
      expect(runs.length).toBeLessThanOrEqual(3)
    })

    it('loses no message, however wake-ups and work fall together', async () => {
      const said = watched()
      let cups = 0
      const dialog = createDialog({
        flow: teaFlow(),
        store: memoryStore(),
        wake: queues.wake,
        effects: {
          say: () => {},
          brew: (brewed) => {
            cups = brewed.cups
            said.tick()
          },
        },
      })
      begin(dialog)
      await dialog.notify('c', { id: 'n', at: 0, type: 'user.name', name: 'Eve' })
      for (let round = 0; round < 10; round++) {
        await Promise.all(
          Array.from({ length: 5 }, (_, i) => dialog.receive('c', { id: `m${round}.${i}`, at: 0, text: 'tea 1' })),
        )
        await Promise.resolve()
      }
      await said.until(() => cups === 50)
      expect(cups).toBe(50)
    })

    it('takes wake-ups again after a job failed', async () => {
      let fails = true
      const { dialog, runs, ran } = counting()
      const { work } = dialog
      begin({
        ...dialog,
        work: async (conversation) => {
          await work(conversation)
          if (fails) throw new Error('store is away')
        },
      })
      await queues.wake('a', 'inbound')
      await ran(1)
      while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      expect(errors.splice(0).map(({ message }) => message)).toEqual(['store is away'])
      fails = false
      await queues.wake('a', 'inbound')
      await ran(2)
      expect(runs).toEqual(['a', 'a'])
    })

    it('finishes the job in hand when it closes, and takes no other', async () => {
      const { dialog, runs, hold, release, ran } = counting()
      let finished = false
      hold()
      const { work } = dialog
      begin(
        {
          ...dialog,
          work: async (conversation) => {
            await work(conversation)
            finished = true
          },
        },
        1,
      )
      await queues.wake('a', 'inbound')
      await ran(1)
      await queues.wake('b', 'inbound')
      const closed = workers?.close()
      expect(finished).toBe(false)
      release()
      await closed
      expect(finished).toBe(true)
      expect(runs).toEqual(['a'])
      expect(await waiting()).toMatchObject({ waiting: 1, active: 0 })
    })

    it('sweeps few at once, and again without a pause while there may be more', async () => {
      const limits: (number | undefined)[] = []
      const swept = watched()
      const sweep = async (limit = 0) => {
        limits.push(limit)
        swept.tick()
        return limits.length < 8 ? limit : 0
      }
      begin(counting({ sweep }).dialog, 20, 1_000)
      await swept.until(() => limits.length === 8)
      expect(new Set(limits)).toEqual(new Set([5]))
    })

    it('finds by its sweeper what a lost wake-up left lying', async () => {
      const replied = watched()
      const replies: string[] = []
      let now = 0
      const dialog = createDialog({
        flow: teaFlow(),
        store: memoryStore(),
        wake: queues.wake,
        clock: () => now,
        effects: {
          say: ({ text }) => {
            replies.push(text)
            replied.tick()
          },
          brew: () => {},
        },
      })
      await dialog.receive('c', { id: 'm1', at: 0, text: 'Aibek' })
      await queues.forget()
      expect(await waiting()).toMatchObject({ waiting: 0 })
      now += 5_000
      begin(dialog, 5, 10)
      await replied.until(() => replies.length > 0)
      expect(replies).toHaveLength(1)
    })

    it('forgets wake-ups so that later ones of the same conversation count', async () => {
      await queues.wake('a', 'inbound')
      await queues.forget()
      await queues.wake('a', 'inbound')
      expect(await waiting()).toMatchObject({ waiting: 1 })
    })

    it('leaves nothing behind of a job that is done', async () => {
      const { dialog, ran } = counting()
      begin(dialog)
      await queues.wake('a', 'inbound')
      await ran(1)
      await workers?.close()
      expect(await waiting()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0, completed: 0 })
    })
  })
}

/** Waits for something to become true, looking again at each tick. */
function watched() {
  let looks: (() => void)[] = []
  return {
    tick: () => looks.splice(0).forEach((look) => look()),
    async until(holds: () => boolean) {
      while (!holds()) await new Promise<void>((resolve) => looks.push(resolve))
    },
  }
}
