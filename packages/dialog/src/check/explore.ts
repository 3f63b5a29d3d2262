import { notJson } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'
import type { FlowEvent, Message } from '../flow/message.ts'
import type { Rehearsal } from '../flow/promises.ts'
import { nextTimer, statePath, type Snapshot } from '../flow/snapshot.ts'
import { start } from '../flow/step.ts'
import { takeTurn, timerInput, type Turn } from '../flow/turn.ts'

/** One thing that happens to a conversation. */
export type Step =
  | { by: 'customer'; message: Message }
  /** What a customer may mean, whatever the words. */
  | { by: 'customer'; event: FlowEvent }
  /** The host, unasked. */
  | { by: 'host'; event: FlowEvent }
  /** An answer to an effect. */
  | { by: 'world'; event: FlowEvent }
  /** Time passes until a timer is due. */
  | { by: 'time'; ms: number }

/** Conversations that differ in nothing that matters, shown by the first of them that was found. */
export interface Situation {
  /** The same for all of them. */
  id: string
  /** Undefined before the first message. */
  snapshot: Snapshot | undefined
  /** Dotted path of its state; '' before the first message. */
  state: string
  /** Ms since the epoch. */
  now: number
  /** What the world may still answer, for each effect that it has not answered. */
  pending: readonly (readonly FlowEvent[])[]
  /** How it came about; undefined where everything begins. */
  from: Edge | undefined
}

export interface Edge {
  before: Situation
  step: Step
  /** The event that the step was taken for; undefined for time. */
  event: FlowEvent | undefined
  /** Of the step; where several timers were due, of all of them. */
  turn: Turn
  after: Situation
}

/** A step that threw. */
export interface Failure {
  before: Situation
  step: Step
  reason: string
}

export interface Explored {
  flow: Flow
  situations: readonly Situation[]
  edges: readonly Edge[]
  failures: readonly Failure[]
}

/** Where the clock of every conversation starts, the same as in `converse`. */
export const startAt = Date.UTC(2026, 0, 5, 4)

/**
 * Every situation that a flow can come to under its rehearsal, breadth first, so that the way to each is a shortest one.
 * Throws if the flow has no rehearsal, or past `limit` situations.
 */
export function explore(flow: Flow, limit = 3_000): Explored {
  const { rehearsal } = flow
  if (!rehearsal) throw new Error(`Cannot explore flow "${flow.id}": it has no rehearsal, so there is nothing to try`)
  const samples = samplesOf(flow, rehearsal)
  const first: Situation = { id: 'new', snapshot: undefined, state: '', now: startAt, pending: [], from: undefined }
  const known = new Map([[first.id, first]])
  const answered = new Set<string>()
  const edges: Edge[] = []
  const failures: Failure[] = []
  const queue = [{ before: first, steps: samples }]
  for (const { before, steps } of queue) {
    for (const step of steps) {
      let own: Reached
      try {
        own = advance(flow, before, step)
      } catch (error) {
        failures.push({ before, step, reason: reasonOf(error) })
        continue
      }
      const edge = own.from
      edges.push(edge)
      edge.after = known.get(own.id) ?? own
      const answers = own.pending
        .flat()
        .map((event): Step => ({ by: 'world', event }))
        .filter((answer) => isNew(answered, `${own.id} ${JSON.stringify(answer)}`))
      if (answers.length > 0) queue.push({ before: own, steps: answers })
      if (edge.after !== own) continue
      known.set(own.id, own)
      if (known.size > limit)
        throw new Error(
          `Cannot explore flow "${flow.id}": more than ${limit} situations; let rehearsal.key tell fewer apart`,
        )
      queue.push({ before: own, steps: [...samples, ...timeSteps(own)] })
    }
  }
  return { flow, situations: [...known.values()], edges, failures }
}

type Reached = Situation & { from: Edge }

/** The situation that a step leads to. Throws what `take` throws. */
export function advance(flow: Flow, before: Situation, step: Step): Reached {
  const { turn, event, now } = take(flow, before, step)
  const { snapshot } = turn
  const edge: Edge = { before, step, event, turn, after: before }
  const state = statePath(snapshot.value)
  const pending = pendingAfter(flow, before, step, turn)
  const id = `${identify(flow, snapshot)}${isWaited(flow, state) && pending.length > 0 ? ' pending' : ''}`
  return (edge.after = { id, snapshot, state, now, pending, from: edge }) as Reached
}

/** Where a state awaits nothing of the customer, it matters whether the world still owes an answer. */
function isWaited(flow: Flow, state: string): boolean {
  return flow.awaits.get(state) === 'nothing'
}

function pendingAfter({ rehearsal }: Flow, { pending }: Situation, step: Step, { effects }: Turn): FlowEvent[][] {
  const left = step.by === 'world' ? pending.filter((answers) => !answers.includes(step.event)) : pending
  const added = effects.map((effect) => rehearsal?.answers?.(effect) ?? []).filter(({ length }) => length > 0)
  return [...new Map([...left, ...added].map((answers) => [JSON.stringify(answers), [...answers]])).values()]
}

interface Taken {
  turn: Turn
  event: FlowEvent | undefined
  now: number
}

/** Takes one step from a situation. Throws what the flow throws, and if something comes out that JSON would change. */
export function take(flow: Flow, { snapshot, now }: Pick<Situation, 'snapshot' | 'now'>, step: Step): Taken {
  if (step.by === 'time') {
    const until = now + step.ms
    let turn: Turn = { snapshot: snapshot as Snapshot, effects: [], handled: false }
    for (let timer = nextTimer(turn.snapshot); timer && timer.at <= until; timer = nextTimer(turn.snapshot)) {
      const due = { snapshot: turn.snapshot, input: timerInput(timer), now: Math.max(now, timer.at) }
      const next = takeTurn(flow, { conversation, ...due })
      turn = { ...next, effects: [...turn.effects, ...next.effects], handled: turn.handled || next.handled }
    }
    return { turn: asJson(turn), event: undefined, now: until }
  }
  const input =
    'message' in step
      ? ({ id: 'm', kind: 'message', at: now, message: step.message } as const)
      : ({ id: 'e', kind: 'event', at: now, event: step.event } as const)
  const turn = asJson(takeTurn(flow, { conversation, snapshot, input, now }))
  return { turn, event: 'event' in step ? step.event : turn.understood?.event, now }
}

/** A conversation that has not begun and whose language is known. */
export function fresh(flow: Flow, locale: string): Snapshot {
  return { ...start(flow, startAt, locale).snapshot, status: 'done' }
}

/** The steps that lead to a situation, from the beginning. */
export function wayTo(situation: Situation): Step[] {
  const steps: Step[] = []
  for (let { from } = situation; from; from = from.before.from) steps.unshift(from.step)
  return steps
}

/** Whether a dotted path names a state or lies inside it. */
export function within(path: string, state: string): boolean {
  return path === state || path.startsWith(`${state}.`)
}

/** A sample of a rehearsal as a step of the customer. */
export function customerStep(sample: Rehearsal['customer'][number]): Step {
  if (typeof sample === 'string') return { by: 'customer', message: { text: sample } }
  return 'type' in sample
    ? { by: 'customer', event: sample as FlowEvent }
    : { by: 'customer', message: sample as Message }
}

const conversation = 'check'

function samplesOf(flow: Flow, { customer, host = [] }: Rehearsal): Step[] {
  return [
    ...[...customer, ...(flow.promises.misses?.by ?? [])].map(customerStep),
    ...host.map((event): Step => ({ by: 'host', event })),
  ]
}

function identify(flow: Flow, snapshot: Snapshot): string {
  if (snapshot.status !== 'active') return `${snapshot.status} ${statePath(snapshot.value)}`
  const state = statePath(snapshot.value)
  const key = flow.rehearsal?.key ?? presence
  return `${state} ${JSON.stringify(key(snapshot.context, state))}`
}

/** Truths and small numbers as they are, of everything else whether it is there. */
function presence(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Math.min(value, 10)
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0 ? '+' : '-'
  if (typeof value !== 'object') return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, presence(inner)]))
}

/** Time passes until the first timer is due, and until the last. */
function timeSteps({ snapshot, now }: Situation): Step[] {
  const due = Object.values(snapshot?.timers ?? {}).map(({ at }) => wholeSeconds(at - now))
  return due.length === 0 ? [] : [...new Set([Math.min(...due), Math.max(...due)])].map((ms) => ({ by: 'time', ms }))
}

function isNew(known: Set<string>, name: string): boolean {
  return known.size < known.add(name).size
}

function asJson(turn: Turn): Turn {
  const [problem] = [
    ...notJson(turn.snapshot.context, 'context'),
    ...turn.effects.flatMap(({ type, params }) => notJson(params, `${type}.params`)),
  ]
  if (problem) throw new Error(`Cannot keep conversation: ${problem}`)
  return turn
}

/** What an error says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function wholeSeconds(ms: number): number {
  return Math.ceil(Math.max(ms, 0) / 1000) * 1000
}
