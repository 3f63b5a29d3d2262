import type { Situation } from '../../flow/understanding.ts'
import { locales } from '../../language/locale.ts'
import { matchable, cleanText } from '../../language/text.ts'
import { mostBottles } from '../../language/quantity.ts'
import type { OrderContext } from '../context.ts'
import type { CustomerEvent, Slot } from '../events.ts'
import { because, type Meaning } from './meaning.ts'

type Choice = NonNullable<Situation['choices']>[number]

const slots: Record<string, Slot> = {
  'change.address': 'address',
  'change.phone': 'phone',
  'change.bottles': 'bottles',
}
const payload = /^choice:([a-z][a-z0-9.-]{0,40})$/

/**
 * The choice that a text names: by its label, as `choice:<id>`, or by the number that was shown beside it. Its words are
 * the bot's own: they say nothing about the customer's language.
 */
export function chosenIn(raw: string, situation: Situation<OrderContext>): Meaning | undefined {
  const meaning = choiceIn(raw, situation)
  const locale = locales.find((known) => known === situation.locale)
  return meaning && locale ? { ...meaning, locale } : meaning
}

function choiceIn(raw: string, situation: Situation<OrderContext>): Meaning | undefined {
  if (raw.length > 200) return undefined
  const text = cleanText(raw).trim()
  const named = payload.exec(text)?.[1]
  const { choices } = situation
  if (named !== undefined && choices && !choices.some(({ id }) => id === named))
    return because({ type: 'user.smalltalk', kind: 'noise' }, 'choice.gone', text)
  const id = named ?? (choices && (byLabel(choices, text) ?? byNumber(choices, text))?.id)
  const event = id === undefined ? undefined : eventOf(id, situation)
  if (!event) return undefined
  // A tap on an old question must not answer a newer one.
  if (situation.late && event.type !== 'user.operator' && event.type !== 'user.cancel')
    return because({ type: 'user.smalltalk', kind: 'noise' }, 'late', text)
  return because(event, 'choice', text)
}

function byLabel(choices: readonly Choice[], text: string): Choice | undefined {
  const said = plain(text)
  return said === '' ? undefined : choices.find(({ label }) => plain(label) === said)
}

function byNumber(choices: readonly Choice[], text: string): Choice | undefined {
  const number = /^(\d{1,2})[.)]?$/.exec(text)?.[1]
  return number === undefined ? undefined : choices.find((choice) => choice.number === Number(number))
}

function plain(text: string): string {
  return matchable(cleanText(text)).replace(/\s+/g, ' ').trim()
}

function eventOf(id: string, { awaits }: Situation<OrderContext>): CustomerEvent | undefined {
  const slot = Object.hasOwn(slots, id) ? slots[id] : undefined
  if (slot) return { type: 'user.change', slot }
  const count = /^bottles\.([1-9]\d?)$/.exec(id)?.[1]
  if (count !== undefined && Number(count) <= mostBottles)
    return { type: awaits === 'confirmation' ? 'user.change' : 'user.provide', bottles: Number(count) }
  switch (id) {
    case 'yes':
      return { type: 'user.yes' }
    case 'other.address':
    case 'other.phone':
      return { type: 'user.no' }
    case 'change':
      return { type: 'user.change' }
    case 'cancel':
      return { type: 'user.cancel' }
    case 'operator':
      return { type: 'user.operator' }
    case 'repeat':
      return { type: 'user.repeat' }
    case 'same.address':
    case 'same.phone':
      return { type: 'user.yes' }
    default:
      return undefined
  }
}
