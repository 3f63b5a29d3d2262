import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { documentOf } from '../diagram/document.ts'
import { differenceOf } from '../diagram/difference.ts'
import { drawDiagram, drawDifference } from '../diagram/draw.ts'
import { mermaidOf } from '../diagram/mermaid.ts'
import { tellDifference } from '../diagram/tell-difference.ts'
import type { Flow } from '../flow/define.ts'
import { print, type Command } from './command.ts'
import { coverageBy, tellCoverage } from './coverage.ts'
import { earlierConfig } from './earlier.ts'
import { flowOptions, flowUsage, loadFlow } from './flow-module.ts'
import { settle, type Written } from './settle.ts'

const options = {
  ...flowOptions,
  out: { type: 'string', default: 'docs/diagrams' },
  format: { type: 'string' },
  doc: { type: 'string' },
  check: { type: 'boolean' },
  coverage: { type: 'string' },
  player: { type: 'string' },
  diff: { type: 'string' },
} as const

export const diagram: Command = {
  name: 'diagram',
  summary: 'draw a flow, and tell it state by state',
  usage: `dialog diagram [flow module] [options]

Writes <id>.svg and <id>.mmd (Mermaid).

${flowUsage}
  --out <dir>     where to. Default: ./docs/diagrams
  --format <name> svg or mermaid: only that one
  --doc <file>    also write a document that tells the flow state by state
  --check         write nothing; fail if a file is not as it would be written
  --coverage <dir>  instead: play the transcripts of a folder, tell which transitions they take, and write
                  <id>.coverage.svg, where the others are pale
  --player <module#export>  what plays one transcript. Default: on the flow itself, which nobody answers to
  --diff <earlier>  instead: tell what became of an earlier version, and write <id>.diff.svg: added green, removed red,
                  changed amber. A file of "dialog export", <git ref>, or <git ref>:<path> of such a file`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    const { flow } = await loadFlow({ module: positionals[0], name: values.export })
    const { out, format, doc, check } = values
    if (format !== undefined && format !== 'svg' && format !== 'mermaid')
      throw new Error(`Cannot draw "${format}": the formats are svg and mermaid`)
    if (values.coverage !== undefined) {
      const coverage = await coverageBy(flow, values.coverage, values.player)
      print(tellCoverage(flow, coverage))
      const svg = await drawDiagram(flow, { coverage: coverage.walked })
      return settle([{ path: join(resolve(out), `${flow.id}.coverage.svg`), text: svg }], { command: 'diagram', args })
    }
    if (values.diff !== undefined) {
      const difference = differenceOf(flow.machine, earlierConfig(flow, values.diff))
      const told = tellDifference(flow, difference)
      print(told.length > 0 ? told.join('\n') : 'Nothing has changed')
      const svg = await drawDifference(flow, difference)
      return settle([{ path: join(resolve(out), `${flow.id}.diff.svg`), text: svg }], { command: 'diagram', args })
    }
    const files = await written(flow, { out, format, doc })
    return settle(files, { command: 'diagram', args, check })
  },
}

interface Asked {
  out: string
  format: 'svg' | 'mermaid' | undefined
  doc: string | undefined
}

async function written(flow: Flow, { out, format, doc }: Asked): Promise<Written[]> {
  const file = (ending: string) => join(resolve(out), `${flow.id}.${ending}`)
  const files: Written[] = []
  if (format !== 'mermaid') files.push({ path: file('svg'), text: await drawDiagram(flow) })
  if (format !== 'svg') files.push({ path: file('mmd'), text: mermaidOf(flow) })
  if (doc !== undefined) {
    const picture = relative(dirname(resolve(doc)), file('svg'))
    files.push({ path: resolve(doc), text: documentOf(flow, { diagram: picture }) })
  }
  return files
}
