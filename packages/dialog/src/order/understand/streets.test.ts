import { describe, expect, it } from 'vitest'
import { knownPlaces } from '../../language/words/streets.ts'
import { understand } from './index.ts'

const empty = {
  address: null,
  phone: null,
  bottles: null,
  misses: 0,
  reminded: false,
  knownPhone: null,
  orderNumber: null,
  survey: null,
  released: false,
  usual: null,
  amending: null,
  empties: null,
  note: null,
  street: null,
}
const whole = { ...empty, address: 'ул. Токтогула 125, кв 4', phone: '+996555123456', bottles: 2 }
const open = [
  ['address', 'ordering.waitingAddress', empty],
  ['bottles', 'ordering.waitingBottles', { ...whole, bottles: null }],
  ['confirmation', 'ordering.waitingConfirmation', whole],
] as const

const names = Object.values(knownPlaces)
  .flatMap((tables) => Object.values<string>(tables))
  .flatMap((list) => list.split(','))
  .map((entry) => entry.trim())
  // The company's own name is a greeting too.
  .filter((entry) => entry !== '' && entry !== 'шоро')
  .flatMap((entry) => (entry.endsWith('*') ? [entry.slice(0, -1), `${entry.slice(0, -1)}а`] : [entry]))

describe('every known street and district', () => {
  it.each(open)(
    'is at most an address while the %s is awaited: no order, no cancel, no count, no wait',
    (awaits, state, context) => {
      expect(names.length).toBeGreaterThan(200)
      const taken = names
        .flatMap((name) => [name, `на ${name}`, `${name} 12 кв 4`])
        .map((text) => ({
          text,
          event: understand({ text }, { awaits, state, context, locale: 'ru', late: false, at: 0 }).event,
        }))
        .filter(
          ({ event }) => !/^user\.(provide|change|unclear)$/.test(event.type) || ('bottles' in event && event.bottles),
        )
      expect(taken).toEqual([])
    },
  )
})
