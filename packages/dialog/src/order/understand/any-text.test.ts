import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locales } from '../../language/locale.ts'
import { readText } from '../../language/reading.ts'
import { understand } from './index.ts'
import { rules } from './rules.ts'

const context = {
  address: 'ул. Токтогула 125, кв 4',
  phone: '+996555123456',
  bottles: 2,
  misses: 0,
  reminded: false,
  knownPhone: '+996555123456',
  orderNumber: null,
  survey: null,
  released: false,
  usual: null,
  amending: null,
  empties: null,
  note: null,
  street: null,
}
const awaited = ['anything', 'address', 'phone', 'bottles', 'empties', 'confirmation', 'nothing']
const situation = fc.record({
  awaits: fc.constantFrom(...awaited),
  state: fc.constantFrom('greeting', 'ordering.waitingBottles', 'placed'),
  context: fc.constantFrom(context, { ...context, address: null, phone: null, bottles: null, knownPhone: null }),
  locale: fc.constantFrom(...locales),
  late: fc.boolean(),
  at: fc.constant(0),
})
const pieces = fc.constantFrom(
  ...'да|нет|не|2|19 л|0555123456|ул.|кв|-|,|.|/|?|\n|(|+|996|х|по|эки|бөтөлкө|Манаса|40|отмена|оператор|no|two|👍|1️⃣|١|\u200b|\ud800|½|18,9|15:00|00|о|завтра|к|позвоните|за час|ноль|пятьсот|сто|Джал|заказа|чек|choice:yes|дом|срочно|пустых'.split(
    '|',
  ),
)
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(pieces, { maxLength: 60 }).map((all) => all.join(' ')),
  fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
)

describe('understand: any text', () => {
  it('means one thing, the same each time, with slots that can be stored', () => {
    fc.assert(
      fc.property(text, situation, (words, where) => {
        const understood = understand({ text: words }, where)
        expect(understand({ text: words }, where)).toEqual(understood)
        const { bottles, phone, address } = understood.event as { bottles?: number; phone?: string; address?: string }
        if (bottles !== undefined) expect(Number.isInteger(bottles) && bottles >= 1 && bottles <= 50).toBe(true)
        if (phone !== undefined) expect(phone).toMatch(/^\+\d{8,15}$/)
        if (address !== undefined) expect(address.trim().length).toBeGreaterThan(0)
        expect(understood.because.length).toBeGreaterThan(0)
        for (const { rule } of understood.because) expect(rules).toHaveProperty([rule])
        const { note } = understood.event as { note?: string }
        if (note !== undefined) expect(note.length > 0 && note.length <= 200).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('is not yes with a number, a question or a refusal in it', () => {
    const spoiler = fc.constantFrom(
      'нет',
      'не',
      'отмена',
      '?',
      '7',
      'жок',
      'no',
      'подождите',
      'но',
      'эмес',
      'wait',
      'неверно',
    )
    const yes = fc.constantFrom('да', 'ооба', 'yes', 'ок', 'верно', 'хорошо')
    fc.assert(
      fc.property(yes, spoiler, fc.boolean(), fc.constantFrom(' ', ', ', '. ', '! '), (good, bad, first, between) => {
        const words = first ? good + between + bad : bad + between + good
        const where = {
          awaits: 'confirmation',
          state: 'ordering.waitingConfirmation',
          context,
          locale: 'ru',
          late: false,
          at: 0,
        }
        expect(understand({ text: words }, where).event.type).not.toBe('user.yes')
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    'а',
    '1',
    '1 ',
    '(',
    '-',
    '. ',
    'да ',
    '0 (',
    '1.',
    'ул. 1 ',
    '😀',
    '\u0301',
    'ﷺ',
    'кв 1, ',
    '1-',
    'х',
    'не 2, а 3 ',
  ])('reads no more than the beginning of 100,000 characters of "%s"', (unit) => {
    for (const awaits of ['address', 'confirmation']) {
      const where = { awaits, state: 'ordering.waitingAddress', context, locale: 'ru', late: false, at: 0 }
      const understood = understand({ text: unit.repeat(100_000 / unit.length) }, where)
      expect(understood.because.length).toBeGreaterThan(0)
      expect(JSON.stringify(understood).length).toBeLessThan(20_000)
      // What is read does not grow with the text, so neither does the time.
      expect(readText(unit.repeat(100_000 / unit.length)).tokens.length).toBeLessThanOrEqual(160)
      expect(understand({ text: unit.repeat(200_000 / unit.length) }, where)).toEqual(understood)
    }
  })
})
