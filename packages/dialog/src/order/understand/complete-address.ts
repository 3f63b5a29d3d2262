const partWords: readonly RegExp[] = [
  /(?:кв(?:артира|\.)?|apt\.?|apartment|flat)\s*№?\s*\d+[а-яa-z]?|\d+\s*-?\s*(?:кв(?:артира)?\.?|батир)(?![а-я])/iu,
  /(?:подъезд|entrance)\s*№?\s*\d+|\d+\s*-?(?:й|ый)?\s*подъезд/iu,
  /(?:этаж|floor)\s*№?\s*\d+|\d+\s*-?(?:й|ый)?\s*(?:этаж|кабат|floor)/iu,
  /(?:код|домофон|code)[а-я ]*:?\s*[#*№]?\s*\d+[а-яa-z]*/iu,
  /(?:офис|кабинет|office)\s*№?\s*\d+/iu,
]

/** A known address with a flat, a floor or a code added, or put in place of the old one; nothing if no address is known. */
export function completeAddress(known: string | null, addition: string): string | undefined {
  if (known === null) return undefined
  if (known.toLowerCase().includes(addition.toLowerCase())) return known
  for (const part of partWords) {
    const old = part.exec(known)?.[0]
    const fresh = part.exec(addition)?.[0]
    if (old !== undefined && fresh !== undefined) return known.replace(old, () => addition)
  }
  return `${known}, ${addition}`
}
