import type { Random } from '../random.ts'

const latin: Record<string, string> = Object.fromEntries(
  'а a|б b|в v|г g|д d|е e|ё e|ж zh|з z|и i|й y|к k|л l|м m|н n|о o|п p|р r|с s|т t|у u|ф f|х h|ц ts|ч ch|ш sh|щ sh|ъ |ы y|ь |э e|ю yu|я ya|ө o|ү u|ң n'
    .split('|')
    .map((pair) => pair.split(' ') as [string, string]),
)

/** Cyrillic words in Latin letters, as on a keyboard that has no others. */
export function inLatin(text: string): string {
  return Array.from(text.toLowerCase(), (letter) => latin[letter] ?? letter).join('')
}

/** Kyrgyz without the letters that a Russian keyboard lacks. */
export function withoutKyrgyzLetters(text: string): string {
  const plain: Record<string, string> = { ө: 'о', ү: 'у', ң: 'н', Ө: 'О', Ү: 'У', Ң: 'Н' }
  return text.replace(/[өүң]/giu, (letter) => plain[letter] ?? letter)
}

/** One slip of a finger in a long word that holds no digits: two letters swapped, one doubled, one left out. */
export function withTypo(text: string, random: Random): string {
  const words = text.split(' ')
  const long = words.flatMap((word, at) => (/^\p{Ll}{7,}$/u.test(word) ? [at] : []))
  if (long.length === 0) return text
  const at = random.pick(long)
  const letters = Array.from(words[at] ?? '')
  const place = random.integer(2, letters.length - 2)
  const slips = [
    () => letters.splice(place, 1),
    () => letters.splice(place, 0, letters[place] ?? ''),
    () => letters.splice(place, 2, letters[place + 1] ?? '', letters[place] ?? ''),
  ]
  random.pick(slips)()
  words[at] = letters.join('')
  return words.join(' ')
}

/** How a hand writes on a phone: capitals, stops and blanks as they come, now and then an emoji. */
export function byHand(text: string, random: Random): string {
  let said = text
  if (random.chance(0.25)) said = said.toLowerCase()
  else if (random.chance(0.05)) said = said.toUpperCase()
  if (random.chance(0.12)) said += random.pick(['!', '.', ' 🙏', ' 😊', '!!', ' )', '))'])
  if (random.chance(0.05)) said = ` ${said} `
  return said
}
