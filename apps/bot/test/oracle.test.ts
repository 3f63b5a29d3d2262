import { crashPoints, type Effect } from '@shoro/dialog'
import { describe, expect, it } from 'vitest'
import { betweenPoints } from '../chaos/between.ts'
import type { Case } from '../chaos/case.ts'
import workerKilled from '../chaos/cases/f01-worker-killed-at-each-crash-point.ts'
import serverKilled from '../chaos/cases/f03-server-killed-around-its-answer.ts'
import { commentsIn } from '../chaos/oracle/comments.ts'
import { compareOrders, type OrderRow } from '../chaos/oracle/orders.ts'
import { compareSent } from '../chaos/oracle/replies.ts'
import { createRandom } from '../chaos/random.ts'
import { readWanted } from '../chaos/wanted.ts'
import { hostPoints } from '../src/hooks.ts'

const conversation = '781000001'
const row: OrderRow = {
  number: 7,
  effectId: 'effect',
  clientId: conversation,
  address: 'Манаса 1',
  phone: '+996555123456',
  bottles: 2,
  note: null,
  empties: 1,
  status: 'new',
  committedAt: 0,
}

describe('the oracle', () => {
  const ordersWrong = (effects: Effect[], rows: OrderRow[]) => {
    const said: string[] = []
    const told = new Map([['done:effect', { type: 'order.placed', number: 7 }]])
    compareOrders(
      { conversation, effects, told, rows, earlier: undefined, forgotten: false },
      (kind, what) => void said.push(`${kind}: ${what}`),
    )
    return said
  }

  it('finds an order of somebody who never wrote', () => {
    expect(ordersWrong([], [row])).toEqual([
      `doubled: I5 ${conversation}: order 7 comes of no confirmation that stands`,
    ])
  })

  it('finds an order that lost its empty bottles', () => {
    const { address, phone, bottles, empties } = row
    const effect: Effect = { id: 'effect', type: 'placeOrder', params: { address, phone, bottles, empties } }
    expect(ordersWrong([effect], [row])).toEqual([])
    expect(ordersWrong([effect], [{ ...row, empties: null }])).toEqual([expect.stringContaining('is {"address"')])
  })

  it('finds a hand-off that never came, and counts one that came twice', () => {
    const comment = (id: string, text: string) =>
      `{"hook_type":"comment","type":"comment","text":"${text}","message_id":${id},"client_id":${conversation}}`
    const bodies = [comment('90000000000000000003', 'б'), comment('90000000000000000002', 'а')]
    const seen = (all: string[]) => commentsIn(all).get(conversation) ?? []
    expect(seen([...bodies, ...bodies, '{"hook_type":"outbox"}', 'no JSON'])).toEqual(['а', 'б'])

    const said: string[] = []
    const compare = (expected: string[], all: string[]) =>
      compareSent(
        { conversation, what: 'hand-offs', expected, seen: seen(all) },
        (kind, what) => void said.push(`${kind}: ${what}`),
      )
    expect(compare(['а', 'б'], bodies)).toBe(0)
    expect(compare(['а'], [comment('1', 'а'), comment('2', 'а')])).toBe(1)
    expect(said).toEqual([])
    compare(['а'], [])
    expect(said).toEqual([`lost: I6 ${conversation}: 1 of 1 hand-offs never came`])
  })
})

describe('a run of fault cases', () => {
  const all = ['F1', 'F3', 'F8'].map((id): Case => ({ id, title: '', run: () => Promise.resolve({ faults: {} }) }))
  const asked = { names: [], subset: false, jobs: '2', seed: undefined }

  it('kills a process at every point that there is', () => {
    const struck = ([workerKilled, serverKilled] as Case[]).flatMap(({ setting }) =>
      Object.values(setting?.strikes?.(createRandom(1)) ?? {}).flat(2),
    )
    const points = new Set(struck.filter(({ action }) => action === 'kill').map(({ point }) => point))
    expect([...points].toSorted()).toEqual([...crashPoints, ...hostPoints, ...betweenPoints].toSorted())
  })

  it('plays all cases, or those that are named in whatever way', () => {
    expect(readWanted(asked, all)).toMatchObject({ cases: all, whole: true, jobs: 2 })
    const { cases, whole } = readWanted({ ...asked, names: ['f08', '1'] }, all)
    expect([cases.map(({ id }) => id), whole]).toEqual([['F1', 'F8'], false])
  })

  it('refuses what would play nothing, or less than was asked for', () => {
    expect(() => readWanted({ ...asked, names: ['F8', 'F99', 'x'] }, all)).toThrow('Cannot play F99, x: no such case')
    for (const jobs of ['0', 'x', '-1', '1.5', ''])
      expect(() => readWanted({ ...asked, jobs }, all)).toThrow('--jobs is a whole number')
    expect(() => readWanted({ ...asked, seed: 'x' }, all)).toThrow('--seed is a whole number')
  })
})
