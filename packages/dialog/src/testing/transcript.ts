import type { Flow } from '../flow/define.ts'
import { converse, type ConverseOptions, type Conversing } from './converse.ts'

export interface Played {
  ok: boolean
  /** The transcript as it went, lines that differ marked with - (expected) and + (got). */
  diff: string
  conversation: Conversing
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Plays a transcript that a dispatcher can write and tells whether it went so:
 *
 *     #me Здравствуйте
 *     #bot Куда привезти воду?        (the reply holds this text; `#bot` alone: some reply; `#silence`: none)
 *     #state waitingAddress
 *     #wait 30m
 *     #event operator.wrote
 *
 * Lines that start with // are remarks; a line without # goes on with the one before. Throws at a line that is none of these.
 */
export function playTranscript(flow: Flow, text: string, options: ConverseOptions = {}): Played {
  const conversation = converse(flow, options)
  const lines: string[] = []
  let ok = true
  let pending: string[] = []
  const expectLine = (holds: boolean, line: string, got: string) => {
    if (holds) return lines.push(`  ${line}`)
    ok = false
    return lines.push(`- ${line}`, `+ ${got}`)
  }
  for (const { command, rest, line } of parse(text)) {
    if (command === 'me' || command === 'event' || command === 'wait') {
      pending = act(conversation, command, rest)
      lines.push(`  ${line}`)
    } else if (command === 'bot') {
      const reply = pending.shift()
      expectLine(
        reply !== undefined && reply.toLowerCase().includes(rest.toLowerCase()),
        line,
        reply === undefined ? '#silence' : `#bot ${reply}`,
      )
    } else if (command === 'silence') {
      expectLine(pending.length === 0, line, `#bot ${pending.join('\n#bot ')}`)
    } else {
      expectLine(conversation.state === rest, line, `#state ${conversation.state}`)
    }
  }
  return { ok, diff: lines.join('\n'), conversation }
}

function act(conversation: Conversing, command: 'me' | 'event' | 'wait', rest: string): string[] {
  if (command === 'me') return conversation.say(rest)
  if (command === 'wait') return conversation.wait(duration(rest))
  const [type = '', json] = rest.split(/ (.*)/s)
  return conversation.tell({ ...(json ? (JSON.parse(json) as object) : {}), type })
}

function duration(text: string): number {
  const match = /^(\d+)\s*([smhd])$/.exec(text)
  if (!match) throw new Error(`Cannot wait "${text}": write it as 90s, 30m, 24h or 7d`)
  return Number(match[1]) * units[match[2] as keyof typeof units]
}

const commands = ['me', 'bot', 'silence', 'state', 'wait', 'event'] as const

function parse(text: string): { command: (typeof commands)[number]; rest: string; line: string }[] {
  const parsed: { command: (typeof commands)[number]; rest: string; line: string }[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('//')) continue
    const match = /^#(\w+)\s*(.*)$/.exec(line)
    const last = parsed.at(-1)
    if (!match && last) {
      last.rest += `\n${line}`
      last.line += `\n  ${line}`
      continue
    }
    const command = commands.find((known) => known === match?.[1])
    if (!command)
      throw new Error(
        `Cannot read transcript: line ${index + 1} "${line}" begins with none of ${commands.map((known) => `#${known}`).join(' ')}`,
      )
    parsed.push({ command, rest: match?.[2] ?? '', line })
  }
  return parsed
}
