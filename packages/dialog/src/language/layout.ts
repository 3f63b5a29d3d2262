const latin = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const cyrillic = 'ёйцукенгшщзхъфывапролджэячсмитьбю'
const shifted = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'

const russianKeys = new Map([
  ...Array.from(latin, (key, at) => [key, cyrillic[at] ?? key] as const),
  ...Array.from(shifted, (key, at) => [key, (cyrillic[at] ?? key).toUpperCase()] as const),
])

/** What the same keys write where the keyboard is Russian: "ghbdtn" is "привет". A comma after a word stays one. */
export function onRussianKeys(text: string): string {
  return Array.from(text, (key, at) => {
    const ends = /[,.;:]/.test(key) && !/[a-z]/i.test(text[at + 1] ?? '')
    return ends ? key : (russianKeys.get(key) ?? key)
  }).join('')
}
