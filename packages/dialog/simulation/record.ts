import type { Commit, NewInput, Store } from '../src/store/port.ts'
import type { Service } from './plan.ts'
import type { Process, World } from './world.ts'

export interface Committed extends Pick<Commit, 'snapshot' | 'inputs' | 'effects' | 'now' | 'rejected'> {
  /** The snapshot that it replaced. */
  before: string | null
  /** When it was carried out. */
  moment: number
  /** When what it rests on was first loaded. */
  loaded: number
}

export interface Accepted {
  body: string
  /** Its place in its conversation. */
  order: number
  /** When it came into the mailbox: more than once if the store lost it. */
  moments: number[]
}

/** What became durable, as the store itself saw it: told apart from what any process came to know. */
export interface Log {
  /** By conversation, in the order of their revisions. */
  commits: Map<string, Committed[]>
  /** By conversation and input id. */
  inputs: Map<string, Map<string, Accepted>>
  /** Effects that became dead letters. */
  buried: Set<string>
}

/** Gives each process its way to the one store, on which calls fail as the plan says, and writes down what is done. */
export function recordStore(world: World, store: Store): { log: Log; storeOf: (process: Process) => Store } {
  const log: Log = { commits: new Map(), inputs: new Map(), buried: new Set() }
  const loads = new Map<string, number>()
  const inputsOf = (conversation: string) => {
    const inputs = log.inputs.get(conversation) ?? new Map<string, Accepted>()
    log.inputs.set(conversation, inputs)
    return inputs
  }
  const accept = (conversation: string, { id, body, order = NaN }: NewInput) => {
    const known = inputsOf(conversation).get(id) ?? { body, order, moments: [] }
    known.moments.push(world.moment)
    inputsOf(conversation).set(id, known)
  }
  const watched: Store = {
    ...store,
    async append(conversation, input, now) {
      const appended = await store.append(conversation, input, now)
      world.note(appended)
      if (appended === 'appended') accept(conversation, input)
      return appended
    },
    async load(conversation, limit) {
      const loaded = await store.load(conversation, limit)
      const key = `${conversation} ${loaded.rev}`
      if (!loads.has(key)) loads.set(key, world.moment)
      for (const { id, order, late } of loaded.inputs) {
        const input = inputsOf(conversation).get(id)
        if (input) input.order = order
        if (late) world.note('late input')
      }
      if (loaded.starts > 1) world.note('start again')
      return loaded
    },
    async commit(conversation, commit) {
      const before = (await store.read(conversation, 0))?.snapshot ?? null
      const committed = await store.commit(conversation, commit)
      if (!committed.ok) {
        world.note(committed.reason)
        return committed
      }
      const { snapshot, inputs, effects, now, rejected } = commit
      // Kept by the journal for itself, or put back by it: no turn of a conversation.
      if (conversation.startsWith('~') || (inputs.length === 0 && snapshot === before)) return committed
      const commits = log.commits.get(conversation) ?? []
      log.commits.set(conversation, commits)
      commits.push({
        before,
        snapshot,
        inputs,
        effects,
        now,
        ...(rejected && { rejected }),
        moment: world.moment,
        loaded: loads.get(`${conversation} ${commit.rev}`) ?? 0,
      })
      return committed
    },
    async bury(conversation, buried) {
      log.buried.add(buried.id)
      await store.bury(conversation, buried)
    },
    async restore(conversation, restored) {
      const done = await store.restore(conversation, restored)
      if (done && !conversation.startsWith('~')) {
        world.note('restored')
        for (const input of restored.inputs) accept(conversation, input)
      }
      return done
    },
    async claim(conversation, claim) {
      const claimed = await store.claim(conversation, claim)
      if (claimed.status === 'claimed' && claimed.effect.uncertain) world.note('uncertain effect')
      if (claimed.status === 'busy') world.note('busy outbox')
      return claimed
    },
    async due(now, limit) {
      const due = await store.due(now, limit)
      if (due.inbound.length > 0) world.note('swept mailbox')
      if (due.outbound.length > 0) world.note('swept outbox')
      return due
    },
  }
  return { log, storeOf: (process) => remote(world, process, 'store', watched, brief) }
}

/** A service as a process sees it: each call is a request and an answer, and either may be lost. */
export function remote<Port extends object>(
  world: World,
  process: Process,
  name: Service,
  port: Port,
  brief: (call: string, given: unknown[]) => string = () => '',
): Port {
  const ways = Object.entries(port).map(([call, act]) => {
    const way = (...given: unknown[]) =>
      world.call(
        process,
        `${name}.${call}`,
        () => (act as (...given: unknown[]) => unknown)(...given),
        () => brief(call, given),
      )
    return [call, way]
  })
  return Object.fromEntries(ways) as Port
}

function brief(name: string, [first, second]: unknown[]): string {
  if (name === 'due' || name === 'depth') return ''
  if (name === 'append') return `${String(first)} ${(second as { id: string }).id}`
  if (name === 'commit') {
    const { rev, inputs, effects } = second as Commit
    return `${String(first)} at ${rev}: ${inputs.join(', ') || 'a timer'} → ${effects.map(({ body }) => nameOf(body)).join(', ') || 'nothing'}`
  }
  if (name === 'claim') {
    const { done } = second as { done?: { id: string } }
    return `${String(first)}${done ? ` ${done.id.slice(0, 6)} is done` : ''}`
  }
  return String(first)
}

function nameOf(body: string): string {
  const { type, params } = JSON.parse(body) as { type: string; params: { phrases?: string[] } }
  return params.phrases ? `say ${params.phrases.join(' + ')}` : type
}
