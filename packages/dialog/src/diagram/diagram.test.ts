import { describe, expect, it } from 'vitest'
import { teaFlow } from '../../test/tea-house.ts'
import { nodesOf } from '../flow/check.ts'
import { start, step } from '../flow/step.ts'
import { referencesOf } from '../export/references.ts'
import { orderFlow } from '../order/flow.ts'
import { edgesOf } from './edges.ts'
import { describeFlow, drawDiagram, mermaidOf, walkedEdges } from './index.ts'

const flow = orderFlow()
const now = Date.UTC(2026, 0, 5, 6)
const states = nodesOf(flow.machine.root)
  .map(({ path }) => path.join('.'))
  .filter(Boolean)
const between = edgesOf(flow).filter(({ from, to, inner }) => !inner && from !== to)

describe('drawDiagram', () => {
  it('draws every state once and every way between two states, each named by data attributes', async () => {
    const svg = await drawDiagram(flow)
    expect([...svg.matchAll(/data-state="([^"]+)"/g)].map(([, path]) => path ?? '').sort()).toEqual(states.toSorted())
    const drawn = [...svg.matchAll(/data-from="([^"]+)" data-to="([^"]+)" data-event="([^"]+)"/g)]
    const ways = drawn.flatMap(([, from, to, events]) =>
      (events ?? '').split(' ').map((event) => `${from} ${to} ${event}`),
    )
    const declared = between.map(({ from, to, event }) => `${from || '*'} ${to} ${event.replace(' ', '-')}`)
    expect(ways.sort()).toEqual([...new Set(declared)].sort())
    expect(drawn.length).toBeLessThan(between.length)
  })

  it('lights up one state and what was walked, and leaves the rest pale', async () => {
    const svg = await drawDiagram(flow, {
      current: 'placed',
      coverage: [{ from: 'placing', to: 'placed', event: 'order.placed' }],
    })
    expect(svg.match(/class="state [^"]*current"[^>]*/g)).toEqual([expect.stringContaining('data-state="placed"')])
    expect(svg.match(/class="edge walked"[^>]*/g)).toEqual([
      'class="edge walked" data-from="placing" data-to="placed" data-event="order.placed"',
    ])
    expect(svg).toContain('class="edge unwalked" data-from="ordering"')
    expect(await drawDiagram(flow)).not.toContain('class="edge unwalked"')
  })

  it('is the same every time, well formed, and takes its colours from the page', async () => {
    const svg = await drawDiagram(flow)
    expect(await drawDiagram(orderFlow())).toBe(svg)
    expect(svg).toContain('var(--flow-ink')
    expect(svg.replace(/<style>[^]*<\/style>/, '')).not.toMatch(/(fill|stroke)="/)
    expect(svg.match(/<g /g)?.length).toBe(svg.match(/<\/g>/g)?.length)
  })

  it('draws a flow that has no legend by its own names', async () => {
    expect(await drawDiagram(teaFlow())).toContain('data-state="door"')
  })
})

describe('mermaidOf', () => {
  it('names every state and every way between two states', () => {
    const text = mermaidOf(flow)
    for (const path of states) expect(text).toContain(` as ${path.replace('.', '_')}`)
    const ways = new Set(between.map(({ from, to }) => `${from} ${to}`))
    expect(text.match(/-->.*:/g)?.length).toBe(ways.size)
  })
})

describe('describeFlow', () => {
  const described = describeFlow(flow)

  it('describes every state and says what the bot says there', () => {
    expect(described.map(({ path }) => path)).toEqual(['', ...states])
    expect(described.filter(({ description }) => description === '')).toEqual([])
    const phone = described.find(({ path }) => path === 'ordering.waitingPhone')
    expect(phone).toMatchObject({ awaits: 'phone', kind: 'state', says: { ru: 'На какой номер позвонить курьеру?' } })
    expect(phone?.events[0]).toMatchObject({
      event: 'user.yes',
      guardWords: 'a known phone was offered',
      to: 'ordering.routing',
    })
  })

  it('has a text in every language for all that is said', () => {
    for (const { path, says, events } of described)
      for (const said of [says, ...events.map((event) => event.says)])
        if (Object.keys(said).length > 0) expect(Object.keys(said), path).toEqual(['ru', 'ky', 'en'])
  })

  it('has words for every event, guard and state', () => {
    const words = flow.legend.words ?? {}
    const named = edgesOf(flow).flatMap(({ event, guard }) => [event.replace('after ', ''), guard ?? 'always'])
    const missing = [...new Set(named)].filter((name) => name !== 'always' && !(name in words))
    expect(missing).toEqual([])
    const known = new Set([...named, ...states, ...flow.awaits.values(), ...referencesOf(flow).actions])
    expect(
      Object.keys(words).filter((name) => !known.has(name)),
      'words for what is not there',
    ).toEqual(['user.survey'])
  })
})

describe('walkedEdges', () => {
  const { snapshot } = start(flow, now)
  const address = { type: 'user.provide', address: 'Манаса 1' }

  it('names the transition that was taken and those that follow by themselves', () => {
    expect(walkedEdges(flow, snapshot, address)).toEqual([
      { from: 'greeting', to: 'ordering', event: 'user.provide' },
      { from: 'ordering.routing', to: 'ordering.waitingPhone', event: 'always', guard: 'needsPhone' },
    ])
  })

  it('tells of timers that are set, and nothing of those that are not or of events that nobody hears', () => {
    const waiting = step(flow, snapshot, address, now).snapshot
    const timer = 'expire@order.ordering'
    const rev = waiting.timers[timer]?.rev ?? 0
    expect(walkedEdges(flow, waiting, { timer, rev })).toEqual([
      { from: 'ordering', to: 'expired', event: 'after expire' },
    ])
    expect(walkedEdges(flow, waiting, { timer, rev: rev + 1 })).toEqual([])
    expect(walkedEdges(flow, waiting, { type: 'order.changed', number: 1 })).toEqual([])
  })
})
