import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { drawDiagram } from '../diagram/draw.ts'
import type { Flow } from '../flow/define.ts'
import type { Say } from '../flow/effect.ts'
import { nextTimer, type Snapshot } from '../flow/snapshot.ts'
import { takeTurn, timerInput } from '../flow/turn.ts'
import type { InspectedTurn } from '../inspect/turns.ts'
import { readDuration } from '../testing/transcript/duration.ts'
import { readMessage } from '../testing/transcript/message.ts'
import { print, type Command } from './command.ts'
import { flowOptions, flowUsage, loadFlow } from './flow-module.ts'

export const inspect: Command = {
  name: 'inspect',
  summary: 'talk to a flow while an inspector of Stately looks on',
  usage: `dialog inspect [flow module] [options]

A line is a message; [voice], [photo] words are messages too; /wait 30m lets time pass; /feed <event> <json> tells an
event. Each step goes, words and long numbers masked, to every inspector that is connected on this machine.
A page that is one opens at http://127.0.0.1:<port>; others read the WebSocket there (createWebSocketReceiver).
Needs the packages @statelyai/inspect and ws.

${flowUsage}
  --port <number>    where inspectors connect. Default: 4030`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...flowOptions, port: { type: 'string', default: '4030' } },
    })
    const { flow } = await loadFlow({ module: positionals[0], name: values.export })
    const { inspectTurns, serveInspection } = await import('../inspect/index.ts')
    const inspection = await serveInspection({ port: Number(values.port), svg: await drawDiagram(flow) })
    print(`Inspectors: ${inspection.url}   A page: ${inspection.url.replace('ws:', 'http:')}\n`)
    const talk = watchedTalk(flow, inspectTurns(flow, inspection.send))
    const lines = createInterface({ input: stdin, ...(stdin.isTTY && { output: stdout, prompt: '> ' }) })
    try {
      if (stdin.isTTY) lines.prompt()
      for await (const line of lines) {
        if (line.trim() !== '') print(`${attempt(() => talk(line.trim())).join('\n') || '(silence)'}\n`)
        if (stdin.isTTY) lines.prompt()
      }
    } finally {
      await inspection.close()
    }
    return 0
  },
}

/** A conversation that shows each of its turns; the world answers as the flow's rehearsal says. */
function watchedTalk(flow: Flow, see: (turn: InspectedTurn) => void): (line: string) => string[] {
  let snapshot: Snapshot | undefined
  let now = Date.now()
  let inputs = 0
  const take = (input: InspectedTurn['input']): string[] => {
    const before = snapshot
    const turn = takeTurn(flow, { conversation: 'inspected', snapshot, input, now })
    snapshot = turn.snapshot
    see({ conversation: 'inspected', before, input, turn })
    return turn.effects.flatMap((effect) => {
      const answer = flow.rehearsal?.answers?.(effect)[0]
      const said = effect.type === 'say' ? (effect.params as Say).text : `  → ${effect.type}`
      return [said, ...(answer ? tell(answer) : [])]
    })
  }
  const tell = (event: { type: string }) => take({ id: `e${(inputs += 1)}`, kind: 'event', at: now, event })
  const wait = (ms: number): string[] => {
    const until = now + ms
    const replies: string[] = []
    for (let timer = due(snapshot, until); timer; timer = due(snapshot, until)) {
      now = Math.max(now, timer.at)
      replies.push(...take(timerInput(timer)))
    }
    now = until
    return replies
  }
  return (line) => {
    const [command = '', ...words] = line.split(' ')
    if (command === '/wait') return wait(readDuration(words.join(' ')))
    if (command === '/feed') {
      const [type = '', ...json] = words
      return tell({ ...(json.length > 0 && (JSON.parse(json.join(' ')) as object)), type })
    }
    return take({ id: `m${(inputs += 1)}`, kind: 'message', at: now, message: readMessage(line) })
  }
}

function due(snapshot: Snapshot | undefined, until: number) {
  const timer = snapshot && nextTimer(snapshot)
  return timer && timer.at <= until ? timer : undefined
}

function attempt(work: () => string[]): string[] {
  try {
    return work()
  } catch (error) {
    return [`! ${error instanceof Error ? error.message : String(error)}`]
  }
}
