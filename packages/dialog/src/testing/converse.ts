import type { Flow } from '../flow/define.ts'
import type { Effect, Say } from '../flow/effect.ts'
import type { FlowEvent, Message } from '../flow/message.ts'
import { nextTimer, stateName, type Snapshot } from '../flow/snapshot.ts'
import { takeTurn, timerInput, type Turn, type TurnInput } from '../flow/turn.ts'
import { startAt } from './clock.ts'

export interface ConverseOptions {
  /** What the world answers to an effect: an event for the conversation, or nothing. */
  answer?: (effect: Effect) => FlowEvent | undefined
  conversation?: string
  /** Where the clock starts, ms since the epoch. Default 2026-01-05 10:00 in Bishkek. */
  startAt?: number
  /** What the transport knows of the sender. */
  sender?: Message['sender']
  /** Start from here instead of from the beginning. */
  snapshot?: Snapshot
}

export interface Conversing {
  /** Sends a text or a message; gives the replies. */
  say(message: string | Message): string[]
  /** Something the host tells the flow. */
  tell(event: FlowEvent): string[]
  /** Lets time pass, in ms; due timers fire in order. */
  wait(ms: number): string[]
  /** The current state's name, '' before the first message. */
  readonly state: string
  readonly snapshot: Snapshot | undefined
  /** All effects so far, `say` included. */
  readonly effects: readonly Effect[]
  /** The latest turn of a message, to ask why. */
  readonly last: Turn | undefined
}

/**
 * Plays a conversation on the pure flow: no store, no queue, no clock. After each input the snapshot goes through JSON,
 * as it would in a store.
 */
export function converse(flow: Flow, options: ConverseOptions = {}): Conversing {
  const { answer = () => undefined, conversation = 'test', sender } = options
  let now = options.startAt ?? startAt
  let snapshot = options.snapshot
  let inputs = 0
  let last: Turn | undefined
  const effects: Effect[] = []

  const turn = (input: TurnInput): string[] => {
    const taken = takeTurn(flow, { conversation, snapshot, input, now })
    snapshot = JSON.parse(JSON.stringify(taken.snapshot)) as Snapshot
    if (input.kind === 'message') last = taken
    effects.push(...taken.effects)
    return taken.effects.flatMap((effect) => {
      const told = answer(effect)
      return [...(effect.type === 'say' ? [(effect.params as Say).text] : []), ...(told ? tell(told) : [])]
    })
  }
  const tell = (event: FlowEvent) => turn({ id: `e${++inputs}`, kind: 'event', at: now, event })

  return {
    say(said) {
      const message = typeof said === 'string' ? { text: said } : said
      return turn({ id: `m${++inputs}`, kind: 'message', at: now, message: { ...message, ...(sender && { sender }) } })
    },
    tell,
    wait(ms) {
      const until = now + ms
      const replies: string[] = []
      for (;;) {
        const timer = snapshot && nextTimer(snapshot)
        if (!timer || timer.at > until) break
        now = Math.max(now, timer.at)
        replies.push(...turn(timerInput(timer)))
      }
      now = until
      return replies
    },
    get state() {
      return snapshot ? stateName(snapshot.value) : ''
    },
    get snapshot() {
      return snapshot
    },
    get effects() {
      return effects
    },
    get last() {
      return last
    },
  }
}
