import { initialTransition, transition, type AnyMachineSnapshot } from 'xstate'
import { safeParse } from 'valibot'
import type { Flow } from './define.ts'
import type { FlowEvent } from './message.ts'
import { remember, restore } from './restore.ts'
import type { Snapshot, Timer } from './snapshot.ts'

/** A timer that came due. It counts only while the snapshot still holds it with this `rev`. */
export interface TimerFired {
  timer: string
  rev: number
  type?: undefined
}

/** An action as it left the machine, with the context of its moment. */
export interface Issued<Context = unknown> {
  type: string
  params: Record<string, unknown>
  context: Context
  event: FlowEvent
}

export interface Stepped<Context = unknown> {
  snapshot: Snapshot<Context>
  issued: readonly Issued<Context>[]
  /** False if the state had nothing to say to the event. */
  handled: boolean
}

/** XState's action objects, as far as a pure step may look at them. */
interface Action {
  type: string
  params: { id?: string; sendId?: string; delay?: number } & Record<string, unknown>
  info?: { context: unknown; event: FlowEvent }
}

/** Starts a conversation: the initial state, its entry actions and timers. `now` in ms since the epoch. */
export function start<Context>(flow: Flow<Context>, now: number, locale = flow.locales[0] ?? ''): Stepped<Context> {
  const [state, actions] = initialTransition(flow.machine)
  if (state.status === 'error') throw state.error
  const blank: Snapshot<Context> = {
    flow: flow.id,
    version: flow.version,
    hash: flow.hash,
    rev: 0,
    status: 'active',
    value: '',
    context: state.context as Context,
    timers: {},
    locale,
  }
  return fold(flow, blank, state, actions as unknown as Action[], { type: 'start' }, now, true)
}

/**
 * One pure step: no clock, no randomness, no I/O.
 * A finished or parked snapshot, and a timer that is no longer set, change nothing (`handled: false`). A timer that must
 * wait still by the flow's `timerAt` is set anew: the snapshot changes, with `handled: false`.
 * Throws if the event's type is XState's own, if the snapshot cannot be restored (see `restore`), if a guard or an assign
 * throws, or if the context that comes out is none by the flow's schema: it could not be restored.
 */
export function step<Context>(
  flow: Flow<Context>,
  snapshot: Snapshot<Context>,
  event: FlowEvent | TimerFired,
  now: number,
): Stepped<Context> {
  const unmoved = { snapshot, issued: [], handled: false }
  if (snapshot.status !== 'active') return unmoved
  const restored = restore(flow, snapshot)
  if (!restored.ok) throw new Error(`Cannot continue conversation: ${restored.reason}`)
  let current = restored.snapshot as Snapshot<Context>
  let cause: FlowEvent
  if (event.type === undefined) {
    const { timer, rev } = event
    const type = flow.timerEvents.get(timer)
    if (!type || current.timers[timer]?.rev !== rev) return unmoved
    const at = flow.timerAt(delayOf(timer), now)
    if (at > now) return { ...unmoved, snapshot: postponed(current, timer, at) }
    const { [timer]: _, ...timers } = current.timers
    current = { ...current, timers }
    cause = { type, at: now }
  } else {
    cause = event
    if (cause.type.startsWith('xstate.')) throw new Error(`Cannot take event "${cause.type}": the name is reserved`)
  }
  const [state, actions] = transition(flow.machine, restored.state, cause as never)
  if (state.status === 'error') throw state.error
  const handled = state !== restored.state || actions.length > 0
  return fold(flow, current, state as AnyMachineSnapshot, actions as unknown as Action[], cause, now, handled)
}

function fold<Context>(
  flow: Flow<Context>,
  before: Snapshot<Context>,
  state: AnyMachineSnapshot,
  actions: readonly Action[],
  cause: FlowEvent,
  now: number,
  handled: boolean,
): Stepped<Context> {
  const rev = before.rev + 1
  const timers: Record<string, Timer> = { ...before.timers }
  const issued: Issued<Context>[] = []
  for (const { type, params, info } of actions) {
    if (type === 'xstate.raise') {
      // Without a delay it was already taken inside this step.
      if (params.delay !== undefined) {
        const id = timerId(flow, params.id)
        timers[id] = { at: flow.timerAt(delayOf(id), now + params.delay), rev }
      }
    } else if (type === 'xstate.cancel') {
      delete timers[timerId(flow, params.sendId)]
    } else if (type.startsWith('xstate.')) {
      throw new Error(`Cannot run action "${type}": a conversation issues named effects only`)
    } else {
      issued.push({ type, params: params ?? {}, context: (info?.context ?? state.context) as Context, event: cause })
    }
  }
  const persisted = flow.machine.getPersistedSnapshot(state) as unknown as {
    value: Snapshot['value']
    context: Context
    historyValue?: NonNullable<Snapshot['history']>
  }
  const { issues } = safeParse(flow.context, persisted.context)
  if (issues) throw new Error(`Cannot keep context after "${cause.type}": ${issues[0].message}`)
  const history =
    persisted.historyValue && Object.keys(persisted.historyValue).length > 0 ? persisted.historyValue : undefined
  const active = state.status === 'active'
  const { history: _, ...rest } = before
  const after: Snapshot<Context> = {
    ...rest,
    rev,
    status: active ? 'active' : 'done',
    value: persisted.value,
    context: persisted.context,
    ...(history && { history }),
    timers: active ? timers : {},
  }
  return { snapshot: active ? remember(flow, after, state) : after, issued, handled }
}

/** It was due, and must wait still: it came late, or what it must wait for was set anew. */
function postponed<Context>(snapshot: Snapshot<Context>, timer: string, at: number): Snapshot<Context> {
  const rev = snapshot.rev + 1
  return { ...snapshot, rev, timers: { ...snapshot.timers, [timer]: { at, rev } } }
}

function delayOf(timer: string): string {
  return timer.slice(0, timer.indexOf('@'))
}

/** `xstate.after.remind.order.waitingPhone` → `remind@order.waitingPhone`. */
function timerId(flow: Flow, xstateId = ''): string {
  for (const [id, type] of flow.timerEvents) if (type === xstateId) return id
  throw new Error(`Cannot keep timer "${xstateId}": a conversation has the timers of "after" only`)
}
