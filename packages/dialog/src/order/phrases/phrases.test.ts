import { describe, expect, it } from 'vitest'
import type { Facts } from '../../flow/phrases.ts'
import { converse } from '../../testing/converse.ts'
import type { OrderContext } from '../context.ts'
import { orderFlow } from '../flow.ts'
import type { OrderRules } from '../rules.ts'
import { orderPhrases, unaskedPhrases } from './index.ts'

const flow = orderFlow()
const everything: OrderRules = {
  price: { amount: 200, currency: 'сом' },
  hours: { from: 540, to: 1080 },
  askEmpties: true,
  note: { ru: 'За город — плюс 100 сом.', ky: 'Шаар сыртына — дагы 100 сом.', en: 'Out of town: 100 som more.' },
}
const words = {
  ru: ['2 бутыли на Манаса 40, 0555 123 456, завтра после 6', '2'],
  ky: ['2 бөтөлкө, Манас 40, 0555 123 456, эртең түштөн кийин', '2'],
  en: ['2 bottles to Manas 40, 0555 123 456, tomorrow after 6 pm', '2'],
}
const blank = flow.machine.config.context as OrderContext

/** Whatever a phrase says in some situations, in one text. */
function said(phrase: unknown, context: Partial<OrderContext> = {}, event: object = { type: 'start' }): string {
  if (typeof phrase === 'string') return phrase
  const facts = {
    context: { ...blank, ...context },
    event,
    args: {},
    plural: (_: number, forms: { other: string }) => forms.other,
    now: 0,
    again: false,
    after: [],
  }
  const given = (phrase as (facts: Facts<OrderContext>) => string | { text: string })(facts as never)
  return typeof given === 'string' ? given : given.text
}

describe('phrases', () => {
  it('are all said', () => {
    const config = JSON.stringify(flow.machine.config)
    // `again` is added to what would be said word for word twice.
    const silent = Object.keys(flow.phrases['ru'] ?? {}).filter(
      (key) => !key.startsWith('choice.') && key !== 'again' && !config.includes(`"phrase":"${key}"`),
    )
    expect(silent).toEqual([])
    expect(Object.keys(flow.phrases['ru'] ?? {})).toEqual(expect.arrayContaining([...unaskedPhrases]))
  })

  it.each(['ru', 'ky'] as const)('have letters of their alphabet alone, in %s', (locale) => {
    for (const [key, phrase] of Object.entries(orderPhrases({}, everything)[locale] ?? {})) {
      for (const event of [
        { type: 'user.unclear', obstacle: 'bottles.none', number: 7 },
        { type: 'user.ask', topic: 'price', number: 7 },
      ]) {
        const text = said(phrase, { orderNumber: 7, address: 'я', phone: '+996555123456', bottles: 2 }, event)
        expect(text.replaceAll('Shoro', ''), key).not.toMatch(/[a-z]/i)
      }
    }
  })

  it('name a whole order on one screen of a phone', () => {
    for (const [text = '', count = ''] of Object.values(words)) {
      const talk = converse(orderFlow({ rules: everything }))
      talk.say(text)
      const [summary = ''] = talk.say(count)
      expect(summary).toContain('400')
      const lines = summary.split('\n')
      expect(lines.length, summary).toBeLessThanOrEqual(10)
      for (const line of lines) expect(Array.from(line).length, line).toBeLessThanOrEqual(90)
    }
  })

  it('are short', () => {
    for (const locale of flow.locales)
      for (const [key, phrase] of Object.entries(flow.phrases[locale] ?? {}))
        expect(Array.from(said(phrase, { orderNumber: 7 })).length, `${locale} ${key}`).toBeLessThanOrEqual(150)
  })

  it('count in Kyrgyz with the ending that the spoken numeral has', () => {
    const asked = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20].map((minBottles) => {
      const { ky } = orderPhrases({}, { minBottles })
      return /\S+ 50гө чейин/.exec(said(ky?.['ask.bottles']))?.[0].split(' ')[0]
    })
    const right = ['1ден', '2ден', '3төн', '4төн', '5тен', '6дан', '7ден', '8ден', '9дан', '10дон', '20дан']
    expect(asked).toEqual(right)
  })
})
