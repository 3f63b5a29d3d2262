/** What a line of a transcript tells to do or to expect. */
export type Command = (typeof commands)[number]

export interface Line {
  command: Command
  /** What stands after the command, whole lines joined. */
  rest: string
  /** From 1. */
  number: number
}

/** Facts about the customer and the business: they come before everything else. */
const heading = ['setting', 'phone', 'transport', 'returning', 'at'] as const
const acts = ['me', 'and', 'tap', 'wait', 'event', 'operator', 'status', 'database'] as const
const expectations = ['bot', 'silence', 'state', 'language', 'order', 'passed', 'buttons'] as const
const commands = [...heading, ...acts, ...expectations] as const

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name)

export const isHeading = (command: Command) => isOneOf(heading, command)
export const isAct = (command: Command) => isOneOf(acts, command)

/**
 * Reads the lines of a transcript. Lines that start with // are remarks; a line without # goes on with the one before.
 * Throws at a line that is none of these, and at a heading that comes after the first thing done.
 */
export function readTranscript(text: string): Line[] {
  const lines: Line[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('//')) continue
    const match = /^#(\w+)\s*(.*)$/.exec(line)
    const last = lines.at(-1)
    if (!match && last) {
      last.rest += `\n${line}`
      continue
    }
    const name = match?.[1] ?? ''
    const refuse = (reason: string) => new Error(`Cannot read transcript: line ${index + 1} "${line}" ${reason}`)
    if (!isOneOf(commands, name)) throw refuse(`begins with none of ${commands.map((known) => `#${known}`).join(' ')}`)
    if (isHeading(name) && lines.some(({ command }) => !isHeading(command)))
      throw refuse('must come before everything that is done')
    if (name === 'and' && !lines.some(({ command }) => command === 'me')) throw refuse('goes on with no #me')
    lines.push({ command: name, rest: match?.[2] ?? '', number: index + 1 })
  }
  return lines
}
