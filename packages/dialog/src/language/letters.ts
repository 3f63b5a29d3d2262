const cyrillicLook: Record<string, string> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  u: 'и',
  x: 'х',
  y: 'у',
  i: 'и',
  n: 'п',
  α: 'а',
  ε: 'е',
  κ: 'к',
  ο: 'о',
  ρ: 'р',
  τ: 'т',
  υ: 'у',
  χ: 'х',
}
const latinLook: Record<string, string> = {
  а: 'a',
  в: 'b',
  с: 'c',
  е: 'e',
  н: 'h',
  к: 'k',
  м: 'm',
  о: 'o',
  р: 'p',
  т: 't',
  х: 'x',
  у: 'y',
  і: 'i',
  ѕ: 's',
}
const keyboard: Record<string, string> = {
  ө: 'о',
  ү: 'у',
  ұ: 'у',
  ң: 'н',
  қ: 'к',
  ғ: 'г',
  һ: 'х',
  ә: 'а',
  і: 'и',
  ї: 'и',
  є: 'е',
  ў: 'у',
  ѕ: 'с',
  ј: 'ж',
  ҳ: 'х',
  ҷ: 'ч',
}

const sound: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'j',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sh',
  ъ: '',
  ы: 'i',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
}

const latin = /[a-z]/
const cyrillic = /[\u0400-\u04ff]/
const greek = /[\u0370-\u03ff]/

/** The letters by which a word is looked up: one script, no Kyrgyz-only letters, no stretched vowels, no apostrophes. */
export function foldWord(word: string): string {
  const plain = word.replace(/['’]/g, '').normalize('NFKC').toLowerCase().replace(/ё/g, 'е')
  const oneScript = (latin.test(plain) || greek.test(plain)) && cyrillic.test(plain) ? pickScript(plain) : plain
  return oneScript.replace(/[өүұңқғһәіїєўѕјҳҷ]/g, (char) => keyboard[char] ?? char).replace(/(.)\1\1+/gu, '$1')
}

/** How a Cyrillic word sounds in Latin letters, spelling variants made equal; marked so that it never meets an English word. */
export function soundOfCyrillic(key: string): string {
  return `~${squeeze(Array.from(key, (char) => sound[char] ?? char).join(''))}`
}

/** How a word typed in Latin letters sounds, comparable with `soundOfCyrillic`. */
export function soundOfLatin(key: string): string {
  const even = key
    .replace(/ş/g, 'sh')
    .replace(/ç/g, 'ch')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ı/g, 'i')
    .replace(/shch|sch/g, 'sh')
    .replace(/kh|x/g, 'h')
    .replace(/w/g, 'v')
    .replace(/q|ck/g, 'k')
    .replace(/c(?!h)/g, 'ts')
    .replace(/j(?![aeiouy])/g, 'i')
    // Behind the line above: "zh" is no "й" before a consonant.
    .replace(/zh/g, 'j')
    .replace(/^ye/, 'e')
    .replace(/y/g, 'i')
  return `~${squeeze(even)}`
}

/** Whether a folded word is written in Latin letters only. */
export function isLatin(key: string): boolean {
  return latin.test(key) && !cyrillic.test(key)
}

/** Whether a folded word holds Cyrillic letters. */
export function isCyrillic(key: string): boolean {
  return cyrillic.test(key)
}

function squeeze(text: string): string {
  return text.replace(/(.)\1+/g, '$1')
}

function pickScript(word: string): string {
  const letters = Array.from(word)
  const onlyLatin = letters.some((char) => latin.test(char) && !(char in cyrillicLook))
  if (onlyLatin) return letters.map((char) => latinLook[char] ?? char).join('')
  return letters.map((char) => cyrillicLook[char] ?? char).join('')
}
