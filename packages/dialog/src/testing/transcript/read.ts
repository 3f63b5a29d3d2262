import type { Media, Message } from '../../flow/message.ts'

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

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90s`, `30m`, `24h` or `7d` in ms; throws at anything else. */
export function readDuration(text: string): number {
  const match = /^(\d+)\s*([smhd])$/.exec(text)
  if (!match) throw new Error(`Cannot wait "${text}": write it as 90s, 30m, 24h or 7d`)
  return Number(match[1]) * units[match[2] as keyof typeof units]
}

const mediaKinds = ['photo', 'voice', 'video', 'document', 'sticker', 'contact'] as const

/** `[voice]`, `[photo] with words`, `[document чек.pdf]`, `[contact 0555 123 456]`, `[location 42.87 74.59]`, or words. */
export function readMessage(text: string): Message {
  const match = /^\[(\w+)\s*([^\]]*)\]\s*(.*)$/s.exec(text)
  if (!match) return { text }
  const [, kind = '', about = '', words = ''] = match
  const said = words === '' ? {} : { text: words }
  if (kind === 'location') {
    const [lat, lon] = about.split(/[\s,]+/).map(Number)
    if (!Number.isFinite(lat) || !Number.isFinite(lon)) throw new Error(`Cannot send "${text}": no [location lat lon]`)
    return { ...said, location: { lat: lat as number, lon: lon as number } }
  }
  if (!isOneOf(mediaKinds, kind)) return { text }
  const media: Media = { kind, ...(about !== '' && { name: about }) }
  return { ...said, media: [media] }
}
