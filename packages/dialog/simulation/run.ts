import type { Dialog } from '../src/runtime/dialog.ts'
import { journaledStore, memoryJournal, type JournalObserved } from '../src/store/journal/index.ts'
import type { DeadLetter, Depth, Store } from '../src/store/port.ts'
import { rewindingStore } from '../test/rewinding-store.ts'
import { createBot } from './bot.ts'
import { createChat, sendWebhooks, type Hook, type Sent } from './chat.ts'
import { createDatabase, type OrderRow } from './database.ts'
import { servers, stormMs, workers, type Plan } from './plan.ts'
import { createQueue } from './queue.ts'
import { randomOf } from './random.ts'
import { recordStore, remote, type Log } from './record.ts'
import { installTimers } from './timers.ts'
import { createWorld, startAt, type Process } from './world.ts'

export interface Outcome {
  plan: Plan
  log: Log
  /** Inputs that a server answered with 200, as `conversation id`. */
  acknowledged: Set<string>
  hooks: readonly Hook[]
  rows: readonly OrderRow[]
  sent: readonly Sent[]
  resent: readonly string[]
  letters: DeadLetter[]
  depth: Depth
  snapshots: Map<string, string | null>
  /** For how long something waited at a stretch after the last fault. */
  restlessMs: number
  seen: Map<string, number>
}

const patienceMs = 20 * 60_000

/** Plays a plan: the storm, then a calm in which everything has to come to its end. */
export async function run(plan: Plan, history?: string[]): Promise<Outcome> {
  const world = createWorld(plan, history)
  const { store, calls, rewind } = rewindingStore({ capacity: 10 })
  const { log, storeOf } = recordStore(world, store)
  const journal = memoryJournal()
  const standOf = (process: Process): Store => {
    if (plan.journal === 'none') return storeOf(process)
    const kept = remote(world, process, 'journal', journal, () => '')
    const observe = ({ type }: JournalObserved) => {
      world.note(`journal ${type}`)
      world.tell(process.name, () => `journal: ${type}`)
    }
    const clock = () => world.now + process.clockMs
    return journaledStore({ store: storeOf(process), journal: kept, observe, clock })
  }
  const queue = createQueue(world)
  const chat = createChat(world)
  const database = createDatabase(world)
  const acknowledged = new Set<string>()
  const resent: string[] = []
  const processes = new Map<string, Process>()
  const dialogs = new Map<Process, Dialog>()
  const random = randomOf(`${plan.seed} lives`)
  const idOf = (hook: Hook) => (hook.kind === 'message' ? `m${hook.number}` : hook.id)

  let calmFrom = Infinity
  // Nothing is lost by looking less often once all is well, and a run is over sooner.
  const sweepEveryMs = () => (world.now < calmFrom ? 500 : world.now < calmFrom + 60_000 ? 1_000 : 10_000)

  const begin = (name: string) => {
    const process: Process = { name, alive: true, frozenUntil: 0, clockMs: processes.get(name)?.clockMs ?? 0 }
    processes.set(name, process)
    const dialog = createBot({
      world,
      process,
      store: standOf(process),
      chat,
      database,
      resent,
      wake: (conversation, direction) => queue.add(process, conversation, direction),
    })
    dialogs.set(process, dialog)
    if (!workers.includes(name)) return
    queue.attach(process, (direction, conversation) =>
      direction === 'inbound' ? dialog.work(conversation) : dialog.deliver(conversation),
    )
    const sweep = () => {
      const again = () => void world.after(sweepEveryMs(), process, sweep)
      void dialog.sweep(20).then(again, again)
    }
    world.after(random.integer(0, 500), process, sweep)
  }
  const restart = (process: Process, ms: number) => {
    world.after(ms, undefined, () => {
      if (processes.get(process.name) === process) begin(process.name)
    })
  }
  for (const name of [...servers, ...workers]) begin(name)
  world.onDeath((process) => restart(process, random.integer(200, 5_000)))

  for (const item of plan.items) {
    const process = () => processes.get('process' in item ? item.process : '') as Process
    if (item.kind === 'dies') world.after(item.at, undefined, () => world.die(process(), 'by a signal'))
    if (item.kind === 'clock') world.after(item.at, undefined, () => void (process().clockMs += item.ms))
    if (item.kind === 'queue-wiped') world.after(item.at, undefined, () => queue.wipe())
    if (item.kind === 'store-loses') {
      let kept = 0
      world.after(item.at - item.ms, undefined, () => {
        if (item.ms < item.at) kept = calls()
      })
      world.after(item.at, undefined, () => {
        world.tell('store', () => `comes back as it was ${item.ms} ms before`)
        rewind(Math.min(kept, calls()))
      })
    }
    if (item.kind === 'freezes')
      world.after(item.at, undefined, () => {
        const frozen = process()
        frozen.frozenUntil = world.now + item.ms
        world.tell(frozen.name, () => `freezes for ${item.ms} ms`)
        if (item.ms > 10_000) world.after(10_000, undefined, () => queue.recover(frozen))
      })
    if (item.kind !== 'message' && item.kind !== 'event' && item.kind !== 'fault' && item.kind !== 'wake')
      world.after(item.at, undefined, () => world.note(`item ${item.kind}`))
  }
  const openHooks = sendWebhooks(
    world,
    plan,
    () => servers.map((name) => processes.get(name) as Process),
    async (server, hook) => {
      const dialog = dialogs.get(server) as Dialog
      const { client } = hook
      const at = startAt + hook.at
      const answer =
        hook.kind === 'message'
          ? await dialog.receive(client, { id: idOf(hook), at, order: hook.number * 1024, text: hook.text })
          : await dialog.notify(client, { id: idOf(hook), at, type: hook.type })
      return answer !== 'full'
    },
    (hook) => void acknowledged.add(`${hook.client} ${idOf(hook)}`),
  )

  const uninstall = installTimers(world)
  try {
    await world.until(startAt + stormMs + 30_000)
    world.calm()
    calmFrom = world.now
    let [quietAt, restlessMs] = [calmFrom, 0]
    let depth: Depth
    for (;;) {
      depth = await store.depth(world.now)
      const quiet = depth.mailboxes === 0 && depth.outboxes === 0
      restlessMs = Math.max(restlessMs, world.now - quietAt)
      if (quiet) quietAt = world.now
      if ((quiet && depth.timers === 0 && openHooks() === 0) || world.now - calmFrom > patienceMs) break
      await world.until(world.now + 5_000)
    }
    const snapshots = new Map<string, string | null>()
    for (const client of log.commits.keys())
      snapshots.set(client, (await store.read(client, world.now))?.snapshot ?? null)
    const hooks = plan.items.filter((item): item is Hook => item.kind === 'message' || item.kind === 'event')
    return {
      plan,
      log,
      acknowledged,
      hooks,
      rows: database.rows,
      sent: chat.sent,
      resent,
      letters: await store.deadLetters(1_000),
      depth,
      snapshots,
      restlessMs,
      seen: world.seen,
    }
  } finally {
    uninstall()
  }
}
