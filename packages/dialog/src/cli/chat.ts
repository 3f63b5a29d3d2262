import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { readMessage } from '../testing/transcript/message.ts'
import { print, type Command } from './command.ts'
import { flowOptions, flowUsage, loadFlow } from './flow-module.ts'
import { openSession } from './session.ts'
import { slash } from './slash.ts'

export const chat: Command = {
  name: 'chat',
  summary: 'talk to a flow, here and in memory',
  usage: `dialog chat [flow module] [options]

A line is a message; [voice], [photo] words, [location 42.87 74.59] are messages too. /help tells what else there is.
What the bot does to the world is shown as → and the answer that the flow's rehearsal has for it as ←.

${flowUsage}
  --phone <number>   the customer's number, as the transport knows it
  --locale <name>    the language to begin in
  --at <time>        when it begins, such as 2026-01-05T10:00+06:00; now without it
  --unanswered       the world does not answer: feed its answers with /feed`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...flowOptions,
        phone: { type: 'string' },
        locale: { type: 'string' },
        at: { type: 'string' },
        unanswered: { type: 'boolean' },
      },
    })
    const { flow } = await loadFlow({ module: positionals[0], name: values.export })
    const startAt = values.at === undefined ? Date.now() : Date.parse(values.at)
    if (Number.isNaN(startAt)) throw new Error(`Cannot begin at "${values.at}": write it as 2026-01-05T10:00+06:00`)
    const session = openSession(flow, {
      startAt,
      answered: !values.unanswered,
      ...(values.phone !== undefined && { sender: { phone: values.phone } }),
    })
    if (values.locale !== undefined) slash(session, `locale ${values.locale}`)
    const lines = createInterface({ input: stdin, ...(stdin.isTTY && { output: stdout, prompt: '> ' }) })
    if (stdin.isTTY) lines.prompt()
    for await (const line of lines) {
      const said = line.trim()
      if (said !== '') {
        // In a terminal the customer's words are there already.
        if (!stdin.isTTY) print(`> ${said}`)
        const answer = attempt(() =>
          said.startsWith('/') ? slash(session, said.slice(1)) : session.act((talk) => talk.say(readMessage(said))),
        )
        print(`${answer.join('\n') || '(silence)'}\n`)
      }
      if (stdin.isTTY) lines.prompt()
    }
    return 0
  },
}

function attempt(work: () => string[]): string[] {
  try {
    return work()
  } catch (error) {
    return [`! ${error instanceof Error ? error.message : String(error)}`]
  }
}
