import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Media, Message } from '../../flow/message.ts'
import { readDuration, writeDuration } from './duration.ts'
import { readMessage, writeMessage } from './message.ts'

describe('a duration', () => {
  it('is read as it was written', () => {
    const seconds = fc.nat(10_000_000)
    fc.assert(fc.property(seconds, (s) => readDuration(writeDuration(s * 1000)) === s * 1000))
    expect(writeDuration(90 * 60_000)).toBe('90m')
  })
})

describe('a message', () => {
  it.each<[string, Message]>([
    ['words', { text: 'words' }],
    ['[voice]', { media: [{ kind: 'voice' }] }],
    ['[document чек.pdf] вот', { media: [{ kind: 'document', name: 'чек.pdf' }], text: 'вот' }],
    ['[photo] [photo b.png] оба', { media: [{ kind: 'photo' }, { kind: 'photo', name: 'b.png' }], text: 'оба' }],
    ['[voice] [location 42.87 74.59]', { media: [{ kind: 'voice' }], location: { lat: 42.87, lon: 74.59 } }],
    ['[кв 5] Манаса 40', { text: '[кв 5] Манаса 40' }],
  ])('%s', (written, message) => {
    expect(readMessage(written)).toEqual(message)
    expect(writeMessage(message)).toBe(written)
  })

  it('is read as it was written, whatever there is', () => {
    const word = fc.stringMatching(/^[а-яa-z0-9.]{1,8}$/)
    const words = fc.array(word, { minLength: 1, maxLength: 3 })
    const media = fc.record<Media>(
      { kind: fc.constantFrom('photo', 'voice', 'contact'), name: words.map((all) => all.join(' ')) },
      { requiredKeys: ['kind'] },
    )
    const message = fc.record<Message>(
      {
        text: words.map((all) => all.join('\n')),
        media: fc.array(media, { minLength: 1, maxLength: 3 }),
        location: fc.record({ lat: fc.integer({ min: -90, max: 90 }), lon: fc.integer({ min: 0, max: 180 }) }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(message, (one) => {
        fc.pre(Object.keys(one).length > 0)
        expect(readMessage(writeMessage(one))).toEqual(one)
      }),
    )
  })
})
