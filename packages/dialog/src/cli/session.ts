import type { Flow } from '../flow/define.ts'
import type { Effect, Say } from '../flow/effect.ts'
import type { Message } from '../flow/message.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import type { Turn } from '../flow/turn.ts'
import { converse, type Conversing } from '../testing/converse.ts'

/** A conversation at rest, with what is known of how it came there. */
interface Moment {
  snapshot: Snapshot | undefined
  /** Ms since the epoch. */
  now: number
  /** The latest turn of a message. */
  last: Turn | undefined
  /** All that was issued so far. */
  effects: readonly Effect[]
}

export interface SessionOptions {
  /** Ms since the epoch. */
  startAt: number
  sender?: Message['sender']
  /** Whether the rehearsal's usual answer follows each effect. */
  answered: boolean
}

/** A conversation in a terminal: every turn can be taken back. */
export interface Session {
  readonly flow: Flow
  readonly moment: Moment
  /** Does something and gives what comes of it, line by line. What throws changes nothing. */
  act(deed: (talk: Conversing) => void): string[]
  /** Puts another snapshot in the place of this one. */
  replace(snapshot: Snapshot): void
  /** Takes the latest turn back; false if there is none. */
  back(): boolean
}

export function openSession(flow: Flow, { startAt, sender, answered }: SessionOptions): Session {
  const moments: Moment[] = [{ snapshot: undefined, now: startAt, last: undefined, effects: [] }]
  const current = () => moments.at(-1) as Moment
  return {
    flow,
    get moment() {
      return current()
    },
    act(deed) {
      const { snapshot, now, last, effects } = current()
      const lines: string[] = []
      let clock = now
      const talk = converse(flow, {
        conversation: `chat-${moments.length}`,
        startAt: now,
        ...(snapshot && { snapshot }),
        ...(sender && { sender }),
        answer(effect) {
          lines.push(...linesOf(effect))
          const event = answered ? flow.rehearsal?.answers?.(effect)[0] : undefined
          if (event) lines.push(`  ← ${withoutType(event)}`)
          return event
        },
      })
      deed({
        ...talk,
        wait(ms) {
          clock += ms
          return talk.wait(ms)
        },
      })
      moments.push({
        snapshot: talk.snapshot,
        now: clock,
        last: talk.last ?? last,
        effects: [...effects, ...talk.effects],
      })
      return lines
    },
    replace(snapshot) {
      moments.push({ ...current(), snapshot })
    },
    back: () => moments.length > 1 && moments.pop() !== undefined,
  }
}

/** `order.placed {"number":1}` */
export function withoutType({ type, ...rest }: { type: string }): string {
  return Object.keys(rest).length > 0 ? `${type} ${JSON.stringify(rest)}` : type
}

function linesOf({ type, params }: Effect): string[] {
  if (type !== 'say') return [`  → ${type} ${JSON.stringify(params)}`]
  const { text, choices } = params as Say
  const buttons = choices.filter(({ number }) => number === undefined).map(({ label }) => `[${label}]`)
  return [text, ...(buttons.length > 0 ? [buttons.join(' ')] : [])]
}
