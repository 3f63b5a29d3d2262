import { foldWord, isCyrillic, soundOfCyrillic, soundOfLatin } from '../../language/letters.ts'
import { means, type Reading } from '../../language/reading.ts'
import { writtenDigits } from '../../language/written-digits.ts'
import { streetEnding } from '../../language/words/streets.ts'

const number = String.raw`(?<!\d)\d{1,5}`
const blank = String.raw`\s{0,3}`

const pattern = (source: string) => new RegExp(source.replaceAll('N', number).replaceAll('_', blank), 'iu')

const partWords: readonly RegExp[] = [
  pattern(
    '(?:кв(?:артир[аеуы]|\\.)?|apt\\.?|apartment|flat)_(?:number is|is|это|точно|будет|номер|[а-я]{4,12}_на)?_№?_N[а-яa-z]?|батир(?:им?)?_№?_N|N_-?_(?:кв(?:артира)?\\.?|батир)(?![а-я])(?!_\\d)',
  ),
  pattern('(?:подъезд|entrance)_№?_N|N_-?(?:й|ый)?_подъезд'),
  pattern('(?:этаж|floor)_№?_N|N_-?(?:й|ый)?_(?:этаж|кабат|floor)'),
  pattern('(?:код|домофон|code)[а-я ]{0,12}:?_[#*№]?_N[а-яa-z]{0,2}'),
  pattern('(?:офис|кабинет|office)_№?_N'),
]
const notInName = '(?![\\d-])(?!_(?:-?й?_(?:мкр|микро|кичи)|апреля|лет|марта|мая))'
const houseNumber = pattern(`(?<![\\d-])N[а-яa-z]?${notInName}`)
const wholeHouseNumber = pattern(`(?<![\\d-])N[а-яa-z]?(?:/N)?${notInName}`)

/** A known address with a flat, a floor or a code added, or put in place of the old one; nothing if no address is known. */
export function completeAddress(known: string | null, addition: string): string | undefined {
  if (known === null) return undefined
  if (known.toLowerCase().includes(addition.toLowerCase())) return known
  if (noFlat.test(addition)) return withoutFlat(known, addition)
  let address = known
  let rest = /\d/.test(addition) ? addition : writtenDigits(addition)
  const { said = '', fresh, before } = houseTold.exec(rest)?.groups ?? {}
  const house = fresh ?? before
  const oldHouse = house?.includes('/') ? wholeHouseNumber : houseNumber
  if (house !== undefined && oldHouse.test(address)) {
    address = address.replace(oldHouse, () => house.trim())
    rest = rest.replace(said, '')
  }
  for (const part of partWords) {
    const old = part.exec(address)?.[0]
    const fresh = part.exec(rest)?.[0]
    if (old === undefined || fresh === undefined) continue
    address = address.replace(old, () => fresh.replace(/\s(?:[а-яё]{4,12}\sна|number is|точно)(?=\s)/iu, ''))
    rest = rest.replace(fresh, '')
  }
  rest = rest.replace(/,?\s{0,2}(?:а\s)?не\s\d{1,5}[а-я]?/iu, '')
  // "Сухэ-Батора 5 кв 28": a name and a number that were not known are another place.
  if (namesStreet(rest)) return addition
  if (address === known && rest === addition) return `${known}, ${addition}`
  const tidied = rest
    .replace(/(?:\s*,)+\s*/g, ', ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,.;]+|[\s,.;]+$/g, '')
  const left = putting.test(tidied) || !/[\p{L}\d]/u.test(tidied) ? '' : tidied
  return left === '' ? address : `${address}, ${left}`
}

const houseTold = pattern(
  '(?<said>(?<![\\p{L}\\d])(?:дом|д\\.?|house|үй)_№?_(?<fresh>N(?:[а-яa-z]|\\s[абвг](?![а-яa-z]|\\s{1,2}не\\s))?(?:/N)?)|(?<![\\d-])(?<before>N)-?_үй)',
)
const insideNoun =
  /^(?:шлагбаум|ворот|калитк|код|домофон|комнат|кабинет|офис|контейнер|проход|лини|ряд|бокс|секци|бутик|помещен|блок|корпус|дом|подъезд|этаж|квартир|школ[аеуы]|садик|машин|номер|room|suite|gate|code|office|apart|flat|floor|entrance|number|unit)/iu

/** "Сухэ-Батора 5": the name of a street with its house. */
function namesStreet(words: string): boolean {
  return [...words.matchAll(/(\p{L}[\p{L}-]{3,24})\s\d/gu)].some(
    ([, name = '']) => !insideNoun.test(name) && (/^\p{Lu}/u.test(name) || streetEnding.test(foldWord(name))),
  )
}

const noFlat = /(?:квартир\p{L}*|кв)\s(?:нет|нету|жок)|без\sквартир|батири?\sжок/iu

/** "квартиры нет, это частный дом" */
function withoutFlat(known: string, addition: string): string {
  const [flat] = partWords
  const old = flat?.exec(known)?.[0]
  const address =
    old === undefined
      ? known
      : known
          .replace(old, '')
          .replace(/[\s,]+$/, '')
          .replace(/,\s*,/, ',')
  const said = /(?:частный дом|жеке үй|private house)/iu.exec(addition)?.[0]
  return said === undefined ? address : `${address}, ${said}`
}

/** What is left of "квартиру 40 поставьте" beside the part. */
const putting =
  /^[\s,.!]*(?:(?:поставьте|напишите|запишите|укажите|исправьте|измените|поменяйте|сделайте|пожалуйста|put|write|make|please|it)[\s,.!]*)+$/iu

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
  pattern(
    '(?<![а-яa-z])(?:не|not)\\s{1,3}(?:(?:кв|квартира|дом|этаж|подъезд|flat|apt|house)\\.?\\s{0,3})?(?<old>N[а-я]?)_(?:(?:квартира|дом|этаж|подъезд)_)?,?_(?:а|but)\\s{1,3}(?<fresh>N[а-я]?)',
  ),
  pattern('(?<fresh>N[а-я]?)_,?_(?:а\\s{1,3}не|а\\s{1,3}эмес|not)\\s{1,3}(?<old>N[а-я]?)'),
  pattern('(?<old>N[а-я]?)_эмес_,?_(?<fresh>N[а-я]?)'),
  pattern('(?<fresh>N[а-я]?)_,_(?<old>N[а-я]?)_эмес'),
]

const longestRenumbering = 200
/** "батирдин номери башка, 15", "квартира неправильно, пять надо". */
const otherFlat = pattern(
  '(?:кв(?:артир[аы])?|батир(?:дин)?|flat|apartment)(?![а-яa-z])[^\\d]{0,16}(?:башка|друг(?:ая|ой)|неправильн|неверн|wrong|different)[^\\d]{0,16}(?<fresh>N[а-я]?)(?!_(?:бут|шт|бөт|bot))',
)
const sameStreet = pattern(
  '(?:same street|улица (?:та|эта) же|көчөсү? ошол эле)[^\\d]{0,12}(?:house|дом|үй)_(?<fresh>N[а-я]?)(?!_\\d)',
)

/** "дом не 125, а 127": the known address with that number put right; nothing if the number is not in it. */
export function renumberAddress(
  known: string | null,
  text: string,
  bottles: number | null,
  awaits: string,
): string | undefined {
  const named = /(?:^|[^а-я])(?:дом|кв|үй|батир|этаж|подъезд|apt|house|flat)/iu.test(text)
  const moved = known === null ? undefined : sameStreet.exec(text)?.groups?.['fresh']
  if (known !== null && moved !== undefined && houseNumber.test(known)) return known.replace(houseNumber, () => moved)
  const view = named && text.length <= longestRenumbering ? writtenDigits(text) : text
  const flat = otherFlat.exec(view)?.groups?.['fresh']
  const [flatPart] = partWords
  if (known !== null && flat !== undefined && flatPart?.test(known))
    return known.replace(flatPart, (part) => part.replace(/\d{1,5}[а-яa-z]?/i, () => flat))
  const { old = '', fresh = '' } = renumberings.map((pattern) => pattern.exec(view)?.groups).find(Boolean) ?? {}
  if (known === null || old === '' || (!named && (awaits !== 'confirmation' || Number(old) === bottles)))
    return undefined
  const place = new RegExp(`(?<!\\d)${old}(?![\\dа-я])`, 'iu')
  return place.test(known) ? known.replace(place, () => fresh) : undefined
}

const name = String.raw`(?!(?:и|а|но|эмес|not|but|the|is)(?![\p{L}]))\p{L}[\p{L}.-]{1,24}`
const names = String.raw`${name}(?:\s${name}){0,2}`
const restreet = (source: string) => new RegExp(source.replaceAll('NAMES', names), 'iu')

const restreetings: readonly RegExp[] = [
  restreet('(?<!\\p{L})(?:не|not)\\s(?<old>NAMES)\\s?,?\\s(?:а|but)\\s(?<fresh>NAMES)'),
  restreet('(?<fresh>NAMES)\\s?,?\\s(?:а\\s)?(?:не|not)\\s(?<old>NAMES)'),
  restreet('(?<old>NAMES)\\sэмес,?\\s(?<fresh>NAMES)'),
]
const streetOnly =
  /улиц|көчө|кочо|street|остальн|калган|the rest|everything else|(?:дом|квартир|номер|үй|батир|house|apartment|flat)\p{L}{0,4}.{0,30}(?:те|тот|та|так|то)\s?же|(?:үй|уй|батир).{0,30}ошол|same (?:house|apartment|flat|number)/iu

/** "улица не Токтогула, а Киевская, остальное так": the known address with its street put right. */
export function restreetAddress(known: string | null, reading: Reading): string | undefined {
  const { text } = reading
  const words = reading.tokens.filter(({ kind }) => kind === 'word').length
  if (known === null || text.length > 200 || /\d/.test(text) || (words > 5 && !streetOnly.test(text))) return undefined
  for (const pattern of restreetings) {
    const { old = '', fresh = '' } = pattern.exec(text)?.groups ?? {}
    const name = streetIn(fresh, reading)
    const place = name === '' ? undefined : placeOf(old, known)
    if (place) return `${known.slice(0, place.from)}${name}${known.slice(place.to)}`
  }
  return undefined
}

/** The words that name a street: a known one, or one by its ending. */
function streetIn(words: string, reading: Reading): string {
  const kept = words.split(/\s/).flatMap((word) => {
    const at = reading.tokens.findIndex(({ raw }) => raw === word)
    const isKnown = means(reading, at, 'streetName', 'districtName')
    return isKnown || (reading.concepts[at]?.size === 0 && streetEnding.test(reading.tokens[at]?.key ?? ''))
      ? [word]
      : []
  })
  return kept.join(' ')
}

/** Where the last words of `old` stand in an address, however they are declined or spelt. */
function placeOf(old: string, known: string): { from: number; to: number } | undefined {
  const words = old.split(/\s/)
  const written = [...known.matchAll(/\p{L}[\p{L}'-]*/gu)]
  const same = (one: string, other: string) =>
    soundOf(one).startsWith(stemOf(other)) || soundOf(other).startsWith(stemOf(one))
  for (let skipped = 0; skipped < words.length; skipped++) {
    const sought = words.slice(skipped)
    const at = written.findIndex((_, from) => sought.every((word, step) => same(written[from + step]?.[0] ?? '', word)))
    const last = written[at + sought.length - 1]
    if (at >= 0 && last) return { from: written[at]?.index ?? 0, to: last.index + last[0].length }
  }
  return undefined
}

function soundOf(word: string): string {
  const key = foldWord(word)
  return isCyrillic(key) ? soundOfCyrillic(key) : soundOfLatin(key)
}

/** Enough of a name to know it by, its ending left off. */
function stemOf(word: string): string {
  const sound = soundOf(word)
  return sound.length < 5 ? `${sound}!` : sound.slice(0, Math.max(5, sound.length - 3))
}
