import type { Flow } from '../flow/define.ts'
import type { Effect, Say } from '../flow/effect.ts'
import { converse, type ConverseOptions, type Conversing } from './converse.ts'
import { play, type Outcome, type PlayOptions } from './transcript/play.ts'
import { readTranscript, type Line } from './transcript/read.ts'
import type { Deed, Scene } from './transcript/scene.ts'

export interface Played extends Outcome {
  conversation: Conversing
}

/**
 * Plays a transcript that a dispatcher can write and tells whether it went so:
 *
 *     #me Здравствуйте
 *     #bot Куда привезти воду?        (the reply holds this text; `#bot` alone: some reply; `#silence`: none)
 *     #state waitingAddress
 *     #wait 30m
 *     #event operator.wrote
 *
 * Lines that start with // are remarks; a line without # goes on with the one before; `#language ru` and `#buttons a | b`
 * are known too. Throws at a line that is none of these. `playOrderTranscript` knows orders, operators and settings besides.
 */
export function playTranscript(flow: Flow, text: string, options: ConverseOptions & PlayOptions = {}): Played {
  const conversation = converse(flow, options)
  const lines = readTranscript(text)
  for (const line of lines) if (!known.has(line.command)) throw unknown(line)
  const outcome = perform(lines, (deed) => sceneOf(conversation, doOn(conversation, deed)), options)
  return { ...outcome, conversation }
}

/** What any flow can be told and asked; the rest is about orders. */
const known = new Set<Line['command']>(['me', 'and', 'wait', 'event', 'bot', 'silence', 'state', 'language', 'buttons'])

function unknown({ command, rest, number }: Line): Error {
  const line = `line ${number} "#${command}${rest && ` ${rest}`}"`
  return new Error(`Cannot play transcript: ${line} is about orders, which this flow knows nothing of`)
}

/** Plays lines on a stage that answers at once. */
export function perform(lines: readonly Line[], act: (deed: Deed) => Scene, options: PlayOptions = {}): Outcome {
  const playing = play(lines, options)
  let next = playing.next()
  while (!next.done) next = playing.next(act(next.value))
  return next.value
}

function doOn(conversation: Conversing, deed: Deed): string[] {
  switch (deed.act) {
    case 'say':
      return deed.messages.flatMap((message) => conversation.say(message))
    case 'wait':
      return conversation.wait(deed.ms)
    case 'event':
      return conversation.tell(deed.event)
    default:
      throw new Error(`Cannot play "${deed.act}": this flow knows nothing of it`)
  }
}

/** How a conversation stands, as far as it is told by itself. */
export function sceneOf(conversation: Conversing, replies: string[]): Scene {
  const { state, snapshot, effects } = conversation
  return {
    replies,
    state,
    language: snapshot?.locale ?? '',
    orders: [],
    passed: [],
    buttons: (saidLast(effects)?.choices ?? []).map(({ label }) => label),
  }
}

function saidLast(effects: readonly Effect[]): Say | undefined {
  return effects.findLast(({ type }) => type === 'say')?.params as Say | undefined
}
