import type { Dialog } from '@shoro/dialog'
import { memoryStore } from '@shoro/dialog/memory'
import { expect, it } from 'vitest'
import { until } from '../../test/processes.ts'
import type { WorkerState } from './contract.ts'
import { createMortalWorker, type StartWorkers } from './worker.ts'

/** A worker whose work stands still between two calls of the store until it is let go. */
function stage() {
  const told: WorkerState[] = []
  const worker = createMortalWorker((state) => told.push(state))
  const store = memoryStore()
  const mortal = worker.around(store)
  let go = () => {}
  const work = async (conversation: string) => {
    await mortal.load(conversation, 1)
    await new Promise<void>((resolve) => {
      go = resolve
    })
    await worker.at('after-effect', conversation, 'say')
    await mortal.append(conversation, { id: 'late', body: '{}' }, 1)
  }
  let living: Dialog | undefined
  const start: StartWorkers = (dialog) => {
    living = dialog
    return { close: async () => {} }
  }
  const dialog = { work, deliver: work, sweep: async () => 0 } as unknown as Dialog
  worker.start(dialog, start)
  return {
    worker,
    told,
    store,
    mortal,
    begin: () => living?.work('one'),
    go: () => go(),
    mailbox: async () => (await store.read('one', 1))?.mailbox ?? 0,
  }
}

it('lets nothing of a killed worker reach the store, and starts another one', async () => {
  const { worker, told, begin, go, mailbox } = stage()
  const abandoned = begin()
  await until('it to stand still', () => !worker.isIdle())
  worker.kill('now', 0)
  go()
  await expect(abandoned).rejects.toThrow('its worker was killed')
  expect(await mailbox()).toBe(0)
  await until('another worker', () => told.length === 3)
  expect(told).toEqual([
    { state: 'running', generation: 1 },
    { state: 'killed', generation: 1 },
    { state: 'running', generation: 2 },
  ])
  const second = begin()
  await until('it to stand still', () => !worker.isIdle())
  go()
  await second
  expect(await mailbox()).toBe(1)
})

it('lets a doomed worker do its next effect and nothing after it', async () => {
  const { worker, begin, go, mailbox } = stage()
  worker.kill('in-the-middle', 60_000)
  expect(worker.state().state).toBe('running')
  const doomed = begin()
  await until('it to stand still', () => !worker.isIdle())
  go()
  await expect(doomed).rejects.toThrow('its worker was killed')
  expect(await mailbox()).toBe(0)
  expect(worker.state()).toEqual({ state: 'killed', generation: 1 })
  await worker.close()
})

it('leaves the store to everybody else while no worker lives', async () => {
  const { worker, mortal, mailbox } = stage()
  worker.kill('now', 60_000)
  await mortal.append('one', { id: 'a', body: '{}' }, 1)
  expect(await mailbox()).toBe(1)
  await worker.close()
})
