import { setup } from 'xstate'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { teaFlow } from '../../test/tea-house.ts'
import { defineFlow, type Flow, type Migrating } from './define.ts'
import { restore } from './restore.ts'
import type { Snapshot, StateValue } from './snapshot.ts'
import { start, step } from './step.ts'

const flow = teaFlow()
const door = start(flow, 0).snapshot
const table = step(flow, door, { type: 'user.name', name: 'Aibek' }, 0).snapshot

const reason = (restored: ReturnType<typeof restore>) => (restored.ok ? '' : restored.reason)
const refused = (over: Partial<Snapshot>, by: Flow = flow) => reason(restore(by, { ...door, ...over }))

describe('restore', () => {
  it('gives back a snapshot of this build as it is', () => {
    for (const snapshot of [door, table]) expect(restore(flow, snapshot)).toMatchObject({ ok: true, snapshot })
  })

  it('does not enter the state again', () => {
    const { snapshot } = step(flow, table, { type: 'unheard of' }, 5)
    expect(snapshot.timers).toEqual(table.timers)
  })

  it('refuses a snapshot of another flow', () => {
    expect(refused({ flow: 'coffee' })).toBe('it belongs to flow "coffee", not "tea"')
  })

  it.each<[string, StateValue]>([
    ['only the outer state', 'table'],
    ['an outer state without its inner one', { table: {} }],
    ['an inner state that does not exist', { table: 'busy' }],
    ['a state that does not exist', 'cellar'],
    ['more than there is', { door: 'open' }],
    ['an empty name', ''],
    ['no name at all', {}],
    ['two states at once', { table: 'free', door: {} }],
    ['a number', 3 as never],
    ['null', null as never],
    ['a name from Object.prototype', 'constructor'],
    ['__proto__', JSON.parse('{"__proto__":"free"}') as StateValue],
  ])('refuses %s instead of completing it', (_, value) => {
    expect(refused({ value })).toMatch(/^its state /)
  })

  it('refuses a context that the schema refuses', () => {
    expect(refused({ context: { name: 'Aibek' } })).toMatch(/^its context is refused: /)
    expect(refused({ context: { name: 'Aibek', cups: 0, sugar: 1 } })).toMatch(/^its context is refused: /)
    expect(refused({ context: null })).toMatch(/^its context is refused: /)
  })

  it('names what is refused, and not what a customer wrote', () => {
    expect(refused({ context: { name: 'Aibek', cups: 'Токтогула 125' } })).toBe(
      'its context is refused: Invalid type: Expected number',
    )
    const failing = teaFlow({
      version: '2',
      migrations: {
        '1': ({ context }) => v.parse(v.pipe(v.any(), v.email()), (context as { cups: string }).cups),
      },
    })
    expect(refused({ context: { cups: 'Токтогула 125' } }, failing)).toBe(
      'the migration from version 1 failed: Invalid email',
    )
  })

  it('refuses a version that no migration leads from', () => {
    expect(refused({ version: '0' })).toBe('no migration leads from version 0 to 1')
    expect(refused({ version: '2' })).toBe('no migration leads from version 2 to 1')
  })

  it('takes a changed machine of the same version if state and context still fit, and stamps it', () => {
    expect(restore(flow, { ...door, hash: 'older' })).toMatchObject({ ok: true, snapshot: door })
  })
})

describe('restore with migrations', () => {
  const upgraded = (migrations: Record<string, (old: Migrating) => Migrating>, version = '3') =>
    teaFlow({ version, migrations })
  const old: Snapshot = { ...door, version: '1', hash: 'old', value: 'porch', context: { name: null }, rev: 7 }
  const toDoor = (from: Migrating): Migrating => ({ ...from, version: '2', value: 'door' })
  const withCups = (from: Migrating): Migrating => ({
    ...from,
    version: '3',
    context: { ...(from.context as object), cups: 5 },
  })

  it('goes from version to version until it is at this one', () => {
    const seen: string[] = []
    const note = (migrate: typeof toDoor) => (from: Migrating) => (seen.push(from.version), migrate(from))
    const now = upgraded({ '1': note(toDoor), '2': note(withCups) })
    expect(restore(now, old)).toMatchObject({
      ok: true,
      snapshot: { version: '3', hash: now.hash, rev: 7, value: 'door', context: { name: null, cups: 5 }, locale: 'en' },
    })
    expect(seen).toEqual(['1', '2'])
  })

  it('refuses when a step of the way is missing', () => {
    expect(reason(restore(upgraded({ '1': toDoor }), old))).toBe('no migration leads from version 2 to 3')
  })

  it('refuses when a migration throws', () => {
    const failing = upgraded({
      '1': toDoor,
      '2': () => {
        throw new Error('no cups left')
      },
    })
    expect(reason(restore(failing, old))).toBe('the migration from version 2 failed: no cups left')
  })

  it('refuses when migrations go round in a circle', () => {
    const circle = upgraded({ '1': (from) => ({ ...from, version: '2' }), '2': (from) => ({ ...from, version: '1' }) })
    expect(reason(restore(circle, old))).toMatch(/^no migration leads from version/)
  })

  it('checks what a migration gives as it checks any snapshot', () => {
    const wrongState = upgraded({ '1': (from) => ({ ...withCups(from), value: 'cellar' }) })
    expect(reason(restore(wrongState, old))).toMatch(/^its state cannot be restored/)
    const wrongContext = upgraded({ '1': (from) => ({ ...toDoor(from), version: '3' }) })
    expect(reason(restore(wrongContext, old))).toMatch(/^its context is refused/)
  })

  it('leaves the stored snapshot as it was, also when a migration changes what it is given', () => {
    const before = structuredClone(old)
    const careless = upgraded({
      '1': (from) => {
        ;(from.context as { name: string }).name = 'changed in place'
        throw new Error('and failed')
      },
    })
    expect(reason(restore(careless, old))).toContain('and failed')
    expect(old).toEqual(before)
  })

  it('keeps the timers that still exist and drops those of states that are gone', () => {
    const timers = { 'close@tea.table': { at: 60, rev: 3 }, 'close@tea.porch': { at: 60, rev: 2 } }
    const stored: Snapshot = { ...table, version: '1', timers }
    const now = upgraded({ '1': (from) => ({ ...from, version: '2' }) }, '2')
    expect(restore(now, stored)).toMatchObject({
      ok: true,
      snapshot: { timers: { 'close@tea.table': { at: 60, rev: 3 } } },
    })
    expect((restore(now, stored) as { snapshot: Snapshot }).snapshot.timers).not.toHaveProperty('close@tea.porch')
  })

  it('carries the history of states along', () => {
    const machine = setup({}).createMachine({
      id: 'tea',
      context: { name: null, cups: 0 },
      initial: 'open',
      states: {
        open: {
          initial: 'one',
          on: { pause: { target: 'shut' } },
          states: {
            one: { meta: { awaits: 'x' }, on: { next: { target: 'two' } } },
            two: { meta: { awaits: 'x' } },
            back: { type: 'history', target: 'one' },
          },
        },
        shut: { meta: { awaits: 'x' }, on: { resume: { target: 'open.back' } } },
      },
    })
    const make = (version: string, migrations = {}) =>
      defineFlow({
        machine,
        version,
        migrations,
        context: v.any(),
        phrases: { en: {} },
        understand: () => ({ event: { type: 'x' }, because: [] }),
      }) as Flow
    let snapshot = start(make('1'), 0).snapshot
    for (const type of ['next', 'pause']) snapshot = step(make('1'), snapshot, { type }, 0).snapshot
    const later = make('2', { '1': (from: Migrating) => ({ ...from, version: '2' }) })
    const stored = JSON.parse(JSON.stringify(snapshot)) as Snapshot
    expect(step(later, stored, { type: 'resume' }, 0).snapshot.value).toEqual({ open: 'two' })
  })
})
