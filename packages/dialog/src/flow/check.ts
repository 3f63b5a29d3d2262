import type { AnyStateMachine, AnyStateNode } from 'xstate'
import type { SayParams } from './phrases.ts'

interface Checked {
  machine: AnyStateMachine
  phrases: Record<string, Record<string, unknown>>
  effects: Record<string, unknown>
}

/** Everything that is wrong with a flow, each with its place. Empty means sound. */
export function problemsOf({ machine, phrases, effects }: Checked): string[] {
  const problems = notJson(machine.config, machine.id)
  if (problems.length > 0) return problems
  for (const node of nodesOf(machine.root)) {
    problems.push(...problemsOfNode(node, machine, effects))
    for (const { where, params } of sayings(node)) problems.push(...problemsOfSay(where, params, phrases))
  }
  return problems
}

/** Every state of a machine, the root first. */
export function nodesOf(root: AnyStateNode): AnyStateNode[] {
  return [root, ...Object.values(root.states).flatMap(nodesOf)]
}

/** The places in a value that JSON would not bring back as they are. */
export function notJson(value: unknown, where: string): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return []
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${where} is ${value}, which JSON cannot hold`]
  if (Array.isArray(value)) return value.flatMap((inner, index) => notJson(inner, `${where}[${index}]`))
  if (typeof value === 'function') return [`${where} is a function: name it in setup() and refer to it by name`]
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    // JSON leaves undefined properties out; setup() itself adds one.
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .flatMap(([key, inner]) => notJson(inner, `${where}.${key}`))
  }
  return [
    `${where} is ${typeof value === 'object' ? 'no plain object' : `a value of type ${typeof value}`}: machine.config must be JSON`,
  ]
}

function problemsOfNode(node: AnyStateNode, machine: AnyStateMachine, effects: Record<string, unknown>): string[] {
  const where = node.id
  const config = node.config as Record<string, unknown>
  const problems: string[] = []
  if (node.type === 'parallel') problems.push(`${where} is parallel: a conversation is in one state`)
  if (config['invoke'] !== undefined)
    problems.push(`${where} invokes an actor: ask the world with an effect and a state`)
  for (const event of Object.keys((config['on'] as object | undefined) ?? {})) {
    if (event === '*') problems.push(`${where} listens to "*", which swallows timers: use a prefix such as "user.*"`)
    if (event.startsWith('xstate.')) problems.push(`${where} listens to "${event}", which is XState's own`)
  }
  for (const delay of Object.keys((config['after'] as object | undefined) ?? {})) {
    if (!(delay in machine.implementations.delays))
      problems.push(`${where} waits for "${delay}", which delays do not name`)
  }
  for (const { name, at } of references(config, where, ['entry', 'exit', 'actions'])) {
    if (name === 'say' || name in effects) continue
    const implementation: unknown = machine.implementations.actions[name]
    if (!implementation) problems.push(`${at} names the action "${name}", which nobody implements`)
    else if (!isBuiltIn(implementation))
      problems.push(`${at} names the action "${name}", which effects lack: nobody runs a function of the machine`)
  }
  for (const { name, at } of references(config, where, ['guard'])) {
    if (!(name in machine.implementations.guards))
      problems.push(`${at} names the guard "${name}", which nobody implements`)
  }
  if (node.type === 'atomic' && config['always'] === undefined && typeof node.meta?.['awaits'] !== 'string') {
    problems.push(`${where} does not say what it awaits: set meta.awaits`)
  }
  return problems
}

/** What `assign` and its like give. Any other function would be an effect. */
function isBuiltIn(implementation: unknown): boolean {
  return typeof implementation === 'function' && 'resolve' in implementation
}

interface Reference {
  name: string
  at: string
  params: unknown
}

function references(config: Record<string, unknown>, where: string, keys: readonly string[]): Reference[] {
  const found: Reference[] = []
  const take = (value: unknown, at: string) => {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string') found.push({ name: one, at, params: undefined })
      else if (typeof one === 'object' && one !== null)
        found.push({ name: String((one as { type?: unknown }).type), at, params: (one as { params?: unknown }).params })
    }
  }
  for (const key of keys) if (config[key] !== undefined) take(config[key], `${where} ${key}`)
  for (const group of ['on', 'after']) {
    for (const [event, transitions] of Object.entries((config[group] as object | undefined) ?? {})) {
      for (const transition of Array.isArray(transitions) ? transitions : [transitions]) {
        for (const key of keys) if (transition?.[key] !== undefined) take(transition[key], `${where} ${group} ${event}`)
      }
    }
  }
  for (const group of ['always', 'onDone', 'initial']) {
    for (const transition of [config[group]].flat() as (Record<string, unknown> | undefined)[]) {
      for (const key of keys) if (transition?.[key] !== undefined) take(transition[key], `${where} ${group}`)
    }
  }
  return found
}

function sayings(node: AnyStateNode): { where: string; params: SayParams }[] {
  return references(node.config as Record<string, unknown>, node.id, ['entry', 'exit', 'actions'])
    .filter(({ name }) => name === 'say')
    .map(({ at, params }) => ({ where: at, params: (params ?? {}) as SayParams }))
}

function problemsOfSay(where: string, params: SayParams, phrases: Checked['phrases']): string[] {
  const keys = [params.phrase, ...(params.choices ?? []).map((id) => `choice.${id}`)]
  return Object.entries(phrases).flatMap(([locale, catalogue]) =>
    keys.filter((key) => !(key in catalogue)).map((key) => `${where} says "${key}", which ${locale} has no phrase for`),
  )
}
