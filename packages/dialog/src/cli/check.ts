import { parseArgs } from 'node:util'
import { checkFlow } from '../check/check.ts'
import type { FlowRefused } from '../flow/define.ts'
import { print, type Command } from './command.ts'
import { findFurther } from './further-rule.ts'
import { flowOptions, flowUsage, loadFlow, type Loaded } from './flow-module.ts'

export const check: Command = {
  name: 'check',
  summary: 'prove that a flow keeps its promises',
  usage: `dialog check [flow module] [options]

Tries what the flow's rehearsal names in every situation it can come to, and tells what does not hold, each with the
transcript that leads there. The exit code is 1 if there is anything.

${flowUsage}
  --untried       list the transitions that the rehearsal never comes to take
  --rule <module#export>  one more rule, { title, find(flow, source) } whose find lists problems; may be repeated
  --source <file> the file in which the machine is written, for rules that read it`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...flowOptions,
        untried: { type: 'boolean' },
        rule: { type: 'string', multiple: true, default: [] },
        source: { type: 'string' },
      },
    })
    let loaded: Loaded
    try {
      loaded = await loadFlow({ module: positionals[0], name: values.export })
    } catch (error) {
      const problems = refusal(error)
      if (!problems) throw error
      print(`✗ the flow can be defined\n${problems.map((problem) => `    ${problem}`).join('\n')}`)
      return 1
    }
    const { flow } = loaded
    const { rules: own, situations, steps, tried } = checkFlow(flow)
    const rules = [...own, ...(await findFurther(flow, values.rule, values.source))]
    const { transitions, untried } = tried
    const share = `${transitions - untried.length} of ${transitions} transitions`
    print(`${flow.id} ${flow.version}: ${situations} situations, ${steps} steps, ${share}\n`)
    for (const { title, problems } of [{ title: 'the flow can be defined', problems: [] }, ...rules]) {
      print(
        `${problems === undefined ? '–' : problems.length === 0 ? '✓' : '✗'} ${title}${problems ? '' : ': not promised'}`,
      )
      for (const { problem, transcript } of problems ?? [])
        print(`    ${problem}\n${transcript && `\n${transcript.replaceAll(/^/gm, '      ')}\n`}`)
    }
    if (values.untried) print(`\n${['Nothing tries', ...untried].join('\n  ')}`)
    return rules.some(({ problems = [] }) => problems.length > 0) ? 1 : 0
  },
}

/** What `defineFlow` found, if that is why a module could not be loaded. */
function refusal(error: unknown): readonly string[] | undefined {
  const { problems, cause } = error as Partial<FlowRefused>
  return problems ?? (cause as Partial<FlowRefused> | undefined)?.problems
}
