import { createInterface } from 'node:readline'
import { stdin } from 'node:process'
import { parseArgs } from 'node:util'
import { converse } from '../testing/converse.ts'
import { print, type Command } from './command.ts'
import { flowOptions, flowUsage, loadFlow } from './flow-module.ts'

export const chat: Command = {
  name: 'chat',
  summary: 'talk to a flow, here and in memory',
  usage: `dialog chat [flow module] [options]

${flowUsage}`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: flowOptions })
    const { flow } = await loadFlow({ module: positionals[0], name: values.export })
    const talk = converse(flow)
    for await (const line of createInterface({ input: stdin })) for (const reply of talk.say(line)) print(reply)
    return 0
  },
}
