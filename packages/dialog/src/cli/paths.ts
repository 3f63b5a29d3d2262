import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { waysThrough, type Way } from '../check/ways.ts'
import { print, type Command } from './command.ts'
import { flowOptions, flowUsage, loadFlow } from './flow-module.ts'

export const paths: Command = {
  name: 'paths',
  summary: 'write a transcript for every edge of a flow',
  usage: `dialog paths [flow module] [options]

Tries what the flow's rehearsal names in every situation it can come to. For each state, event and state that it leads
to there is one transcript, a shortest one.

${flowUsage}
  --out <folder>  write a file for each instead of printing them
  --from <state>  those that begin in this state
  --to <state>    those that lead to this state`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...flowOptions, out: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
    })
    const { flow } = await loadFlow({ module: positionals[0], name: values.export })
    const ways = waysThrough(flow).filter(({ from, to }) => (values.from ?? from) === from && (values.to ?? to) === to)
    if (values.out === undefined) {
      for (const way of ways) print(`// ${titleOf(way)}\n${way.transcript}\n`)
      return 0
    }
    mkdirSync(values.out, { recursive: true })
    for (const way of ways)
      writeFileSync(join(values.out, `${fileNameOf(way)}.transcript`), `// ${titleOf(way)}\n${way.transcript}\n`)
    print(`${ways.length} transcripts in ${values.out}`)
    return 0
  },
}

function titleOf({ from, event, to }: Way): string {
  return `${from || 'the beginning'} — ${event} → ${to}`
}

function fileNameOf({ from, event, to }: Way): string {
  return [from || 'beginning', event, to].join('--').replaceAll(/[^\w.-]/g, '_')
}
