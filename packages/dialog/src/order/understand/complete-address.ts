const partWords: readonly RegExp[] = [
  /(?:кв(?:артира|\.)?|apt\.?|apartment|flat)\s*№?\s*\d+[а-яa-z]?|\d+\s*-?\s*(?:кв(?:артира)?\.?|батир)(?![а-я])/iu,
  /(?:подъезд|entrance)\s*№?\s*\d+|\d+\s*-?(?:й|ый)?\s*подъезд/iu,
  /(?:этаж|floor)\s*№?\s*\d+|\d+\s*-?(?:й|ый)?\s*(?:этаж|кабат|floor)/iu,
  /(?:код|домофон|code)[а-я ]*:?\s*[#*№]?\s*\d+[а-яa-z]*/iu,
  /(?:офис|кабинет|office)\s*№?\s*\d+/iu,
]

const houseNumber = /(?<![\d-])\d+[а-яa-z]?(?![\d-])(?!\s*(?:-?й?\s*(?:мкр|микро|кичи)|апреля|лет|марта|мая))/iu

/** A known address with a flat, a floor or a code added, or put in place of the old one; nothing if no address is known. */
export function completeAddress(known: string | null, addition: string): string | undefined {
  if (known === null) return undefined
  if (known.toLowerCase().includes(addition.toLowerCase())) return known
  const house = /^(?:дом|д\.?|house|үй)\s*№?\s*(\d+[а-яa-z]?)$/iu.exec(addition)?.[1]
  if (house !== undefined && houseNumber.test(known)) return known.replace(houseNumber, () => house)
  for (const part of partWords) {
    const old = part.exec(known)?.[0]
    const fresh = part.exec(addition)?.[0]
    if (old !== undefined && fresh !== undefined) return known.replace(old, () => addition)
  }
  return `${known}, ${addition}`
}

const renumberings: readonly RegExp[] = [
  /(?:^|[^а-яa-z])(?:не|not)\s+(?<old>\d+[а-я]?)\s*,?\s*(?:а|but)\s+(?<fresh>\d+[а-я]?)/iu,
  /(?<fresh>\d+[а-я]?)\s*,?\s*(?:а\s+не|а\s+эмес|not)\s+(?<old>\d+[а-я]?)/iu,
  /(?<old>\d+[а-я]?)\s*эмес\s*,?\s*(?<fresh>\d+[а-я]?)/iu,
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
