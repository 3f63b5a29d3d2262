import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { orderFlow } from '@shoro/dialog/order'
import { parity } from './parity.ts'

const source = readFileSync(new URL('../../dialog/src/order/machine.ts', import.meta.url), 'utf8')

describe('parity', () => {
  it('finds nothing where the machine is one literal', () => {
    expect(parity.find(orderFlow(), source)).toEqual([])
  })

  it('names what a reader of code does not see: a state that a call gives', () => {
    const hidden = source.replace('    expired: {', '    expired: final(), gone: {')
    expect(hidden).not.toBe(source)
    const problems = parity.find(orderFlow(), hidden)
    expect(problems).toContainEqual(expect.stringMatching(/^in the source nobody sees: expired \| is/))
    expect(problems).toContainEqual(expect.stringMatching(/^in the source alone: gone \| is/))
  })

  it('says so if there is no machine to be read at all', () => {
    expect(parity.find(orderFlow(), 'export const machine = make()')).toEqual([
      'the source has 0 machines to be read, not 1',
    ])
  })
})
