import type { Flow } from '../flow/define.ts'
import { machineJson } from './machine-json.ts'
import { referencesOf } from './references.ts'

/**
 * A flow's machine as one file of code that imports nothing but XState: what Stately Studio, its editors and Sketch
 * read. Actions and guards are stubs, delays are numbers.
 */
export function statelyModule(flow: Flow): string {
  const { actions, guards, delays } = referencesOf(flow)
  const known = flow.machine.implementations.delays as Record<string, unknown>
  const ms = (name: string) => (typeof known[name] === 'number' ? known[name] : 0)
  return `// Written by "dialog export": change the flow, not this file.
import { setup } from 'xstate'

export const ${nameFor(flow.id)} = setup({
  actions: ${block(actions.map((name) => [name, '() => {}']))},
  guards: ${block(guards.map((name) => [name, '() => true']))},
  delays: ${block(delays.map((name) => [name, String(ms(name))]))},
}).createMachine(${machineJson(flow)
    .trimEnd()
    .replaceAll(/^( *)"([A-Za-z_$][\w$]*)":/gm, '$1$2:')})
`
}

function nameFor(id: string): string {
  return `${id.replaceAll(/\W+(\w)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase())}Machine`
}

function block(entries: readonly (readonly [name: string, value: string])[]): string {
  return `{\n${entries.map(([name, value]) => `    ${keyFor(name)}: ${value},\n`).join('')}  }`
}

function keyFor(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}
