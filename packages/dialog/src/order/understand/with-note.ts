import type { Situation } from '../../flow/understanding.ts'
import type { OrderContext } from '../context.ts'
import type { CustomerEvent, Obstacle } from '../events.ts'
import type { Meaning } from './meaning.ts'

const vague: readonly (Obstacle | undefined)[] = [
  undefined,
  'address.none',
  'phone.none',
  'bottles.none',
  'nothing-known',
]

/** A meaning together with what is said to the courier: it changes no answer and stands in nobody's way. */
export function withNote(meaning: Meaning, note: string | undefined, situation: Situation<OrderContext>): Meaning {
  if (note === undefined) return meaning
  const event = noted(meaning, note, situation)
  return event === meaning.event
    ? meaning
    : { ...meaning, event, because: [...meaning.because, { rule: 'note', words: note.slice(0, 120) }] }
}

function noted({ event, because }: Meaning, note: string, { awaits, state }: Situation<OrderContext>): CustomerEvent {
  const alone: CustomerEvent = { type: 'user.provide', note }
  switch (event.type) {
    case 'user.provide':
    case 'user.yes':
    case 'user.repeat':
    case 'user.ask':
      return { ...event, note }
    case 'user.change':
      return Object.keys(event).length > 1 ? { ...event, note } : alone
    case 'user.no':
      return awaits === 'confirmation' ? alone : event
    case 'user.unclear':
      if (event.obstacle === 'contradiction' || event.obstacle === 'address.house') return event
      return vague.includes(event.obstacle) ? alone : { ...alone, ...(event.obstacle && { obstacle: event.obstacle }) }
    case 'user.smalltalk': {
      const parting = state.startsWith('placed') && (event.kind === 'thanks' || event.kind === 'bye')
      return event.kind === 'wait' || parting || because.some(({ rule }) => rule === 'late') ? event : alone
    }
    default:
      return event
  }
}
