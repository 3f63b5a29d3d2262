const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\u061C\uFEFF\u00AD]/g
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g
const maxRead = 65_536

/**
 * Text as it may be stored, compared and shown: well-formed Unicode in NFC, no control, zero-width or bidi
 * characters, at most `maxLength` code points.
 */
export const cleanText = (raw: string, maxLength = 4096): { text: string; truncated: boolean } => {
  const text = raw
    .slice(0, maxRead)
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(control, '')
    .replace(invisible, '')
    .normalize('NFC')
  const end = endOfCodePoints(text, maxLength)
  return { text: text.slice(0, end), truncated: end < text.length || raw.length > maxRead }
}

/** The text of a widget message, which may come as HTML. */
export const stripHtml = (html: string): string =>
  html
    .slice(0, maxRead)
    .replace(/<br\s?\/?>|<\/(?:p|div|li)>/gi, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/&(amp|lt|gt|quot|apos|nbsp|#39);/g, (_entity, name: string) => entities.get(name) ?? '')
    .replace(/\n$/, '')

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['#39', "'"],
  ['nbsp', ' '],
])

const endOfCodePoints = (text: string, count: number): number => {
  if (text.length <= count) return text.length
  let end = 0
  for (let seen = 0; seen < count && end < text.length; seen += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  }
  return end
}
