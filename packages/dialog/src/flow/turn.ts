import { createHash } from 'node:crypto'
import type { Flow } from './define.ts'
import { effectId, type Effect, type Say } from './effect.ts'
import type { FlowEvent, Input, MessageInput } from './message.ts'
import { renderSay, type SayParams } from './phrases.ts'
import { amend, restore } from './restore.ts'
import { heardIn, statePath, type Snapshot } from './snapshot.ts'
import { start, step, type Issued, type TimerFired } from './step.ts'
import type { Situation, Understood } from './understanding.ts'

export interface Turn<Context = unknown> {
  snapshot: Snapshot<Context>
  effects: readonly Effect[]
  handled: boolean
  /** For a message: what it was taken for, and why. */
  understood?: Understood
}

/** The input that a due timer makes. Its id holds the time too: revisions begin anew with each conversation. */
export function timerInput({ id, at, rev }: { id: string; at: number; rev: number }) {
  return { id: `timer:${id}:${rev}:${at}`, kind: 'timer', timer: id, rev } as const
}

/** What a turn takes: an input of the mailbox, or a timer that is due. */
export type TurnInput = Input | ({ id: string; kind: 'timer' } & TimerFired)

interface Arrival {
  conversation: string
  /** Undefined for a conversation that has not begun. */
  snapshot: Snapshot | undefined
  input: TurnInput
  now: number
  /** True if a message of a higher order was already taken; it counts if that one was also sent later. */
  late?: boolean
}

/**
 * One input, whole: begins the conversation if need be, understands the message, takes the steps, renders what is said.
 * Pure: the same arrival always gives the same turn, effect ids included. Throws what `step` throws, save for a stored
 * snapshot that cannot be continued: that one is parked.
 */
export function takeTurn<Context>(
  flow: Flow<Context>,
  { conversation, snapshot: stored, input, now, late = false }: Arrival,
): Turn<Context> {
  const issued: Issued<Context>[] = []
  let snapshot = (stored?.status === 'done' ? undefined : stored) as Snapshot<Context> | undefined
  const isEvent = input.kind === 'event'
  if (snapshot?.status === 'parked') {
    if (!isEvent || !flow.unparkOn.includes(input.event.type)) return { snapshot, effects: [], handled: false }
    snapshot = undefined
  }
  if (snapshot) {
    const restored = restore(flow, snapshot)
    if (!restored.ok) return park(flow, { conversation, input: input.id, now }, snapshot, restored.reason)
    snapshot = restored.snapshot as Snapshot<Context>
    if (!flow.locales.includes(snapshot.locale)) snapshot = amend(snapshot, { locale: locale(flow, snapshot) })
  }
  if (input.kind === 'timer') {
    // Without a conversation nothing is said: it stands at its beginning.
    if (!snapshot) {
      const unmoved = (stored as Snapshot<Context> | undefined) ?? start(flow, now).snapshot
      return { snapshot: unmoved, effects: [], handled: false }
    }
    const fired = step(flow, snapshot, { timer: input.timer, rev: input.rev }, now)
    const effects = effectsOf(flow, { conversation, input: input.id, now }, fired.snapshot, fired.issued)
    const mayWrite = flow.mayWriteFirst(heardIn(snapshot), now)
    // Left out after they were named: the names of the others must not depend on the clock.
    const kept = mayWrite ? effects : effects.filter(({ type }) => type !== 'say')
    return { snapshot: afterSaying(snapshot, fired.snapshot, kept), effects: kept, handled: fired.handled }
  }
  if (!snapshot) {
    const started = start(flow, now, stored && locale(flow, stored))
    snapshot = amend(started.snapshot, lastHeard(stored))
    issued.push(...started.issued)
  }
  const advance = (event: FlowEvent) => {
    const stepped = step(flow, snapshot as Snapshot<Context>, event, now)
    snapshot = stepped.snapshot
    issued.push(...stepped.issued)
    return stepped.handled
  }
  let handled: boolean
  let understood: Understood | undefined
  if (isEvent) {
    handled = advance(input.event)
  } else {
    const introduction = flow.introduce(input.message.sender ?? {}, snapshot.context)
    if (introduction) advance(introduction)
    understood = flow.understand(input.message, situationOf(flow, snapshot, input.at, late))
    if (understood.locale && flow.locales.includes(understood.locale))
      snapshot = amend(snapshot, { locale: understood.locale })
    handled = advance(understood.event)
    snapshot = amend(snapshot, { understood: { event: understood.event.type, because: understood.because } })
    const { heardAt = -Infinity } = snapshot
    if (input.at >= heardAt) {
      const { transport } = input.message
      snapshot = amend(snapshot, { heardAt: input.at, ...(transport !== undefined && { transport }) })
    }
  }
  const effects = effectsOf(flow, { conversation, input: input.id, now }, snapshot, issued)
  return {
    snapshot: afterSaying(stored, snapshot, effects),
    effects,
    handled,
    ...(understood && { understood }),
  }
}

/** Whether a message is a fragment where it arrives, see `isFragment` of a flow. Pure. */
export function isFragment<Context>(
  flow: Flow<Context>,
  stored: Snapshot | undefined,
  { message, at }: Pick<MessageInput, 'message' | 'at'>,
  now: number,
): boolean {
  if (stored?.status === 'parked') return false
  const restored = stored?.status === 'active' ? restore(flow, stored) : undefined
  if (restored && !restored.ok) return false
  const snapshot = (restored?.snapshot ??
    start(flow, now, stored && locale(flow, stored)).snapshot) as Snapshot<Context>
  const situation = situationOf(flow, snapshot, at, false)
  return flow.isFragment(flow.understand(message, situation), situation)
}

function situationOf<Context>(
  flow: Flow<Context>,
  snapshot: Snapshot<Context>,
  at: number,
  late: boolean,
): Situation<Context> {
  const state = statePath(snapshot.value)
  return {
    awaits: flow.awaits.get(state) ?? 'nothing',
    state,
    context: snapshot.context,
    locale: snapshot.locale,
    // Ids may be out of order without a message being old.
    late: late && at < (snapshot.heardAt ?? Infinity),
    at,
    ...(snapshot.offered && { choices: snapshot.offered }),
  }
}

/**
 * Keeps what was said last, and what was offered until something else is or the conversation goes on to another question.
 */
function afterSaying<Context>(
  before: Snapshot | undefined,
  snapshot: Snapshot<Context>,
  effects: readonly Effect[],
): Snapshot<Context> {
  const reply = effects.findLast(({ type }) => type === 'say')?.params as Say | undefined
  const said = reply && { said: hashOf(reply.text) }
  if (reply && reply.choices.length > 0) return amend(snapshot, { ...said, offered: reply.choices })
  const moved = !before || statePath(before.value) !== statePath(snapshot.value)
  const stale = moved && (snapshot.offered?.length ?? 0) > 0
  return said || stale ? amend(snapshot, { ...said, ...(stale && { offered: [] }) }) : snapshot
}

interface Moment {
  conversation: string
  /** The input's id. */
  input: string
  now: number
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8)
}

function park<Context>(
  flow: Flow<Context>,
  { conversation, input, now }: Moment,
  snapshot: Snapshot<Context>,
  reason: string,
): Turn<Context> {
  const parked: Snapshot<Context> = { ...snapshot, status: 'parked', timers: {}, reason }
  const effects = flow.whenParked(parked).map(({ type, params }, index) => ({
    id: effectId(conversation, input, index),
    type,
    params:
      type === 'say'
        ? renderSay(
            flow.phrases,
            locale(flow, parked),
            [{ params: params as SayParams, context: parked.context, event: { type: 'parked' } }],
            now,
          )
        : params,
  }))
  return { snapshot: parked, effects, handled: true }
}

/** What a conversation that begins anew keeps of the one before. */
function lastHeard(stored: Snapshot | undefined): Partial<Pick<Snapshot, 'heardAt' | 'transport'>> {
  const { at, transport } = (stored && heardIn(stored)) ?? {}
  return { ...(at !== undefined && { heardAt: at }), ...(transport !== undefined && { transport }) }
}

function locale(flow: Flow, snapshot: Snapshot): string {
  return flow.locales.includes(snapshot.locale) ? snapshot.locale : (flow.locales[0] ?? '')
}

function effectsOf<Context>(
  flow: Flow<Context>,
  { conversation, input, now }: Moment,
  { locale, said }: Snapshot,
  issued: readonly Issued<Context>[],
): Effect[] {
  const effects: Omit<Effect, 'id'>[] = []
  let sayings: { params: SayParams; context: Context; event: Issued['event'] }[] = []
  const flush = () => {
    const say =
      sayings.length > 0 ? renderSay(flow.phrases, locale, sayings, now, (text) => hashOf(text) === said) : undefined
    // Phrases may come out empty; no transport takes a message without words.
    if (say?.text) effects.push({ type: 'say', params: say })
    sayings = []
  }
  for (const { type, params, context, event } of issued) {
    if (type === 'say') {
      sayings.push({ params: params as unknown as SayParams, context, event })
    } else {
      flush()
      const make = flow.effects[type]
      if (!make) throw new Error(`Cannot issue effect "${type}": the flow does not declare it`)
      effects.push({ type, params: make({ context, event, params }) })
    }
  }
  flush()
  return effects.map((effect, index) => ({ id: effectId(conversation, input, index), ...effect }))
}
