const longest = 2000

const invisible = /[\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Co}\u115f\u1160\u3164\uffa0]/gu
const decorated = /[\uff00-\uffef\u{1d400}-\u{1d7ff}\u2460-\u24ff\u2776-\u2793]/gu
const digit = /\p{Nd}/gu
const dingbatDigits = '❶❷❸❹❺❻❼❽❾❿'

/** The text without what nobody sees, with plain digits and letters of full width, cut to a length that still means something. */
export function cleanText(raw: string): string {
  return raw
    .slice(0, longest)
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\t\v\f\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(decorated, (char) => char.normalize('NFKC'))
    .replace(invisible, (char) => (char === '\n' ? char : ''))
    .normalize('NFC')
    .replace(/🔟/gu, '10')
    .replace(/[❶-❿]/gu, (char) => String(dingbatDigits.indexOf(char) + 1))
    .replace(digit, (char) => (char <= '9' ? char : String(digitValue(char))))
}

/** Lower case, one dash, one apostrophe, ё as е: as long as `text`, so that positions agree. */
export function matchable(text: string): string {
  const lower = text.toLowerCase()
  const same = lower.length === text.length ? lower : Array.from(text, lowerChar).join('')
  return same
    .replace(/ё/g, 'е')
    .replace(/[‐-―−﹣➖]/gu, '-')
    .replace(/[’ʼ`´‘]/g, "'")
}

function lowerChar(char: string): string {
  const lower = char.toLowerCase()
  return lower.length === char.length ? lower : char
}

function digitValue(char: string): number {
  let code = char.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - 1))) {
    code -= 1
    value += 1
  }
  return value
}
