import { joinMessages, type Input, type MessageInput } from '../flow/message.ts'
import { reasonOf } from '../flow/reason.ts'
import { heardIn, nextTimer, type Snapshot } from '../flow/snapshot.ts'
import { start } from '../flow/step.ts'
import { isFragment, takeTurn, timerInput, type TurnInput } from '../flow/turn.ts'
import type { Loaded, LoadedInput, NewEffect } from '../store/port.ts'
import type { LeasedEffect } from './deliver.ts'
import type { Engine } from './engine.ts'
import { leaseMs } from './lease.ts'
import { leftToNewer, looksNewer } from './newer-build.ts'
import { observedIn, type Observed, type SeenTurn } from './observe.ts'

export interface Drained {
  /** Inputs still in the mailbox. */
  waiting: number
  outbox: number
  /** The head of the outbox, if it was leased with the commit. */
  effect: LeasedEffect | null
  /** A fragment waits until then for its neighbour, or a conversation for a process that can go on with it. */
  heldUntil?: number
}

interface Folded {
  snapshot: Snapshot | undefined
  effects: NewEffect[]
  taken: string[]
  rejected: { id: string; body: string; reason: string }[]
  /** What the host is told of it. */
  turns: SeenTurn[]
  observed: Observed[]
  heldUntil?: number
}

const batch = 16
const timersPerBatch = 10
/** An input that was started more often and never finished is taken for one that kills its process. */
const maxStarts = 5
/** A held input is loaded again without being to blame for anything: so many starts are none of a killer's. */
const startsOfHeld = 3

/**
 * Takes one batch: loads it, folds it purely, commits it. Nothing has left the process before the commit, so a crash,
 * a stall or a second worker at any point is harmless. Leases the outbox for `token` in the same step, if one is given.
 */
export async function drain(engine: Engine, conversation: string, token?: string): Promise<Drained> {
  for (let isRecalled = false; ;) {
    await engine.at?.('before-load', conversation)
    const ahead = await looksNewer(engine, conversation, engine.clock())
    if (ahead !== undefined) return leave(ahead)
    const loaded = await loadWithoutBlame(engine, conversation)
    await engine.at?.('after-load', conversation)
    const now = engine.clock()
    const stored = loaded.snapshot === null ? undefined : (JSON.parse(loaded.snapshot) as Snapshot)
    const newer = leftToNewer(engine, conversation, stored, now)
    if (newer !== undefined) return leave(newer)
    if (!isRecalled && (await recall(engine, conversation, stored, loaded, now))) {
      isRecalled = true
      continue
    }
    const folded = fold(engine, conversation, stored, loaded, now)
    for (const seen of folded.turns) engine.onTurn(seen)
    for (const one of folded.observed) engine.observe(one)
    // Not by `rev`: a timer may also lead to a parked or a migrated snapshot, which took no step.
    if (folded.taken.length === 0 && folded.snapshot === stored) {
      engine.survived.delete(conversation)
      return { waiting: 0, outbox: loaded.outbox, effect: null, ...held(folded) }
    }
    // Without a snapshot every input was refused: the conversation then stands at its beginning.
    const snapshot = folded.snapshot ?? start(engine.flow, now).snapshot
    await engine.at?.('before-commit', conversation)
    const committed = await engine.store.commit(conversation, {
      rev: loaded.rev,
      snapshot: JSON.stringify(snapshot),
      inputs: folded.taken,
      effects: folded.effects,
      nextTimerAt: nextTimer(snapshot)?.at ?? null,
      ttlMs: engine.ttlMs,
      now,
      rejected: folded.rejected,
      ...(token !== undefined && { lease: { token, leaseMs } }),
    })
    await engine.at?.('after-commit', conversation)
    if (committed.ok) {
      engine.survived.delete(conversation)
      const { waiting, outbox, effect } = committed
      return { waiting, outbox, effect: effect && { ...effect, leasedAt: now }, ...held(folded) }
    }
    // Another worker was faster; what it left is looked at anew.
    engine.observe({ type: 'fenced', conversation })
  }
}

function leave(heldUntil: number): Drained {
  return { waiting: 0, outbox: 0, effect: null, heldUntil }
}

/**
 * A start that this process lived through is no sign of a killer: the store lost the answer or the commit, or another
 * worker was faster. What is left are starts of processes that may have died of it.
 */
async function loadWithoutBlame({ store, survived }: Engine, conversation: string): Promise<Loaded> {
  const mine = survived.get(conversation) ?? 0
  survived.set(conversation, mine + 1)
  const loaded = await store.load(conversation, batch)
  return { ...loaded, starts: Math.max(Math.min(1, loaded.starts), loaded.starts - mine) }
}

function fold(engine: Engine, conversation: string, stored: Snapshot | undefined, loaded: Loaded, now: number): Folded {
  const folded: Folded = { snapshot: stored, effects: [], taken: [], rejected: [], turns: [], observed: [] }
  // After a start that never finished the first input goes alone: if it is the killer, the count is its own.
  const alone = loaded.starts > (engine.turnWindowMs > 0 ? startsOfHeld : 1)
  const inputs = alone ? loaded.inputs.slice(0, 1) : loaded.inputs
  for (let index = 0; index < inputs.length; index++) {
    const first = inputs[index] as LoadedInput
    const { id, body, late } = first
    let joined: readonly LoadedInput[] = []
    folded.taken.push(id)
    try {
      if (index === 0 && loaded.starts > maxStarts)
        throw new Error(`it was started ${loaded.starts} times and never finished`)
      const input = { ...(JSON.parse(body) as Input), id }
      if (engine.turnWindowMs === 0 || alone || late || input.kind !== 'message') {
        take(engine, conversation, folded, input, now, late)
        continue
      }
      const breath = gather(engine, folded.snapshot, input, inputs.slice(index + 1), now)
      if (breath.openUntil !== undefined && loaded.starts < startsOfHeld) {
        folded.taken.pop()
        folded.heldUntil = breath.openUntil
        return folded
      }
      joined = breath.joined
      folded.taken.push(...joined.map((neighbour) => neighbour.id))
      index += joined.length
      take(engine, conversation, folded, breath.input, now, false)
    } catch (error) {
      reject(engine, conversation, folded, [first, ...joined], reasonOf(error), now)
    }
  }
  if (inputs.length === loaded.inputs.length && inputs.length < batch) fireTimers(engine, conversation, folded, now)
  return folded
}

/**
 * A fragment and what follows it closely are one message. `openUntil` says that nothing follows yet and something may.
 * What belongs together depends on the messages and on when they came in alone, so a second worker sees the same.
 */
function gather(
  { flow, turnWindowMs }: Engine,
  snapshot: Snapshot | undefined,
  first: MessageInput,
  following: readonly LoadedInput[],
  now: number,
): { input: MessageInput; joined: LoadedInput[]; openUntil?: number } {
  const messages = [first.message]
  const joined: LoadedInput[] = []
  let input = first
  for (;;) {
    if (!isFragment(flow, snapshot, input, now)) return { input, joined }
    const came = input.received ?? input.at
    const next = following[joined.length]
    if (!next) return now < came + turnWindowMs ? { input, joined, openUntil: came + turnWindowMs } : { input, joined }
    const neighbour = { ...(JSON.parse(next.body) as Input), id: next.id }
    if (neighbour.kind !== 'message' || next.late) return { input, joined }
    if ((neighbour.received ?? neighbour.at) - came > turnWindowMs) return { input, joined }
    messages.push(neighbour.message)
    joined.push(next)
    input = { ...neighbour, at: Math.max(input.at, neighbour.at), message: joinMessages(messages) }
  }
}

function held({ heldUntil }: Folded): { heldUntil?: number } {
  return heldUntil === undefined ? {} : { heldUntil }
}

const recalled = 'recalled:'

/**
 * At the beginning of a conversation the host may know the customer from before. What it tells becomes an input of its
 * own in front of the first message, so that the conversation is the fold of its inputs. True if all is to be
 * looked at anew.
 */
async function recall(
  engine: Engine,
  conversation: string,
  stored: Snapshot | undefined,
  { inputs, rev }: Loaded,
  now: number,
): Promise<boolean> {
  const [first] = inputs
  if (!engine.recall || !first || (stored && stored.status !== 'done')) return false
  if (inputs.some(({ id }) => id.startsWith(recalled))) return false
  const event = await engine.recall(conversation).catch(() => undefined)
  if (!event) return false
  // Meanwhile another worker may have begun: what the host knows by now may come of this very conversation.
  if (((await engine.store.read(conversation, now))?.rev ?? 0) !== rev) return true
  const body = JSON.stringify({ kind: 'event', at: now, event })
  const input = { id: `${recalled}${first.id}`, order: Math.max(0, first.order - 1), body }
  // Another worker may have put it there since the mailbox was looked at.
  return (await engine.store.append(conversation, input, now)) !== 'full'
}

function fireTimers(engine: Engine, conversation: string, folded: Folded, now: number): void {
  for (let fired = 0; fired < timersPerBatch && folded.snapshot; fired++) {
    const timer = nextTimer(folded.snapshot)
    if (!timer || timer.at > now) return
    const input = timerInput(timer)
    try {
      take(engine, conversation, folded, input, now, false)
    } catch (error) {
      // No dead letter: nobody sent it, and it could not be taken anew.
      const { [timer.id]: _, ...timers } = folded.snapshot.timers
      folded.snapshot = { ...folded.snapshot, rev: folded.snapshot.rev + 1, timers }
      folded.observed.push({ type: 'rejected', conversation, input: input.id, reason: reasonOf(error) })
    }
  }
}

function take(
  { flow }: Engine,
  conversation: string,
  folded: Folded,
  input: TurnInput,
  now: number,
  late: boolean,
): void {
  const before = folded.snapshot
  const turn = takeTurn(flow, { conversation, snapshot: before, input, now, late })
  const heard = heardIn(turn.snapshot)
  const effects = turn.effects.map(({ id, type, params }) => ({ id, body: JSON.stringify({ type, params, heard }) }))
  folded.snapshot = turn.snapshot
  folded.effects.push(...effects)
  const seen = { conversation, before, input, turn, now, late }
  folded.turns.push(seen)
  folded.observed.push(...observedIn(seen))
}

/** All inputs of one turn: each becomes a dead letter, the customer is told once. */
function reject(
  engine: Engine,
  conversation: string,
  folded: Folded,
  inputs: readonly [LoadedInput, ...LoadedInput[]],
  reason: string,
  now: number,
): void {
  for (const { id, body } of inputs) {
    folded.rejected.push({ id, body, reason })
    folded.observed.push({ type: 'rejected', conversation, input: id, reason })
  }
  const event = engine.flow.whenRejected
  if (!event) return
  const id = `rejected:${inputs[0].id}`
  try {
    take(engine, conversation, folded, { id, kind: 'event', at: now, event }, now, false)
  } catch (error) {
    folded.observed.push({ type: 'rejected', conversation, input: id, reason: reasonOf(error) })
  }
}
