import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digitGroups, lostDigits } from './address-digits.ts'
import { formatAddress } from './address-format.ts'
import { addressParts } from './address-parts.ts'
import { parseStreets, streetNames } from './gazetteer.ts'
import { lexiconWith } from './reading.ts'
import { cleanText } from './text.ts'

const line = (words: string) => formatAddress(addressParts(words))

describe('an address taken apart', () => {
  it.each([
    ['Токтогула 125', 'ул. Токтогула, 125'],
    ['ул. Токтогула, 125, кв. 4', 'ул. Токтогула, 125, кв. 4'],
    ['Токтогула 125, кв 4, подъезд 2, этаж 3, код 45К', 'ул. Токтогула, 125, кв. 4 (подъезд 2, этаж 3, код 45К)'],
    ['Токтогула 125, 2-й подъезд, 3-й этаж, кв. 15', 'ул. Токтогула, 125, кв. 15 (подъезд 2, этаж 3)'],
    ['Токтогула дом 125 квартира 4 этаж 2 подъезд 1', 'ул. Токтогула, 125, кв. 4 (подъезд 1, этаж 2)'],
    ['ул. Токтогула 125 корпус 2 кв 7', 'ул. Токтогула, 125 корп. 2, кв. 7'],
    ['Ахунбаева 98Б, кв 14, домофон 14В', 'ул. Ахунбаева, 98Б, кв. 14 (код 14В)'],
    ['Манаса 40/12', 'просп. Манаса, 40/12'],
    ['Льва Толстого 12а', 'ул. Льва Толстого, 12а'],
    ['Школьная 7', 'Школьная, 7'],
    ['пер. Крайний 7', 'пер. Крайний, 7'],
    ['ул Операторов 5', 'ул. Операторов, 5'],
    ['г. Бишкек, ул. Исанова 42', 'ул. Исанова, 42'],
  ])('with a street: "%s" → %s', (words, written) => {
    expect(line(words)).toBe(written)
  })

  it.each([
    ['7 мкр, дом 12, кв 45', '7-й мкр, д. 12, кв. 45'],
    ['6 мкр 5 дом 12 кв', '6-й мкр, д. 5, кв. 12'],
    ['12-й микрорайон 5-45', '12-й мкр, д. 5, кв. 45'],
    ['6-12-45', '6-й мкр, д. 12, кв. 45'],
    ['Асанбай 25-14', 'Асанбай, д. 25, кв. 14'],
    ['Восток-5, 3-24', 'Восток-5, д. 3, кв. 24'],
    ['Джал 29, 15-34', 'Джал 29, д. 15, кв. 34'],
    ['ж/м Учкун, ул. Сатыбалдиева 12', 'ж/м Учкун, ул. Сатыбалдиева, 12'],
    ['жилмассив Келечек, ул 5, дом 12', 'ж/м Келечек, ул. 5, 12'],
    ['Ак-Босого, Чүй 7', 'Ак-Босого, просп. Чуй, 7'],
    ['село Ленинское, ул. Мира 10', 'с. Ленинское, ул. Мира, 10'],
    ['с. Орто-Сай, ул. Мира 8', 'с. Орто-Сай, ул. Мира, 8'],
  ])('with a district: "%s" → %s', (words, written) => {
    expect(line(words)).toBe(written)
  })

  it.each([
    ['Киев көчөсү 96, 45-батир', 'ул. Киевская, 96, кв. 45'],
    ['Чүй проспектиси 155, 12-батир', 'просп. Чуй, 155, кв. 12'],
    ['Москва көчөсү 45, 3-подъезд, 2-кабат, 7-батир', 'ул. Московская, 45, кв. 7 (подъезд 3, этаж 2)'],
    ['5-кичирайон, 12-үй, 3-батир', '5-й мкр, д. 12, кв. 3'],
    ['Учкун конушу, Сатыбалдиев көчөсү 12', 'ж/м Учкун, ул. Сатыбалдиева, 12'],
    ['Toktogula 125 apt 4', 'ул. Токтогула, 125, кв. 4'],
    ['125 Kievskaya street', 'ул. Киевская, 125'],
    ['Manas avenue 40, flat 12', 'просп. Манаса, 40, кв. 12'],
    ['ul. Kievskaya 96 kv 45', 'ул. Киевская, 96, кв. 45'],
  ])('in Kyrgyz, English and Latin letters: "%s" → %s', (words, written) => {
    expect(line(words)).toBe(written)
  })

  it.each([
    ['Правды 8 кв 3', 'ул. Ибраимова, 8, кв. 3'],
    ['пр. Мира 12', 'просп. Чынгыза Айтматова, 12'],
    ['Белинского 5', 'просп. Манаса, 5'],
    ['Карла Маркса 9', 'ул. Юнусалиева, 9'],
    ['Первомайская 19', 'ул. Раззакова, 19'],
    ['Чуйкова 12', 'ул. Чуйкова, 12'],
  ])('under an old name: "%s" → %s', (words, written) => {
    expect(line(words)).toBe(written)
  })

  it.each([
    ['угол Чуй и Манаса', ['просп. Чуй', 'просп. Манаса']],
    ['Шералиев - Чортеков', ['ул. Шералиева', 'ул. Чортекова']],
    ['пересечение Ахунбаева и Тыныстанова', ['ул. Ахунбаева', 'ул. Тыныстанова']],
    ['Манас көчөсү менен Токтогул көчөсүнүн кесилиши', ['просп. Манаса', 'ул. Токтогула']],
    ['corner of Manas and Chui', ['просп. Манаса', 'просп. Чуй']],
  ])('crossing streets: "%s"', (words, crossing) => {
    expect(addressParts(words)).toEqual({ crossing })
  })

  it.each<[string, object]>([
    ['напротив ЦУМа, кафе Фаиза', { landmark: 'напротив ЦУМа, кафе Фаиза' }],
    ['ЦУМдун жанында', { landmark: 'ЦУМдун жанында' }],
    [
      'БЦ Виктори, Ибраимова 103, офис 305',
      { street: 'ул. Ибраимова', house: '103', flat: 'офис 305', landmark: 'БЦ Виктори' },
    ],
    ['Дордой Плаза, 3 этаж, бутик 12', { landmark: 'Дордой Плаза', floor: '3', flat: 'бутик 12' }],
    ['Токтогул 125 (ориентир ЦУМ)', { street: 'ул. Токтогула', house: '125', landmark: 'ориентир ЦУМ' }],
    ['Усенбаева между Московской и Боконбаева', { street: 'ул. Усенбаева', landmark: 'между Московской и Боконбаева' }],
    ['📍 42.8746, 74.5698, кв 12', { pin: { lat: 42.8746, lon: 74.5698 }, flat: '12' }],
    ['https://go.2gis.com/abc12', { directions: 'https://go.2gis.com/abc12' }],
    ['Исанова 42, зелёные ворота', { street: 'ул. Исанова', house: '42', directions: 'зелёные ворота' }],
    ['', {}],
  ])('landmarks and the rest: "%s"', (words, parts) => {
    expect(addressParts(words)).toEqual(parts)
  })
})

const pieces = fc.constantFrom(
  ...'Токтогула|ул.|мкр|7|12|кв|4|45К|дом|д.|подъезд|этаж|код|офис|ж/м|Учкун|Джал|с.|угол|и|-|/|,|, |(|)|Манаса|Мира|көчөсү|үй|батир|кабат|42.87|74.59|📍|напротив|ЦУМ|школа|№|#|*|корпус|Восток-5|между|50 лет|https://a.b/1|й|1/2|apt|street|🏠|0555123456'.split(
    '|',
  ),
)
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(pieces, { maxLength: 30 }).map((all) => all.join(' ')),
  fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
)

describe('any address', () => {
  it('loses no digits, and is the same when its own line is taken apart again', () => {
    fc.assert(
      fc.property(words, (text) => {
        const parts = addressParts(text)
        const written = formatAddress(parts)
        expect(formatAddress(addressParts(written))).toBe(written)
        expect(addressParts(text)).toEqual(parts)
        expect(lostDigits(digitGroups(cleanText(text)), digitGroups(written))).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })

  it('is taken apart however long it is', () => {
    for (const unit of ['Токтогула 125 ', '1 ', 'кв 4, ', 'угол Чуй и ', '📍 42.87, 74.59 ']) {
      const text = unit.repeat(2000).slice(0, 1900)
      expect(formatAddress(addressParts(text))).not.toBe('')
    }
  })
})

describe('streets from outside', () => {
  const parsed = parseStreets([
    { name: 'проспект Новый', aliases: ['Мира', 'новопроспектн*'] },
    { name: 'улица Бөрү Баатыра', aliases: ['волчья'] },
  ])
  const lexicon = lexiconWith(streetNames(parsed.ok ? parsed.streets : []))

  it('win over the built-in names, and are known besides', () => {
    expect(formatAddress(addressParts('Мира 12', lexicon))).toBe('просп. Новый, 12')
    expect(formatAddress(addressParts('новопроспектная 3', lexicon))).toBe('просп. Новый, 3')
    expect(formatAddress(addressParts('Волчья 4', lexicon))).toBe('ул. Бөрү Баатыра, 4')
    expect(formatAddress(addressParts('Токтогула 5', lexicon))).toBe('ул. Токтогула, 5')
  })

  it.each<[unknown, string]>([
    [{}, 'streets is no list'],
    [[{ name: ' ', aliases: [] }], 'streets[0] has no name'],
    [[{ name: 'улица Б', aliases: 'б' }], 'streets[0] has no list of aliases'],
    [[{ name: 'улица Б', aliases: [7] }], 'streets[0] alias 7 is no name'],
    [[{ name: 'улица Б', aliases: ['а*'] }], 'streets[0] alias "а*" is too short for a stem'],
    [[{ name: '<b>', aliases: [] }], 'streets[0] name "<b>" is no street\'s name'],
    [
      [
        { name: 'улица Б', aliases: ['Мира'] },
        { name: 'улица В', aliases: ['мира'] },
      ],
      'streets[1] alias "мира" is that of streets[0] too',
    ],
  ])('%j is refused: %s', (json, problem) => {
    expect(parseStreets(json)).toEqual({ ok: false, problems: [problem] })
  })
})
