import { describe, expect, it } from 'vitest'
import { findPhones } from './phones.ts'
import { readText } from './reading.ts'

const phones = (text: string) => findPhones(readText(text)).numbers

describe('a phone said in words', () => {
  it.each([
    'ноль пятьсот пятьдесят пять двенадцать тридцать четыре пятьдесят шесть',
    'ноль пять пять пять сто двадцать три четыреста пятьдесят шесть',
    'ноль пятьсот пятьдесят пять, двенадцать, тридцать четыре, пятьдесят шесть',
    'пятьсот пятьдесят пять двенадцать тридцать четыре пятьдесят шесть',
    '0555 двенадцать тридцать четыре пятьдесят шесть',
    'ноль пятьсот пятьдесят пять 12 34 56',
    'мой номер ноль пятьсот пятьдесят пять двенадцать тридцать четыре пятьдесят шесть, звоните',
    'нөл беш жүз элүү беш он эки отуз төрт элүү алты',
    'нол беш беш беш он эки отуз торт элуу алты',
    'nol besh juz eluu besh on eki otuz tort eluu alty',
    'oh five five five one two three four five six',
    'zero five double five one two three four five six',
    'oh triple five one two three four five six',
    'плюс девять девять шесть пятьсот пятьдесят пять двенадцать тридцать четыре пятьдесят шесть',
    'девять девять шесть пятьсот пятьдесят пять двенадцать тридцать четыре пятьдесят шесть',
  ])('%s', (text) => {
    expect(phones(text)).toEqual(['+996555123456'])
  })

  it('tells 700 and 11 from 711 by what makes a whole number', () => {
    expect(phones('ноль семьсот одиннадцать двадцать два тридцать три')).toEqual(['+996700112233'])
    expect(phones('нөл жети жүз он бир жыйырма эки отуз үч')).toEqual(['+996700112233'])
    expect(phones('ноль семьсот одиннадцать сорок четыре пятьдесят пять')).toEqual(['+996700114455'])
  })

  it.each([
    'двадцать две',
    'двадцать две бутылки',
    'сто двадцать три',
    'ноль пятьсот пятьдесят пять двенадцать',
    'ноль пятьсот пятьдесят пять двенадцать тридцать четыре пятьдесят шесть семь',
    'жыйырма эки',
    'twenty two bottles',
    'пятьсот пятьдесят пять бутылок двенадцать литров тридцать четыре сома пятьдесят шесть',
  ])('"%s" is none', (text) => {
    expect(phones(text)).toEqual([])
  })

  it.each([
    '0555123456 ой не так 0555123465',
    '0555123456 sorry 0555123465',
    'раньше был 0700112233, сейчас 0555123465',
    'мурда 0700112233 болчу, азыр 0555123465',
    'old one was 0700112233, now 0555123465',
  ])('"%s" is the later number', (text) => {
    expect(phones(text)).toEqual(['+996555123465'])
  })

  it('keeps both where one stands in for the other', () => {
    expect(phones('0555123456, если нет ответа 0700112233')).toEqual(['+996555123456', '+996700112233'])
  })

  it('leaves a count beside it alone', () => {
    for (const count of ['две бутылки', 'две', '2 бутылки', '2 шт']) {
      const reading = readText(`ноль пятьсот пятьдесят пять двенадцать тридцать четыре пятьдесят шесть, ${count}`)
      expect(findPhones(reading).numbers).toEqual(['+996555123456'])
      expect(reading.claims.at(-1)).toBeUndefined()
    }
    expect(phones('0555 12 34 56 две')).toEqual(['+996555123456'])
  })
})
