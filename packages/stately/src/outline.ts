/** What a machine's config declares, one line for each state and each transition, sorted: two that are equal say the same. */
export type Outline = readonly string[]

interface Node {
  states?: Record<string, Node>
  on?: Record<string, unknown>
  after?: Record<string, unknown>
  always?: unknown
  entry?: unknown
  exit?: unknown
  initial?: unknown
  type?: unknown
  description?: unknown
}

/**
 * The outline of a config, in XState 5's spelling or in the extractor's. `meta`, `context` and `reenter` are not in it:
 * the extractor drops them.
 */
export function outlineOf(config: object): Outline {
  return linesOf(config as Node, '*').sort()
}

function linesOf(node: Node, path: string): string[] {
  const { states = {}, on = {}, after = {}, always, entry, exit, initial, type, description } = node
  const group = type === 'parallel' || type === 'final' ? type : undefined
  return [
    line(path, 'is', { initial, type: group, description, entry: actionsOf(entry), exit: actionsOf(exit) }),
    ...Object.entries(on).flatMap(([event, transitions]) => transitionsOf(path, event, transitions)),
    ...Object.entries(after).flatMap(([delay, transitions]) => transitionsOf(path, `after ${delay}`, transitions)),
    ...transitionsOf(path, 'always', always),
    ...Object.entries(states).flatMap(([name, inner]) => linesOf(inner, path === '*' ? name : `${path}.${name}`)),
  ]
}

function transitionsOf(path: string, event: string, transitions: unknown): string[] {
  return listOf(transitions).map((transition, index) => {
    const { target, guard, cond, actions, description } = (
      typeof transition === 'string' ? { target: transition } : transition
    ) as Record<string, unknown>
    const targets = listOf(target)
    return line(path, `${event} #${index}`, {
      target: targets.length > 0 ? targets : undefined,
      guard: guard === undefined && cond === undefined ? undefined : referenceOf(guard ?? cond),
      actions: actionsOf(actions),
      description,
    })
  })
}

function actionsOf(actions: unknown): unknown {
  const list = listOf(actions).map(referenceOf)
  return list.length > 0 ? list : undefined
}

/** `takeNote`, `{ type: 'say', params }` or `{ kind: 'named', action: { type, params } }`. */
function referenceOf(reference: unknown): { type: string; params?: unknown } {
  if (typeof reference === 'string') return { type: reference }
  const { action, type, params } = reference as { action?: unknown; type: string; params?: object }
  if (action !== undefined) return referenceOf(action)
  return Object.keys(params ?? {}).length > 0 ? { type, params } : { type }
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat()
}

function line(path: string, what: string, said: object): string {
  return `${path} | ${what} | ${JSON.stringify(said)}`
}
