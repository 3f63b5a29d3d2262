import { createMachine } from 'xstate'
import { describe, expect, it } from 'vitest'
import { teaFlow } from '../../test/tea-house.ts'
import { edgeName, edgesOf } from '../diagram/edges.ts'
import { structuralHash } from '../flow/hash.ts'
import { orderFlow } from '../order/flow.ts'
import { machineJson, referencesOf, statelyModule } from './index.ts'

describe('machineJson', () => {
  it.each([
    ['order', orderFlow()],
    ['tea', teaFlow()],
  ] as const)('gives a machine with the same states and transitions (%s)', (_, flow) => {
    const config = JSON.parse(machineJson(flow)) as object
    const machine = createMachine(config as never)
    expect(structuralHash(machine.config)).toBe(flow.hash)
    const names = (of: Parameters<typeof edgesOf>[0]) => edgesOf(of).map(edgeName)
    expect(names({ ...flow, machine })).toEqual(names(flow))
  })

  it('keeps what reviewers read: descriptions, and what is awaited', () => {
    expect(machineJson(orderFlow())).toContain('"description": "Where to bring the water."')
    expect(machineJson(orderFlow())).toContain('"awaits": "address"')
  })
})

describe('statelyModule', () => {
  it('imports XState only and names every action, guard and delay that is used', () => {
    const flow = orderFlow()
    const code = statelyModule(flow)
    expect(code.match(/^import .*/gm)).toEqual(["import { setup } from 'xstate'"])
    const { actions, guards, delays } = referencesOf(flow)
    for (const name of [...actions, ...guards]) expect(code).toContain(`    ${name}: () =>`)
    expect(code).toContain('    remind: 1800000,')
    expect(delays).toEqual(['expire', 'operatorSilence', 'remind'])
  })
})
