import { followedBy, type Numeral } from './numerals.ts'
import { claim, type Claim, type Concept, isNumber, means, type Reading } from './reading.ts'

const afterwards: readonly Concept[] = ['hour', 'month', 'people', 'pump']
const placeAfter: readonly Concept[] = ['part', 'flat', 'district', 'house', 'street']
const placeBefore: readonly Concept[] = ['part', 'flat', 'house', 'district', 'street', 'business']
const sizes = new Set([18.9, 19, 18.5])

/**
 * Claims the numbers that measure something else than bottles: litres, money, times, dates, people, parts of an address,
 * and what is still in stock unless `stock` was asked for.
 */
export function claimMeasures(reading: Reading, numerals: readonly Numeral[], stock = false): void {
  claimPatterns(reading)
  for (const numeral of numerals) {
    const kind = measureOf(reading, numeral, numerals.length) ?? (stock ? undefined : stockOf(reading, numeral))
    if (kind) claim(reading, numeral.from, kind.to ?? endOfRange(reading, numeral), kind.claim)
  }
}

/** "к 2-3": both numbers are one time. */
function endOfRange({ tokens }: Reading, { to, value }: Numeral): number {
  const [dash, last] = [tokens[to], tokens[to + 1]]
  const ranges = dash?.key === '-' && last?.kind === 'number' && value <= 24 && Number(last.key) <= 24
  return ranges ? to + 2 : to
}

const patterns =
  /\b4[0-3]\.\d{3,8}\s?,\s?7\d\.\d{3,8}|https?:\/\/\S{1,300}|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b(?:0?[6-9]|1\d|2[0-3])[-.](?:00|30)\b(?!\d|-)|\b\d{1,2}[./](?:0[1-9]|1[0-2])(?:[./]\d{2,4})\b|\b(?:[0-2]\d|3[01])\.(?:0[1-9]|1[0-2])\b/g

function claimPatterns(reading: Reading): void {
  for (const match of reading.text.matchAll(patterns)) {
    const end = match.index + match[0].length
    const isMap = /2gis|maps|goo\.gl|yandex|google|openstreetmap|^4\d\./.test(match[0])
    const kind = isMap && /^(?:http|4\d\.\d{3})/.test(match[0]) ? 'link' : 'measure'
    if (kind === 'measure' && isHouseAndFlat(reading, match.index, match[0])) continue
    reading.tokens.forEach((token, at) => {
      if (token.start >= match.index && token.end <= end) claim(reading, at, at + 1, kind)
    })
  }
}

/** "Джал 20-30" is a house with its flat, "завтра 20-30" a time. */
function isHouseAndFlat(reading: Reading, index: number, words: string): boolean {
  const at = reading.tokens.findIndex(({ start }) => start === index)
  return words.includes('-') && at > 0 && means(reading, at - 1, 'streetName', 'districtName', 'landmarkName')
}

function measureOf(reading: Reading, numeral: Numeral, numbers: number): { claim: Claim; to?: number } | undefined {
  const { tokens } = reading
  if (means(reading, numeral.from, 'streetName')) return undefined
  const before = previousWord(reading, numeral.from)
  if (isKyrgyzHour(reading, numeral, before)) return { claim: 'measure', to: numeral.to + 1 }
  // "0700 11 22 33 или 34 в конце"
  if (tokens[numeral.to]?.key === 'в' && tokens[numeral.to + 1]?.key === 'конце') return { claim: 'measure' }
  if (isHourWord(reading, numeral)) return { claim: 'measure' }
  if (isDateByEnding(reading, numeral)) return { claim: 'measure', to: numeral.to + 1 }
  // "двадцать третьего"
  if (!numeral.digits && numeral.value >= 20 && ofDay.test(tokens[numeral.to]?.key ?? ''))
    return { claim: 'measure', to: numeral.to + 1 }
  // "19дан эки"
  if (sizes.has(numeral.value) && tokens[numeral.to]?.glued && /^д[аео]н$/.test(tokens[numeral.to]?.key ?? ''))
    return { claim: 'measure', to: numeral.to + 1 }
  // "минут через 10"
  const distance = /^(?:через|спустя|за|in|within)$/.test(tokens[before]?.key ?? '')
  if (distance && means(reading, before - 1, 'hour', 'day', 'month')) return { claim: 'measure' }
  const empties = emptiesAt(reading, numeral, numbers)
  if (empties) return { claim: 'empties', to: empties }
  if (numeral.digits && isAskedByEnding(reading, numeral)) return { claim: 'measure', to: numeral.to + 1 }
  const dated = afterOrdinal(reading, numeral)
  if (dated !== undefined && means(reading, dated, 'month')) return { claim: 'measure', to: dated + 1 }
  const unit = followedBy(reading, numeral, 'bottle')
  const litre = followedBy(reading, numeral, 'litre')
  if (litre !== undefined && isLitre(reading, numeral, litre)) return { claim: 'measure', to: litre + 1 }
  if (numeral.digits && (numeral.value === 18.9 || numeral.value === 18.5)) return { claim: 'measure' }
  if (sizes.has(numeral.value) && (means(reading, before, 'litre') || isSizeSign(reading, numeral.from - 1))) {
    return { claim: 'measure' }
  }
  if (followedBy(reading, numeral, 'money')) return { claim: 'measure' }
  if (tokens[numeral.to]?.key === '%' || tokens[numeral.from - 1]?.key === '$') return { claim: 'measure' }
  const counted = tokens[before - 1]?.kind === 'number' || reading.numbers.has(before - 1)
  if (means(reading, before, 'pump') && !(counted && unitOfWater(reading, numeral)))
    return { claim: 'measure', ...(unit !== undefined && { to: unit + 1 }) }
  if (unit !== undefined) return undefined
  // "литров сорок"; in "19 литров 2" the litres have their number already.
  if (means(reading, before, 'litre') && !reading.claims[before] && (tokens[before]?.key.length ?? 0) > 1)
    return { claim: 'measure' }
  if ((means(reading, before, 'people') && !means(reading, before, 'flat')) || isCompany(reading, numeral))
    return { claim: 'measure' }
  // "последние 4 цифры"
  if (/^(?:цифр|digit|символ|знак(?:а|ов)$)/.test(tokens[numeral.to]?.key ?? '')) return { claim: 'measure' }
  const after = followedBy(reading, numeral, ...afterwards)
  if (after !== undefined && !(tokens[after]?.key === 'м' || tokens[after]?.key === 'школа')) {
    return { claim: 'measure', to: after + 1 }
  }
  if (isPlaceNumber(reading, numeral)) return undefined
  return isTime(reading, numeral, before) ? { claim: 'measure' } : undefined
}

const ofDay = /^(?:перв|втор|треть|четверт|пят|шест|седьм|восьм|девят)(?:ого|его)$/
const hourWord = /^(?:эки|уч|торт|беш|алты|жети|сегиз|тогуз)[дт][аео]$/

/** "беште келиңиз", "он экиде": Kyrgyz tells the hour by an ending. */
export function isHourWord({ tokens }: Reading, { digits, to }: Pick<Numeral, 'digits' | 'to'>): boolean {
  return !digits && hourWord.test(tokens[to - 1]?.key ?? '')
}

/** "15инде", "on the 15th"; "the 15th floor" is a place. */
function isDateByEnding(reading: Reading, { digits, value, to }: Numeral): boolean {
  const suffix = reading.tokens[to]
  return (
    digits &&
    value <= 31 &&
    suffix?.glued === true &&
    /^(?:[иыу]н[дт][ае]|th|st|nd|rd)$/.test(suffix.key) &&
    !means(reading, to + 1, ...placeAfter)
  )
}

/** The second number of "бир помпа эки суу". */
function unitOfWater(reading: Reading, numeral: Numeral): boolean {
  return followedBy(reading, numeral, 'bottle', 'water') !== undefined
}

/** "19бу?" asks. */
function isAskedByEnding({ tokens }: Reading, { to }: Numeral): boolean {
  return tokens[to]?.glued === true && /^[бп][уиы]$/.test(tokens[to].key)
}

/** The token after an ending: "12-е число", "5го мая". */
function afterOrdinal({ tokens }: Reading, { to }: Numeral): number | undefined {
  const at = tokens[to]?.key === '-' ? to + 1 : to
  return tokens[at]?.glued && /^(?:е|го|ое|ого|му|th|st|nd|rd)$/.test(tokens[at].key) ? at + 1 : undefined
}

const remains = /^(?:стоит|стоят|остал(?:ось|ась|ись|ся)|имеется|имеются|калды|калган|калыптыр|left|remaining)$/
/** Kyrgyz and English say it behind the number. */
const remainsBehind = /^(?:калды|калган|калыптыр|left|remaining)$/
const ours = /^(?:нас|меня|бизде|менде)$/
const reach = 4

/** "одна ещё стоит полная", "у нас есть 2 бутылки", "we still have one left": what is there already is not ordered. */
function stockOf(reading: Reading, numeral: Numeral): { claim: Claim; to: number } | undefined {
  const unit = followedBy(reading, numeral, 'bottle')
  const to = unit === undefined ? numeral.to : unit + 1
  const key = (at: number) => reading.tokens[at]?.key ?? ''
  const remainsAt = (at: number) => remains.test(key(at)) && !means(reading, at, 'ask.price', 'decline')
  const before = clauseOf(reading, numeral.from - 1, -1)
  const after = clauseOf(reading, to, 1)
  const own = before.some((at) => ours.test(key(at)))
  const isOwned =
    own && (/^есть$/.test(key(numeral.from - 1)) || [to, to + 1].some((at) => /^(?:есть|бар)$/.test(key(at))))
  const isCooler = own && key(unit ?? -1).startsWith('кулер') && !means(reading, to, 'water', 'want')
  const has = before.some((at) => key(at) === 'have' && isWeHave(reading, at))
  return isOwned ||
    isCooler ||
    has ||
    before.some((at) => remainsAt(at) && !remainsBehind.test(key(at))) ||
    after.some(remainsAt)
    ? { claim: 'measure', to }
    : undefined
}

/** "we still have two"; "can i have two" asks for them. */
function isWeHave({ tokens }: Reading, at: number): boolean {
  const subject = /^(?:still|already|only)$/.test(tokens[at - 1]?.key ?? '') ? at - 2 : at - 1
  return (
    /^(?:we|i)$/.test(tokens[subject]?.key ?? '') &&
    !/^(?:can|could|may|might|shall|should|if|let)$/.test(tokens[subject - 1]?.key ?? '')
  )
}

/** The nearest words of a clause up to another number or a wish. */
function clauseOf(reading: Reading, from: number, step: 1 | -1): number[] {
  const found: number[] = []
  for (let at = from; found.length < reach; at += step) {
    const token = reading.tokens[at]
    if (token?.kind !== 'word' || reading.numbers.has(at) || isWished(reading, at)) break
    found.push(at)
  }
  return found
}

function isWished(reading: Reading, at: number): boolean {
  return means(reading, at, 'want', 'go', 'change', 'please') && !remains.test(reading.tokens[at]?.key ?? '')
}

/** "нас трое", "я одна": who lives there. */
function isCompany({ tokens }: Reading, { from }: Numeral): boolean {
  const key = tokens[from]?.key ?? ''
  const before = tokens[from - 1]?.key ?? ''
  if (/^(?:двое|трое|четверо|пятеро|шестеро|семеро)$/.test(key)) return /^(?:нас|вас|их|мы)$/.test(before)
  if (/^(?:нас|биз)$/.test(before) && !/^(?:у|для|на)$/.test(tokens[from - 2]?.key ?? '')) return true
  return /^(?:один|одна)$/.test(key) && /^(?:я|живу)$/.test(before)
}

/** Whether a number is part of an address by the word beside it: a flat, a floor, a house. */
export function isPlaceNumber(reading: Reading, numeral: Numeral): boolean {
  if (means(reading, numeral.from, 'streetName')) return true
  const unit = followedBy(reading, numeral, 'bottle')
  const ofNext = unit !== undefined && isNumber(reading, unit + 1) && !reading.claims[unit + 1]
  if (unit !== undefined && (reading.tokens[unit]?.key.length ?? 0) > 1 && !ofNext) return false
  const after = followedBy(reading, numeral, ...placeAfter)
  if (after !== undefined && (reading.tokens[after]?.key.length ?? 0) >= 2 && !means(reading, after, 'bottle'))
    return true
  const before = previousWord(reading, numeral.from)
  return (
    before >= 0 &&
    means(reading, before, ...placeBefore) &&
    !means(reading, before, 'clock', 'bottle', 'more') &&
    !isNumbered(reading, before) &&
    // "3 этаж 2 воды"
    !(
      isNumber(reading, before - 1) &&
      numberedBefore.test(reading.tokens[before]?.key ?? '') &&
      followedBy(reading, numeral, 'water') !== undefined
    )
  )
}

const numberedBefore = /^(?:этаж|подъезд|кабат|уй|батир|floor)/

/** "3-батир": a part that has its number before it. */
export function isNumbered({ tokens }: Reading, at: number): boolean {
  return tokens[at]?.glued === true && tokens[at - 1]?.key === '-' && tokens[at - 2]?.kind === 'number'
}

function previousWord({ tokens }: Reading, at: number): number {
  let before = at - 1
  while (before >= 0 && /^[-.:№#("«]$/.test(tokens[before]?.key ?? '')) before -= 1
  return before
}

function isLitre(reading: Reading, numeral: Numeral, at: number): boolean {
  const token = reading.tokens[at]
  return (
    !/^(?:ка|ки|ку|шек|шка)$/.test(token?.key ?? '') ||
    token?.glued === true ||
    reading.tokens[at - 1]?.key === '-' ||
    !numeral.digits
  )
}

function isSizeSign({ tokens }: Reading, at: number): boolean {
  const key = tokens[at]?.key ?? ''
  return key === 'по' || (/^[*×хx]$/.test(key) && tokens[at - 1] !== undefined)
}

function emptiesAt(reading: Reading, numeral: Numeral, numbers: number): number | undefined {
  const next = followedBy(reading, numeral, 'empty')
  // "2 на обмен"
  if (next !== undefined && numbers === 1 && reading.tokens[numeral.to]?.key === 'на') return undefined
  if (next !== undefined) return means(reading, next + 1, 'bottle') ? next + 2 : next + 1
  const unit = followedBy(reading, numeral, 'bottle')
  const goesOn = unit !== undefined && isNumber(reading, unit + 2)
  if (
    unit !== undefined &&
    means(reading, unit + 1, 'empty') &&
    !goesOn &&
    !reading.tokens[unit + 1]?.key.startsWith('тар')
  )
    return unit + 2
  const last = previousWord(reading, numeral.from)
  const before = /^(?:есть|бар|have)$/.test(reading.tokens[last]?.key ?? '') ? last - 1 : last
  // "пустых бутылок три штуки"
  const behind = means(reading, before, 'bottle') && means(reading, before - 1, 'empty')
  if (behind && !means(reading, unit === undefined ? numeral.to : unit + 1, 'want', 'full'))
    return unit === undefined ? numeral.to : unit + 1
  if (!means(reading, before, 'empty')) return undefined
  if (unit !== undefined && numbers < 2 && !/^(?:верн|сда|отда|возвр)/.test(reading.tokens[before]?.key ?? ''))
    return undefined
  return unit === undefined ? numeral.to : unit + 1
}

/** "саат 6да", "6дан кийин": the ending is no piece. */
function isKyrgyzHour({ tokens }: Reading, { value, to }: Numeral, before: number): boolean {
  return (
    value <= 24 &&
    (tokens[before]?.key === 'саат' || /^(?:кийин|чейин|баштап)/.test(tokens[to + 1]?.key ?? '')) &&
    tokens[to]?.glued === true &&
    /^[дт][аео]н?$/.test(tokens[to].key)
  )
}

function isTime(reading: Reading, numeral: Numeral, before: number): boolean {
  if (means(reading, before, 'countNoun')) return false
  if (numeral.value >= 100 && reading.tokens[before]?.key === 'с') return true
  if (
    numeral.value > 24 ||
    /^(?:увелич|уменьш|сократ|измен|поменя|increase|reduce)/.test(reading.tokens[before - 1]?.key ?? '')
  )
    return false
  // "10до 4 суу": the ending of a Kyrgyz number is no preposition.
  const isEnding = reading.tokens[before]?.glued === true && reading.tokens[before - 1]?.kind === 'number'
  const word = isEnding ? '' : (reading.tokens[before]?.key ?? '')
  if (means(reading, numeral.to, 'clock') && /^(?:чейин|кийин|chein|keiin)/.test(reading.tokens[numeral.to]?.key ?? ''))
    return true
  // "Элебесова 5 к1"
  const isBlock =
    word === 'к' && reading.tokens[numeral.from]?.glued === true && reading.tokens[before - 1]?.kind === 'number'
  if (isBlock) return false
  if (/^(?:к|до|после|около|саат|позже|раньше|позднее|at|by|around|before|after|until|till|posle|k|v)$/.test(word))
    return !/^(?:от|from)$/.test(reading.tokens[before - 2]?.key ?? '')
  // "часа в три"
  const hours = /^в$/.test(word) && means(reading, before - 1, 'hour')
  if (/^(?:в|во|с)$/.test(word))
    return followedBy(reading, numeral, 'bottle') === undefined && (numeral.digits || hours)
  const suffix = reading.tokens[numeral.to]
  return (
    suffix?.glued === true &&
    /^(?:го|ге|ко|ке|га|ка|де|те|да|та)$/.test(suffix.key) &&
    means(reading, numeral.to + 1, 'clock')
  )
}
