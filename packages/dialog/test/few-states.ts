import type { FurtherRule } from '../src/cli/further-rule.ts'

/** A rule that no flow keeps, to see how one is told. */
export const fewStates: FurtherRule = {
  title: 'a flow has few states',
  find: ({ id, machine }, source = '') => [
    `${id} has ${Object.keys(machine.states).length}, and its source ${source.length} characters`,
  ],
}
