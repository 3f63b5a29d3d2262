import { resolve, join } from 'node:path'
import { parseArgs } from 'node:util'
import { machineJson } from '../export/machine-json.ts'
import { statelyModule } from '../export/stately.ts'
import type { Command } from './command.ts'
import { flowOptions, flowUsage, loadFlow } from './flow-module.ts'
import { settle } from './settle.ts'

export const exportFlow: Command = {
  name: 'export',
  summary: 'write a flow for Stately Studio, its editors and Sketch',
  usage: `dialog export [flow module] [options]

Writes <id>.machine.json, the machine as JSON, and <id>.stately.ts, the same as code that imports XState only.

${flowUsage}
  --out <dir>     where to. Default: ./stately
  --check         write nothing; fail if a file is not as it would be written`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...flowOptions, out: { type: 'string', default: 'stately' }, check: { type: 'boolean' } },
    })
    const { flow } = await loadFlow({ module: positionals[0], name: values.export })
    const file = (name: string) => join(resolve(values.out), name)
    const files = [
      { path: file(`${flow.id}.machine.json`), text: machineJson(flow) },
      { path: file(`${flow.id}.stately.ts`), text: statelyModule(flow) },
    ]
    return settle(files, { command: 'export', args, check: values.check })
  },
}
