import { isDeepStrictEqual } from 'node:util'
import type { AnyMachineSnapshot } from 'xstate'
import { safeParse } from 'valibot'
import type { Flow, Migrating } from './define.ts'
import { reasonOf, withoutValue } from './reason.ts'
import type { Snapshot, StateValue } from './snapshot.ts'

export type Restored = { ok: true; snapshot: Snapshot; state: AnyMachineSnapshot } | { ok: false; reason: string }

/** XState's own form of snapshots made in this process, so that the steps of one turn restore it once. */
const states = new WeakMap<Snapshot, { flow: Flow; state: AnyMachineSnapshot }>()

/** Freezes a snapshot and keeps its state with it; the state must be exactly the snapshot's. */
export function remember<Context>(
  flow: Flow,
  snapshot: Snapshot<Context>,
  state: AnyMachineSnapshot,
): Snapshot<Context> {
  states.set(Object.freeze(snapshot), { flow, state })
  return snapshot
}

/** The same state of a conversation with something else changed about it. */
export function amend<Context>(
  snapshot: Snapshot<Context>,
  change: Partial<Pick<Snapshot, 'locale' | 'heardAt' | 'transport' | 'understood' | 'offered' | 'said'>>,
): Snapshot<Context> {
  const amended = { ...snapshot, ...change }
  const known = states.get(snapshot)
  return known ? remember(known.flow, amended, known.state) : amended
}

/**
 * Brings a stored snapshot to this build of the flow: migrates it version by version, then checks that its state
 * resolves exactly to itself and that its context passes the schema. Nothing is completed or guessed.
 */
export function restore(flow: Flow, stored: Snapshot): Restored {
  const known = states.get(stored)
  if (known?.flow === flow) return { ok: true, snapshot: stored, state: known.state }
  if (stored.flow !== flow.id) return { ok: false, reason: `it belongs to flow "${stored.flow}", not "${flow.id}"` }
  const migrated = migrate(flow, stored)
  if (!migrated.ok) return migrated
  const { value, history } = migrated.snapshot
  const parsed = safeParse(flow.context, migrated.snapshot.context)
  if (!parsed.success) return { ok: false, reason: `its context is refused: ${withoutValue(parsed.issues[0].message)}` }
  try {
    // XState declares both arguments for live actors; a pure step has neither children nor a scope.
    const state = flow.machine.restoreSnapshot(
      { status: 'active', value, context: parsed.output, historyValue: history ?? {}, children: {} } as never,
      {} as never,
    ) as AnyMachineSnapshot
    const exact = flow.machine.resolveState({ value: value, context: parsed.output as never })
    // XState looks at the first of several names only.
    if (!isOneState(value) || !isDeepStrictEqual(exact.value, value))
      return { ok: false, reason: `its state ${JSON.stringify(value)} does not resolve to itself` }
    return { ok: true, snapshot: remember(flow, migrated.snapshot, state), state }
  } catch (error) {
    return { ok: false, reason: `its state cannot be restored: ${reasonOf(error)}` }
  }
}

/** Whether a later version of this flow made the snapshot: a process of that version may go on with it. */
export function isNewer(flow: Flow, { flow: id, version, status }: Snapshot): boolean {
  return (
    status === 'active' && id === flow.id && !(version in flow.migrations) && Number(version) > Number(flow.version)
  )
}

function isOneState(value: StateValue | undefined): boolean {
  if (typeof value !== 'object') return typeof value === 'string'
  const [inner, ...others] = Object.values(value)
  return others.length === 0 && isOneState(inner)
}

function migrate(flow: Flow, stored: Snapshot): { ok: true; snapshot: Snapshot } | { ok: false; reason: string } {
  if (stored.version === flow.version && stored.hash === flow.hash) return { ok: true, snapshot: stored }
  // A copy: what a migration does to it must not reach a snapshot that is then parked as it was.
  let current: Migrating = structuredClone(stored)
  for (let steps = 0; current.version !== flow.version; steps++) {
    const migration = flow.migrations[current.version]
    if (!migration || steps > 100)
      return { ok: false, reason: `no migration leads from version ${current.version} to ${flow.version}` }
    try {
      current = migration(current)
    } catch (error) {
      return { ok: false, reason: `the migration from version ${current.version} failed: ${reasonOf(error)}` }
    }
  }
  const { value, context, history } = current
  const timers = Object.fromEntries(Object.entries(stored.timers).filter(([id]) => flow.timerEvents.has(id)))
  const { history: _, ...rest } = stored
  return {
    ok: true,
    snapshot: { ...rest, version: flow.version, hash: flow.hash, value, context, ...(history && { history }), timers },
  }
}
