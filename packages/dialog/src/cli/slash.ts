import type { FlowEvent } from '../flow/message.ts'
import { nextTimer, statePath } from '../flow/snapshot.ts'
import { start } from '../flow/step.ts'
import { readDuration, writeDuration } from '../testing/transcript/duration.ts'
import { withoutType, type Session } from './session.ts'

interface Slash {
  /** What follows the name. */
  takes: string
  about: string
  run(session: Session, rest: string): string[]
}

/** What a chat takes besides a customer's words, by name. */
export const slashes: Record<string, Slash> = {
  state: {
    takes: '',
    about: 'where the conversation stands, and what it remembers',
    run({ moment: { snapshot } }) {
      if (!snapshot) return ['nothing was said yet']
      const { status, value, locale, context } = snapshot
      return [`${statePath(value)} (${status}, ${locale})`, JSON.stringify(context)]
    },
  },
  why: {
    takes: '',
    about: 'what the latest message was taken for, and by which words',
    run({ moment: { last } }) {
      if (!last?.understood) return ['nothing was said yet']
      const { event, because } = last.understood
      const unhandled = last.handled ? '' : ' — which this state has nothing to say to'
      return [`${withoutType(event)}${unhandled}`, ...because.map(({ rule, words }) => `  ${rule}: “${words}”`)]
    },
  },
  back: {
    takes: '',
    about: 'takes the latest turn back',
    run: (session) => (session.back() ? slash(session, 'state') : ['there is nothing to take back']),
  },
  timers: {
    takes: '',
    about: 'what is due, and when',
    run({ moment: { snapshot, now } }) {
      const timers = Object.entries(snapshot?.timers ?? {}).sort(([, one], [, other]) => one.at - other.at)
      return timers.length === 0 ? ['none'] : timers.map(([id, { at }]) => `${id} in ${inTime(at - now)}`)
    },
  },
  wait: {
    takes: '[30m]',
    about: 'lets time pass, until the next timer is due if it is not said how much',
    run(session, rest) {
      const { snapshot, now } = session.moment
      const next = snapshot && nextTimer(snapshot)
      if (rest === '' && !next) return ['no timer is set: say how long']
      const ms = rest === '' ? Math.max((next?.at ?? now) - now, 0) : readDuration(rest)
      return session.act((talk) => talk.wait(ms))
    },
  },
  effects: {
    takes: '',
    about: 'what was done to the world so far',
    run({ moment: { effects } }) {
      const done = effects.filter(({ type }) => type !== 'say')
      return done.length === 0 ? ['none'] : done.map(({ type, params }) => `${type} ${JSON.stringify(params)}`)
    },
  },
  feed: {
    takes: 'type {json}',
    about: 'an event of the host, such as: operator.wrote, or order.placed {"number": 7}',
    run(session, rest) {
      const event = eventIn(rest)
      return session.act((talk) => talk.tell(event))
    },
  },
  locale: {
    takes: '[name]',
    about: 'which language is spoken, or another one',
    run(session, rest) {
      const { flow, moment } = session
      if (rest === '') return [`${moment.snapshot?.locale ?? flow.locales[0]} of ${flow.locales.join(', ')}`]
      if (!flow.locales.includes(rest))
        throw new Error(`Cannot speak "${rest}": the flow has ${flow.locales.join(', ')}`)
      // One that is over begins anew with the next message, in the language of the one before.
      const before = moment.snapshot ?? { ...start(flow, moment.now).snapshot, status: 'done' as const }
      session.replace({ ...before, locale: rest })
      return [rest]
    },
  },
  help: {
    takes: '',
    about: 'this',
    run: () => Object.entries(slashes).map(([name, { takes, about }]) => `/${`${name} ${takes}`.padEnd(18)}${about}`),
  },
}

/** What a line that begins with / gives. Throws if there is no such command, or if it cannot be done. */
export function slash(session: Session, line: string): string[] {
  const [name = '', rest = ''] = line.split(/\s+(.*)/s)
  const known = Object.hasOwn(slashes, name) ? slashes[name] : undefined
  if (!known)
    throw new Error(
      `Cannot do /${name}: there is ${Object.keys(slashes)
        .map((one) => `/${one}`)
        .join(' ')}`,
    )
  return known.run(session, rest.trim())
}

function eventIn(text: string): FlowEvent {
  const [, type, json = '{}'] = /^([^\s{]*)\s*(\{.*\})?$/s.exec(text) ?? []
  let event: Partial<FlowEvent>
  try {
    event = { ...(JSON.parse(json) as object), ...(type && { type }) }
  } catch {
    throw new Error(`Cannot feed ${text}: it is no JSON`)
  }
  if (typeof event.type !== 'string')
    throw new Error(`Cannot feed ${text || 'nothing'}: write it as type {"key": "value"}`)
  return event as FlowEvent
}

function inTime(ms: number): string {
  return ms <= 0 ? 'no time' : writeDuration(ms)
}
