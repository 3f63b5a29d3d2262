import type { Flow } from '../flow/define.ts'

/**
 * A flow's machine as JSON, to open in an editor of state machines: its config as it was written, names of actions,
 * guards and delays included. Not `machine.toJSON()`, which nobody can make a machine of.
 */
export function machineJson(flow: Flow): string {
  return `${JSON.stringify(flow.machine.config, null, 2)}\n`
}
