import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, stripHtml } from './text.ts'

describe('cleanText', () => {
  it('gives well-formed NFC text within the cap for any string', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6000 }),
      fc.array(fc.integer({ max: 0xffff, min: 0 })).map((units) => String.fromCharCode(...units)),
    )
    fc.assert(
      fc.property(anything, (raw) => {
        const { text, truncated } = cleanText(raw)
        expect(text.isWellFormed()).toBe(true)
        expect(Array.from(text).length).toBeLessThanOrEqual(4096)
        expect(text.normalize('NFC')).toBe(text)
        expect(cleanText(text)).toEqual({ text, truncated: false })
        if (truncated) expect(raw.length).toBeGreaterThan(4096)
      }),
    )
  })

  it('replaces lone surrogates and drops NUL and control characters, but not tab and newline', () => {
    expect(cleanText('a\uD800b\u0000c\u0007d\te\nf\r\ng\u0085').text).toBe('a\uFFFDbcd\te\nf\ng')
  })

  it('drops zero-width, bidi and soft-hyphen characters', () => {
    expect(cleanText('\uFEFFво\u200Bда \u202Eтест\u2066\u061C\u00AD').text).toBe('вода тест')
  })

  it('composes accents', () => {
    expect(cleanText('и\u0306').text).toBe('й')
  })

  it('never cuts a character in half', () => {
    expect(cleanText('😀😀😀', 2)).toEqual({ text: '😀😀', truncated: true })
  })
})

describe('stripHtml', () => {
  it('keeps the words and the line breaks of widget text', () => {
    expect(stripHtml('<p>Две <b>бутыли</b><br/>на 10&nbsp;утра &amp; звонок</p>')).toBe(
      'Две бутыли\nна 10 утра & звонок',
    )
    expect(stripHtml('5 < 6 и 7 > 2')).toBe('5 < 6 и 7 > 2')
  })

  it('takes linear time on hostile markup', () => {
    const startedAt = Date.now()
    stripHtml('<a'.repeat(500_000))
    expect(Date.now() - startedAt).toBeLessThan(500)
  })
})
