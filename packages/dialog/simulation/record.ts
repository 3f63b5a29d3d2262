import type { Commit, Store } from '../src/store/port.ts'
import type { Process, World } from './world.ts'

export interface Committed extends Pick<Commit, 'snapshot' | 'inputs' | 'effects' | 'now' | 'rejected'> {
  /** When it was carried out. */
  moment: number
  /** When what it rests on was first loaded. */
  loaded: number
}

export interface Accepted {
  body: string
  /** Its place in its conversation. */
  order: number
  moment: number
}

/** What became durable, as the store itself saw it: told apart from what any process came to know. */
export interface Log {
  /** By conversation, in the order of their revisions. */
  commits: Map<string, Committed[]>
  /** By conversation and input id. */
  inputs: Map<string, Map<string, Accepted>>
}

/** Gives each process its way to the one store, on which calls fail as the plan says, and writes down what is done. */
export function recordStore(world: World, store: Store): { log: Log; storeOf: (process: Process) => Store } {
  const log: Log = { commits: new Map(), inputs: new Map() }
  const loads = new Map<string, number>()
  const inputsOf = (conversation: string) => {
    const inputs = log.inputs.get(conversation) ?? new Map<string, Accepted>()
    log.inputs.set(conversation, inputs)
    return inputs
  }
  const watched: Store = {
    ...store,
    async append(conversation, input, now) {
      const appended = await store.append(conversation, input, now)
      world.note(appended)
      if (appended === 'appended')
        inputsOf(conversation).set(input.id, { body: input.body, order: NaN, moment: world.moment })
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
      const committed = await store.commit(conversation, commit)
      if (!committed.ok) {
        world.note(committed.reason)
        return committed
      }
      const { snapshot, inputs, effects, now, rejected } = commit
      const commits = log.commits.get(conversation) ?? []
      log.commits.set(conversation, commits)
      commits.push({
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
  return {
    log,
    storeOf(process) {
      const ways = Object.entries(watched).map(([name, act]) => {
        const way = (...given: unknown[]) =>
          world.call(
            process,
            `store.${name}`,
            () => (act as (...given: unknown[]) => Promise<unknown>)(...given),
            () => brief(name, given),
          )
        return [name, way]
      })
      return Object.fromEntries(ways) as Store
    },
  }
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
