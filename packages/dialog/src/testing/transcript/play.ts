import { readDuration } from './duration.ts'
import { readMessage } from './message.ts'
import { isAct, isHeading, type Line } from './read.ts'
import { isOrder, isStatus, writeOrder, type Deed, type Scene, type SeenOrder } from './scene.ts'

export interface Outcome {
  ok: boolean
  /** The transcript as it went, lines that differ marked with - (expected) and + (got). */
  diff: string
  /** The transcript as it would be right: what was done, with what came of it. */
  record: string
}

export interface PlayOptions {
  /** Whether a reply that no line mentions is a failure. */
  everyReply?: boolean
}

/**
 * Plays lines on a stage that the caller keeps: yields what is to be done, takes how things stand afterwards. So the
 * same transcript runs on the pure flow and over HTTP.
 */
export function* play(
  lines: readonly Line[],
  { everyReply = false }: PlayOptions = {},
): Generator<Deed, Outcome, Scene> {
  const diff: string[] = []
  const record: string[] = []
  let ok = true
  let scene: Scene = { replies: [], state: '', language: '', orders: [], passed: [], buttons: [] }
  let pending: string[] = []
  const missed = (expected: string | undefined, got: readonly string[]) => {
    ok = false
    diff.push(...(expected === undefined ? [] : marked('-', expected)), ...got.flatMap((line) => marked('+', line)))
    if (scene.understood !== undefined) diff.push(`    // ${scene.understood}`)
  }
  const unmentioned = () => {
    if (everyReply && pending.length > 0)
      missed(
        undefined,
        pending.map((reply) => `#bot ${reply}`),
      )
    pending = []
  }
  const judge = (holds: boolean, expected: string, got: readonly string[]) =>
    holds ? diff.push(...marked(' ', expected)) : missed(expected, got)

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as Line
    const written = write(line)
    if (isHeading(line.command)) {
      diff.push(...marked(' ', written))
      record.push(written)
      continue
    }
    if (isAct(line.command)) {
      unmentioned()
      const breath = line.command === 'me' ? followers(lines, at) : []
      at += breath.length
      diff.push(...[line, ...breath].flatMap((said) => marked(' ', write(said))))
      scene = yield deedOf(line, breath)
      if (scene.problem !== undefined) missed(undefined, [`// ${scene.problem}`])
      pending = [...scene.replies]
      record.push('', ...[line, ...breath].map(write), ...replyLines(pending))
      continue
    }
    switch (line.command) {
      case 'bot': {
        const reply = pending.shift()
        judge(
          reply !== undefined && holds(reply, line.rest),
          written,
          reply === undefined ? ['#silence'] : [`#bot ${reply}`],
        )
        break
      }
      case 'silence':
        judge(
          pending.length === 0,
          written,
          pending.map((reply) => `#bot ${reply}`),
        )
        pending = []
        break
      case 'order': {
        const wanted = [line, ...run(lines, at, 'order')]
        at += wanted.length - 1
        const placed = scene.orders.filter(({ status }) => status !== 'cancelled')
        const same = areOrders(
          placed,
          wanted.map(({ rest }) => rest),
        )
        const got = placed.length === 0 ? ['#order none'] : placed.map((order) => `#order ${writeOrder(order)}`)
        if (same) diff.push(...wanted.flatMap((order) => marked(' ', write(order))))
        else missed(wanted.map(write).join('\n'), got)
        record.push(...got)
        break
      }
      case 'passed': {
        const last = scene.passed.at(-1)
        const got = last === undefined ? '#passed nothing' : `#passed ${last}`
        judge(line.rest === 'nothing' ? last === undefined : last !== undefined && holds(last, line.rest), written, [
          got,
        ])
        record.push(got)
        break
      }
      case 'buttons': {
        const got = `#buttons ${scene.buttons.join(' | ') || 'none'}`
        judge(got === written, written, [got])
        record.push(got)
        break
      }
      default: {
        const command = line.command === 'language' ? 'language' : 'state'
        const got = `#${command} ${scene[command]}`
        judge(scene[command] === line.rest, written, [got])
        record.push(got)
      }
    }
  }
  unmentioned()
  return { ok, diff: diff.join('\n'), record: `${record.join('\n').trim()}\n` }
}

const followers = (lines: readonly Line[], at: number) => run(lines, at, 'and')

/** The lines right after `at` that have the same command. */
function run(lines: readonly Line[], at: number, command: Line['command']): Line[] {
  const following = lines.slice(at + 1)
  const end = following.findIndex((line) => line.command !== command)
  return end < 0 ? following : following.slice(0, end)
}

function areOrders(orders: readonly SeenOrder[], wanted: readonly string[]): boolean {
  if (wanted.length === 1 && wanted[0] === 'none') return orders.length === 0
  return orders.length === wanted.length && orders.every((order, at) => isOrder(order, wanted[at] ?? ''))
}

/** Whether a reply has these words, letter case and line breaks aside; … stands for any words between. */
function holds(reply: string, words: string): boolean {
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim().toLowerCase()
  let from = 0
  for (const part of plain(words).split('…')) {
    const found = plain(reply).indexOf(part.trim(), from)
    if (found < 0) return false
    from = found + part.trim().length
  }
  return true
}

function deedOf({ command, rest, number }: Line, breath: readonly Line[]): Deed {
  const refuse = (how: string) => new Error(`Cannot play transcript: line ${number} "#${command} ${rest}" is no ${how}`)
  switch (command) {
    case 'tap':
      return { act: 'tap', label: rest }
    case 'wait':
      return { act: 'wait', ms: readDuration(rest) }
    case 'event': {
      const [type = '', json] = rest.split(/ (.*)/s)
      return { act: 'event', event: { ...(json ? (JSON.parse(json) as object) : {}), type } }
    }
    case 'operator': {
      const [does = '', text = ''] = rest.split(/ (.*)/s)
      if (does !== 'writes' && does !== 'leaves') throw refuse('“#operator writes …” or “#operator leaves”')
      return { act: 'operator', does, text }
    }
    case 'status':
      if (!isStatus(rest)) throw refuse('“#status new”, “accepted”, “delivered” or “cancelled”')
      return { act: 'status', status: rest }
    case 'database':
      if (rest !== 'slow' && rest !== 'refusing' && rest !== 'well')
        throw refuse('“#database slow”, “refusing” or “well”')
      return { act: 'database', is: rest }
    default:
      return { act: 'say', messages: [rest, ...breath.map((line) => line.rest)].map(readMessage) }
  }
}

function write({ command, rest }: Line): string {
  return `#${command}${rest === '' ? '' : ` ${rest}`}`
}

function marked(mark: string, text: string): string[] {
  return text.split(/\n+/).map((line, at) => `${mark} ${at === 0 ? '' : '  '}${line}`.trimEnd())
}

function replyLines(replies: readonly string[]): string[] {
  if (replies.length === 0) return ['#silence']
  return replies.map((reply) => `#bot ${reply.split(/\n+/).join('\n  ')}`)
}
