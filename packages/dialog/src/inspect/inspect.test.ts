import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect'
import { createMachine } from 'xstate'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { structuralHash } from '../flow/hash.ts'
import { takeTurn } from '../flow/turn.ts'
import { orderFlow } from '../order/flow.ts'
import { inspectTurns, masked, serveInspection, type InspectedTurn, type Inspection } from './index.ts'

const flow = orderFlow()
const now = Date.UTC(2026, 0, 5, 6)
const texts = ['2 бутыли на Токтогула 125', '0555 123 456', 'да, к шести']

let served: Inspection | undefined
afterEach(async () => served?.close())

/** Plays a customer's conversation, each turn told to `see`. */
function talk(conversation: string, see: (turn: InspectedTurn) => void, said = texts): void {
  let before: InspectedTurn['before']
  for (const [index, text] of said.entries()) {
    const input = { id: `m${index}`, kind: 'message', at: now, message: { text } } as const
    const turn = takeTurn(flow, { conversation, snapshot: before, input, now })
    see({ conversation, before, input, turn })
    before = turn.snapshot
  }
}

/** An inspector: what it was told so far. */
function inspector(url: string): StatelyInspectionEvent[] {
  const told: StatelyInspectionEvent[] = []
  createWebSocketReceiver({ server: url }).subscribe((event) => void told.push(event))
  return told
}

const serve = async () => (served = await serveInspection({ port: 0, svg: '<svg></svg>' }))

describe('an inspector of Stately that connects', () => {
  it('is told the machine, each event and each state, also of what was before it came', async () => {
    const { url, send } = await serve()
    const see = inspectTurns(flow, send)
    talk('996555123456@chat', see)
    const told = inspector(url)
    await vi.waitFor(() => expect(told).toHaveLength(7))
    talk('another', see)
    await vi.waitFor(() => expect(told).toHaveLength(14))

    const first = told.filter(({ sessionId }) => sessionId === 'conversation 1')
    expect(first.map(({ type }) => type)).toEqual([
      '@xstate.actor',
      ...texts.flatMap(() => ['@xstate.event', '@xstate.snapshot']),
    ])
    const [actor] = first as unknown as [{ definition: string }]
    const machine = createMachine(JSON.parse(actor.definition) as never)
    expect(structuralHash(machine.config)).toBe(flow.hash)
    const snapshots = first.filter(({ type }) => type === '@xstate.snapshot') as unknown as {
      event: { type: string }
      snapshot: { value: unknown }
    }[]
    expect(snapshots.map(({ event, snapshot }) => [event.type, snapshot.value])).toEqual([
      ['user.provide', { ordering: 'waitingPhone' }],
      ['user.provide', { ordering: 'waitingConfirmation' }],
      ['user.yes', 'placing'],
    ])
  })

  it('is told of the latest conversations where there are many, none under the name of another', async () => {
    const { url, send } = await serve()
    const names: string[] = []
    const see = inspectTurns(flow, (event) => {
      if (event.type === '@xstate.actor') names.push(event.sessionId)
      send(event)
    })
    const first = texts.slice(0, 1)
    for (let n = 0; n < 1_010; n++) talk(`customer ${n}`, see, first)
    talk('customer 1009', see, first)
    talk('customer 0', see, first)
    expect(new Set(names).size).toBe(1_011)
    expect(names.at(-1)).toBe('conversation 1011')

    const told = inspector(url)
    await vi.waitFor(() => expect(told).toHaveLength(520))
    const actors = told.filter(({ type }) => type === '@xstate.actor').map(({ sessionId }) => sessionId)
    expect(actors).toEqual(names.slice(-20))
  })

  it('learns nothing of whom it is about', async () => {
    const { url, send } = await serve()
    const told = inspector(url)
    talk('996555123456@chat', inspectTurns(flow, send))
    await vi.waitFor(() => expect(told).toHaveLength(7))
    // The protocol's own numbers, a random one and the time, may hold any digits.
    const ofProtocol = (key: string, value: unknown) =>
      (key === 'id' && /^0\.\d+$/.test(String(value))) || (key === 'createdAt' && /^\d{13}$/.test(String(value)))
    const all = JSON.stringify(told, (key, value: unknown) => (ofProtocol(key, value) ? undefined : value))
    for (const secret of ['Токтогула', '555', '123456', 'шести']) expect(all).not.toContain(secret)
    expect(all).toContain('"bottles":2')
    expect(all).toContain('‹')
  })
})

describe('serveInspection', () => {
  const opening = (url: string, options: object) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(url, options)
      socket.once('open', () => (socket.close(), resolve('open')))
      socket.once('error', ({ message }) => resolve(message))
    })

  it('refuses pages of other sites, and other names for this machine', async () => {
    const { url } = await serve()
    const http = url.replace('ws:', 'http:')
    expect(await opening(url, { origin: http })).toBe('open')
    expect(await opening(url, { origin: 'https://example.com' })).toContain('401')
    expect(await opening(url, { headers: { host: 'rebound.example.com' } })).toContain('401')
    expect((await fetch(http, { headers: { origin: 'https://example.com' } })).status).toBe(403)
  })

  it('listens to this machine only and has a page with the diagram', async () => {
    const { url } = await serve()
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/)
    expect(await (await fetch(url.replace('ws:', 'http:'))).text()).toContain('<svg></svg>')
  })
})

describe('masked', () => {
  it('keeps names and small numbers, and nothing else', () => {
    const event = {
      type: 'user.provide',
      address: 'Манаса 1',
      bottles: 2,
      id: 996555123456,
      obstacle: 'x',
      list: ['я'],
    }
    expect(masked(event, new Set(['type', 'obstacle']))).toEqual({
      type: 'user.provide',
      address: '‹8 characters›',
      bottles: 2,
      id: '‹number›',
      obstacle: 'x',
      list: ['‹1 characters›'],
    })
  })
})
