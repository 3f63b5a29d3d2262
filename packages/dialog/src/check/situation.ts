import { notJson } from '../flow/check.ts'
import type { Flow } from '../flow/define.ts'
import type { FlowEvent, Message } from '../flow/message.ts'
import type { Rehearsal } from '../flow/promises.ts'
import { nextTimer, statePath, type Snapshot } from '../flow/snapshot.ts'
import { start, step as stepOnce } from '../flow/step.ts'
import { takeTurn, timerInput, type Turn } from '../flow/turn.ts'
import { startAt } from '../testing/clock.ts'

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

/** What the machine was told, and where it stood then. */
export interface Move {
  snapshot: Snapshot
  cause: FlowEvent
}

export interface Edge {
  before: Situation
  step: Step
  /** The event that the step was taken for; undefined for time. */
  event: FlowEvent | undefined
  /** Of the step; where several timers were due, of all of them. */
  turn: Turn
  /** What the machine was told in it, one after another. */
  moves: readonly Move[]
  after: Situation
}

/** A situation that a step led to. */
export type Reached = Situation & { from: Edge }

/** The situation that a step leads to. Throws what `take` throws. */
export function advance(flow: Flow, before: Situation, step: Step): Reached {
  const { turn, event, moves, now } = take(flow, before, step)
  const { snapshot } = turn
  const edge: Edge = { before, step, event, turn, moves, after: before }
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
  moves: Move[]
  now: number
}

/** Takes one step from a situation. Throws what the flow throws, and if something comes out that JSON would change. */
export function take(flow: Flow, { snapshot, now }: Pick<Situation, 'snapshot' | 'now'>, step: Step): Taken {
  if (step.by === 'time') {
    const until = now + step.ms
    let turn: Turn = { snapshot: snapshot as Snapshot, effects: [], handled: false }
    const moves: Move[] = []
    for (let timer = nextTimer(turn.snapshot); timer && timer.at <= until; timer = nextTimer(turn.snapshot)) {
      const due = { snapshot: turn.snapshot, input: timerInput(timer), now: Math.max(now, timer.at) }
      const next = takeTurn(flow, { conversation, ...due })
      const type = flow.timerEvents.get(timer.id)
      // One that must wait still is set anew, and moves nothing.
      if (next.handled && type !== undefined) moves.push({ snapshot: turn.snapshot, cause: { type, at: due.now } })
      turn = { ...next, effects: [...turn.effects, ...next.effects], handled: turn.handled || next.handled }
    }
    return { turn: asJson(turn), event: undefined, moves, now: until }
  }
  const input =
    'message' in step
      ? ({ id: 'm', kind: 'message', at: now, message: step.message } as const)
      : ({ id: 'e', kind: 'event', at: now, event: step.event } as const)
  const turn = asJson(takeTurn(flow, { conversation, snapshot, input, now }))
  const event = 'event' in step ? step.event : turn.understood?.event
  return { turn, event, moves: event ? movesOf(flow, { snapshot, now }, step, event) : [], now }
}

/** An event, and before it, where a message tells who sends it, what that is. */
function movesOf(
  flow: Flow,
  { snapshot, now }: Pick<Situation, 'snapshot' | 'now'>,
  step: Step,
  event: FlowEvent,
): Move[] {
  if (snapshot?.status === 'parked') return []
  const first = snapshot?.status === 'active' ? snapshot : start(flow, now).snapshot
  const sender = 'message' in step ? step.message.sender : undefined
  const introduction = sender && flow.introduce(sender, first.context)
  if (!introduction) return [{ snapshot: first, cause: event }]
  const introduced = stepOnce(flow, first, introduction, now).snapshot
  return [
    { snapshot: first, cause: introduction },
    { snapshot: introduced, cause: event },
  ]
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
