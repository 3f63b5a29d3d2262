import type { Say } from '../flow/effect.ts'
import type { Flow } from '../flow/define.ts'
import { stateName } from '../flow/snapshot.ts'
import { writeDuration } from '../testing/transcript/duration.ts'
import { writeMessage } from '../testing/transcript/message.ts'
import { startAt } from '../testing/clock.ts'
import { customerStep, fresh, reasonOf, take, type Situation, type Step } from './situation.ts'

type Moment = Pick<Situation, 'snapshot' | 'now'>

/**
 * Steps from the beginning as a transcript that `playTranscript` plays: what is done in words where some sample says
 * it, every reply, and the state at the end. A step that throws ends it, with a remark. With a locale it is all in that
 * language: play it from `fresh(flow, locale)`.
 */
export function writeTranscript(flow: Flow, steps: readonly Step[], locale?: string): string {
  const lines = locale === undefined ? [] : [`// in ${locale}`]
  let at: Moment = { snapshot: locale === undefined ? undefined : fresh(flow, locale), now: startAt }
  for (const any of steps) {
    const step = locale === undefined ? any : keeping(flow, at, any, locale)
    lines.push(act(flow, at, step))
    try {
      const { turn, now } = take(flow, at, step)
      at = { snapshot: turn.snapshot, now }
      lines.push(...replies(turn.effects))
    } catch (error) {
      lines.push(`// ${reasonOf(error)}`)
      return lines.join('\n')
    }
  }
  if (at.snapshot) lines.push(`#state ${stateName(at.snapshot.value)}`)
  return lines.join('\n')
}

/** The same step without the words that would change the language. One that throws throws as it is. */
function keeping(flow: Flow, at: Moment, step: Step, locale: string): Step {
  if (!('message' in step)) return step
  try {
    const { turn, event } = take(flow, at, step)
    return turn.snapshot.locale === locale || !event ? step : { by: 'customer', event }
  } catch {
    return step
  }
}

function act(flow: Flow, at: Moment, step: Step): string {
  if (step.by === 'time') return `#wait ${writeDuration(step.ms)}`
  if ('message' in step) return spoken(writeMessage(step.message))
  const words = step.by === 'customer' ? wordsFor(flow, at, step) : undefined
  if (words !== undefined) return spoken(words)
  const { type, ...rest } = step.event
  return `#event ${type}${Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''}`
}

/** Lines that go on with the one before: none of them may look like a command or a remark. */
function spoken(words: string): string {
  return `#me ${words.replaceAll(/\n(?=#|\/\/)/g, ' ').replaceAll('\n', '\n  ')}`
}

/** The sample, if there is one, that comes to the same as an event does. */
function wordsFor(flow: Flow, at: Moment, step: Step): string | undefined {
  for (const sample of flow.rehearsal?.customer ?? []) {
    const said = customerStep(sample)
    if ('message' in said && same(flow, at, said, step)) return writeMessage(said.message)
  }
  return undefined
}

function same(flow: Flow, at: Moment, one: Step, other: Step): boolean {
  const outcomeOf = (step: Step) => {
    const { snapshot, effects } = take(flow, at, step).turn
    const { status, value, context, timers, locale } = snapshot
    return JSON.stringify([status, value, context, timers, locale, effects.map(({ type, params }) => [type, params])])
  }
  try {
    return outcomeOf(one) === outcomeOf(other)
  } catch {
    return false
  }
}

function replies(effects: readonly { type: string; params: unknown }[]): string[] {
  const said = effects.filter(({ type }) => type === 'say').map(({ params }) => (params as Say).text)
  if (said.length === 0) return ['#silence']
  return said.map((text) => `#bot ${text.split(/\n+/).join('\n  ')}`)
}
