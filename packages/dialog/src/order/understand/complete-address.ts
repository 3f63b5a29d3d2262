const number = String.raw`(?<!\d)\d{1,5}`
const blank = String.raw`\s{0,3}`

const pattern = (source: string) => new RegExp(source.replaceAll('N', number).replaceAll('_', blank), 'iu')

const partWords: readonly RegExp[] = [
  pattern(
    '(?:кв(?:артира|\\.)?|apt\\.?|apartment|flat)_(?:is|это|будет|номер)?_№?_N[а-яa-z]?|N_-?_(?:кв(?:артира)?\\.?|батир)(?![а-я])',
  ),
  pattern('(?:подъезд|entrance)_№?_N|N_-?(?:й|ый)?_подъезд'),
  pattern('(?:этаж|floor)_№?_N|N_-?(?:й|ый)?_(?:этаж|кабат|floor)'),
  pattern('(?:код|домофон|code)[а-я ]{0,12}:?_[#*№]?_N[а-яa-z]{0,2}'),
  pattern('(?:офис|кабинет|office)_№?_N'),
]
const houseWords = pattern('^(?:дом|д\\.?|house|үй)_№?_(N[а-яa-z]?)$')
const houseNumber = pattern('(?<![\\d-])N[а-яa-z]?(?![\\d-])(?!_(?:-?й?_(?:мкр|микро|кичи)|апреля|лет|марта|мая))')

/** A known address with a flat, a floor or a code added, or put in place of the old one; nothing if no address is known. */
export function completeAddress(known: string | null, addition: string): string | undefined {
  if (known === null) return undefined
  if (known.toLowerCase().includes(addition.toLowerCase())) return known
  const house = houseWords.exec(addition)?.[1]
  if (house !== undefined && houseNumber.test(known)) return known.replace(houseNumber, () => house)
  for (const part of partWords) {
    const old = part.exec(known)?.[0]
    const fresh = part.exec(addition)?.[0]
    if (old !== undefined && fresh !== undefined) return known.replace(old, () => addition)
  }
  return `${known}, ${addition}`
}

const onlyInside = pattern(
  '^(?:(?:кв|подъезд|под|этаж|эт|код|домофон|офис|apt|flat|entrance|floor|батир)(?![а-яa-z])|N_-?_(?:й|ый)?_(?:кв|подъезд|этаж|кабат|батир)(?![а-я]|\\.?\\s{0,3}\\d))',
)
const house = pattern('(?:дом|д\\.|үй|house)_№?_N|N_-?_(?:үй|дом)')

/** A street and the house that came after it, as one address. */
export function completeStreet(street: string, addition: string): { address: string } | { street: string } {
  const joined = /^\d/.test(addition) ? `${street} ${addition}` : `${street}, ${addition}`
  return onlyInside.test(addition) && !house.test(addition) ? { street: joined } : { address: joined }
}

const renumberings: readonly RegExp[] = [
  pattern('(?<![а-яa-z])(?:не|not)\\s{1,3}(?<old>N[а-я]?)_,?_(?:а|but)\\s{1,3}(?<fresh>N[а-я]?)'),
  pattern('(?<fresh>N[а-я]?)_,?_(?:а\\s{1,3}не|а\\s{1,3}эмес|not)\\s{1,3}(?<old>N[а-я]?)'),
  pattern('(?<old>N[а-я]?)_эмес_,?_(?<fresh>N[а-я]?)'),
]

/** "дом не 125, а 127": the known address with that number put right; nothing if the number is not in it. */
export function renumberAddress(
  known: string | null,
  text: string,
  bottles: number | null,
  awaits: string,
): string | undefined {
  const { old = '', fresh = '' } = renumberings.map((pattern) => pattern.exec(text)?.groups).find(Boolean) ?? {}
  const named = /(?:^|[^а-я])(?:дом|кв|үй|батир|этаж|подъезд|apt|house|flat)/iu.test(text)
  if (known === null || old === '' || (!named && (awaits !== 'confirmation' || Number(old) === bottles)))
    return undefined
  const place = new RegExp(`(?<!\\d)${old}(?![\\dа-я])`, 'iu')
  return place.test(known) ? known.replace(place, () => fresh) : undefined
}
