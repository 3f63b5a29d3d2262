import { describe, expect, it } from 'vitest'
import { playOrderTranscript } from './order-transcript.ts'

const ordered = `
  #me 2 бутыли на Манаса 40, 0555 123 456, завтра после 6
  #bot Проверьте заказ … 2 бутыли
  #me да
  #bot Заказ № 7 принят
`
const diffOf = (text: string) => {
  const { ok, diff } = playOrderTranscript(text)
  expect(ok).toBe(false)
  return diff.split('\n')
}

describe('playOrderTranscript', () => {
  it('goes through what is written, and tells which events came to which states', () => {
    const { ok, diff, edges } = playOrderTranscript(`
      #returning 3 × Чуй 100; 0700 111 222
      #me Здравствуйте
      #bot На тот же адрес: Чуй 100
      #buttons Да, туда же | Другой адрес
      #tap Другой адрес
      #bot
      #operator writes Здравствуйте, это Мария
      #silence
      #state withOperator
      #wait 12h
      #state greeting
    `)
    expect(ok, diff).toBe(true)
    expect(edges).toEqual([
      'greeting user.smalltalk',
      'waitingAddress user.no',
      'waitingAddress operator.wrote',
      'withOperator operatorSilence',
    ])
  })

  it('finds a reply that no line mentions', () => {
    expect(diffOf('#me Здравствуйте\n#me Манаса 40\n#bot номер')).toEqual([
      '  #me Здравствуйте',
      '+ #bot Здравствуйте! Это Shoro, доставка воды. Помогу оформить заказ.',
      '+   Куда привезти воду? Напишите улицу, дом и квартиру.',
      expect.stringMatching(/^ {4}\/\/ user\.smalltalk .*: «Здравствуйте»/) as string,
      '  #me Манаса 40',
      '  #bot номер',
    ])
  })

  it('tells what a message was taken for where the reply is another', () => {
    const diff = diffOf('#me Манаса 40\n#bot\n#me 0555 123 456\n#bot\n#me 20 литров\n#bot Проверьте заказ')
    expect(diff.slice(-3)).toEqual([
      '- #bot Проверьте заказ',
      '+ #bot Сколько бутылей привезти? В одной бутыли 19 литров.',
      expect.stringContaining('«20 литров» — литры, а не количество бутылей') as string,
    ])
  })

  it.each([
    ['another count', '#order 3 × Манаса 40'],
    ['another address', '#order 2 × Чуй 100'],
    ['another phone', '#order 2 × Манаса 40; 0700 111 222'],
    ['another note', '#order 2 × Манаса 40; завтра утром'],
    ['another status', '#order 2 × Манаса 40; accepted'],
    ['one order too many', '#order 2 × Манаса 40\n#order 2 × Манаса 40'],
    ['no order', '#order none'],
  ])('finds an order that is none: %s', (_, line) => {
    expect(diffOf(`${ordered}${line}`).slice(-3)).toContain('+ #order 2 × Манаса 40; +996555123456; завтра после 6')
    const right = '#order 2 × манаса 40; завтра после 6; 0555 123 456'
    expect(playOrderTranscript(`${ordered}${right}`).ok).toBe(true)
  })

  it('finds a button that is not there, an operator who was told something else, another language', () => {
    expect(diffOf('#me Здравствуйте\n#bot\n#tap Да, заказываю').at(-1)).toContain('there is no button')
    expect(diffOf('#me оператор\n#bot\n#passed Клиент прислал чек')).toContain('+ #passed Клиент просит оператора.')
    expect(diffOf('#me Hello\n#bot\n#language ru')).toContain('+ #language en')
  })

  it('plays by the rules, the time and the database that it names', () => {
    const { ok, diff } = playOrderTranscript(`
      #setting price=200 сом
      #setting hours=9:00-18:00
      #at sat 19:00
      ${ordered.replace('2 бутыли\n', '2 бутыли … 400 сом\n')}
      #order 2 × Манаса 40; new
      #status accepted
      #me отмена
      #bot Передаю вас оператору
      #passed Клиент хочет отменить заказ
      #order 2 × Манаса 40; accepted
    `)
    expect(ok, diff).toBe(true)
    expect(playOrderTranscript(`${ordered}\n#database slow\n#me отмена\n#silence\n#state cancelling`).ok).toBe(true)
  })

  it('writes down what came of it, and that goes through', () => {
    const { ok, record } = playOrderTranscript('#me Манаса 40\n#me 0555 123 456\n#state\n#order')
    expect(ok).toBe(false)
    expect(record).toContain('#me 0555 123 456\n#bot Сколько бутылей')
    expect(record).toContain('#state waitingBottles\n#order none')
    expect(playOrderTranscript(record).diff).not.toMatch(/^[-+]/m)
  })

  it.each([
    [
      'a heading behind what it is about',
      '#me да\n#phone 0555 123 456',
      'line 2 "#phone 0555 123 456" must come before',
    ],
    ['a setting that is none', '#setting colour=red', 'line 1 "#setting colour=red" is no setting'],
    ['a day off that is none', '#setting days-off=sun, monday', 'is no setting'],
    ['a price that is none', '#setting price=abc', 'is no setting'],
    ['a least count that is none', '#setting min=few', 'is no setting'],
    ['empties that are neither on nor off', '#setting empties=yes', 'is no setting'],
    ['hours that no clock shows', '#setting hours=9:00-25:00', 'is no setting'],
    ['a time that no clock shows', '#at 25:99', 'is no time'],
    ['a number that is none', '#phone 12', 'is no phone number'],
    ['a time that is none', '#at noon', 'is no time'],
    ['an order that is none', '#returning water', 'is no “2 × address; phone”'],
    ['a deed that is none', '#operator sleeps', 'line 1 "#operator sleeps" is no'],
    ['a status that is none', '#status lost', 'line 1 "#status lost" is no'],
    ['words that go on with nothing', '#and да', 'goes on with no #me'],
  ])('throws at %s, and names it', (_, text, message) => {
    expect(() => playOrderTranscript(text)).toThrow(message)
  })
})
