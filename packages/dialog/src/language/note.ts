import { markers } from './address-segments.ts'
import { isHourWord } from './measures.ts'
import { type Concept, isNumberWord, means, type Reading, wordsOf } from './reading.ts'

/** Words for the courier: when to come, whether to call, what to bring along. */
export interface Note {
  words: string
  from: number
  to: number
  /** Only about when. */
  time: boolean
}

const mostNotes = 10

interface Clause {
  from: number
  to: number
}

const times =
  /\b\d{1,2}:\d{2}(?::\d{2})?\b|\b(?:0?[6-9]|1\d|2[0-3])[-.](?:00|30)\b(?!\d|-)|\b\d{1,2}[./](?:0[1-9]|1[0-2])(?:[./]\d{2,4})\b|\b(?:[0-2]\d|3[01])\.(?:0[1-9]|1[0-2])\b/g
const towards =
  /^(?:к|до|после|около|в|во|с|со|на|через|за|по|примерно|ближе|не|позже|позднее|раньше|где-то|саат|at|by|before|after|until|till|from|between|in|on|around|not|posle|do|k|v|the|for|next|every|первой|второй|следующ.*|эту|этот|это|кажд.*)$/
const onwards =
  /^(?:чейин|кийин|га|ге|ко|ке|го|ка|де|те|да|та|до|то|дон|ден|тон|тен|дня|числа|менен|половине|нче|чу|oclock)$/
const clockBefore =
  /^(?:к|до|после|около|саат|в|во|с|со|через|за|позже|раньше|позднее|at|by|before|after|until|till|from|posle|k|in)$/
const only = /^(?:только|тока|токо|гана|болгону|only|just|лишь|и|а)$/
const broken = /^(?:не|нет|жок|нету|слома.*|отключ.*|иштебе.*|работает|broken|not|doesnt|isnt|without|без|мертв.*)$/
const device = /^(?:домофон|лифт|звонок|звонк|intercom|lift|elevator|doorphone)/
const ownPlan =
  /^(?:закаж[уе]|закажем|возьм|купл[юя]|купим|напиш|отвеч|скаж|реш[уи]|дума|подума|посмотр|ойлон|жазам|айтам)/
const beside =
  /^(?:у|возле|около|перед|под|на|в|с|рядом|за|охран.*|консьерж.*|вахт.*|сосед.*|at|with|by|near|outside|эшик.*)$/

/** Finds what is said to the courier and claims it; a question says nothing. Reads what phones and measures left. */
export function findNotes(reading: Reading): Note[] {
  const timed = timeTokens(reading)
  const notes: Note[] = []
  for (const sentence of parts(reading, { from: 0, to: reading.tokens.length }, /[.!?…\n]/)) {
    if (notes.length >= mostNotes || isQuestion(reading, sentence)) continue
    let before: Note | undefined
    for (const clause of parts(reading, sentence, /[,;:()—–]/)) {
      if (notes.length >= mostNotes) break
      const found = toldIn(reading, clause, before, timed)
      notes.push(...found)
      before = found.at(-1)
    }
  }
  for (const { from, to } of notes) {
    const first = only.test(reading.tokens[from - 1]?.key ?? '') ? from - 1 : from
    const last = only.test(reading.tokens[to]?.key ?? '') ? to + 1 : to
    for (let at = first; at < last; at++) if (isFree(reading, at)) reading.claims[at] = 'note'
  }
  return notes
}

function toldIn(reading: Reading, clause: Clause, before: Note | undefined, timed: readonly boolean[]): Note[] {
  const order = orderIn(reading, clause, timed)
  if (order) return [order]
  if (before && !before.time && before.to === clause.from - 1 && isAfterthought(reading, clause))
    return [noteOf(reading, clause.from, clause.to, false)]
  return [...wishesIn(reading, clause, timed), ...thingsIn(reading, clause)].sort((a, b) => a.from - b.from)
}

/** "позвоните за час", "домофон не работает", "оставьте у охраны", "сдача с 2000", "нужна счёт-фактура". */
function orderIn(reading: Reading, clause: Clause, timed: readonly boolean[]): Note | undefined {
  const cores = range(clause).filter((at) => isFree(reading, at) && mayOrder(reading, at))
  if (cores.length === 0) return undefined
  const hints = hintsOf(reading, clause, timed)
  const core = cores.find((at) => isOrder(reading, at, hints))
  if (core === undefined) return undefined
  let from = core
  let to = core + 1
  while (from > clause.from && isSoft(reading, from - 1, timed)) from -= 1
  while (to < clause.to && isFree(reading, to) && !isPlaced(reading, to)) to += 1
  return noteOf(reading, from, to, false)
}

interface Hints {
  ahead: boolean
  not: boolean
  time: boolean
  wanted: boolean
  amount: boolean
}

function hintsOf(reading: Reading, clause: Clause, timed: readonly boolean[]): Hints {
  const hints: Hints = { ahead: false, not: false, time: false, wanted: false, amount: false }
  for (let at = clause.from; at < clause.to; at++) {
    const key = reading.tokens[at]?.key ?? ''
    hints.ahead ||= means(reading, at, 'ahead') || /^(?:за|перед|до)$/.test(key)
    hints.not ||=
      /^(?:не|dont|not)$/.test(key) ||
      (key === 'no' && means(reading, at + 1, 'ring')) ||
      (key === 'без' && means(reading, at, 'ring')) ||
      key.startsWith('чалба') ||
      means(reading, at, 'decline')
    hints.time ||= timed[at] === true
    hints.wanted ||= /^(?:нуж[еа]н|нужна|керек|need|дайте|обязательно)$/.test(key)
    hints.amount ||=
      reading.tokens[at]?.kind === 'number' || key === 'без' || means(reading, at, 'want', 'not', 'money')
  }
  return hints
}

function mayOrder(reading: Reading, at: number): boolean {
  const key = reading.tokens[at]?.key ?? ''
  return (
    tellsPayment(reading, at) ||
    means(reading, at, 'ring', 'callMe', 'leave', 'papers', 'paying', 'smallMoney') ||
    key === 'чек' ||
    device.test(key)
  )
}

/** "да, оплата мбанком" tells how it will be paid; without the yes it asks. */
function tellsPayment(reading: Reading, at: number): boolean {
  return (
    /^(?:оплат|payment)/.test(reading.tokens[at]?.key ?? '') &&
    means(reading, 0, 'yes') &&
    !reading.tokens.some((token, other) => token.key === '?' || means(reading, other, 'ask.asking', 'please'))
  )
}

function isOrder(reading: Reading, at: number, hints: Hints): boolean {
  const key = reading.tokens[at]?.key ?? ''
  if (means(reading, at, 'ring', 'callMe')) {
    if ([at + 1, at + 2, at + 3].some((other) => reading.claims[other] === 'phone')) return false
    return hints.ahead || (!means(reading, at, 'callMe') && (hints.time || hints.not))
  }
  if (device.test(key)) return [at + 1, at + 2, at - 1].some((other) => broken.test(reading.tokens[other]?.key ?? ''))
  if (means(reading, at, 'leave'))
    return (
      beside.test(
        reading.tokens[/^(?:it|them|их|ее|её)$/.test(reading.tokens[at + 1]?.key ?? '') ? at + 2 : at + 1]?.key ?? '',
      ) || /^(?:калтыр|коюп|таштап)/.test(key)
    )
  return (
    means(reading, at, 'papers', 'paying') ||
    tellsPayment(reading, at) ||
    (key === 'чек' && hints.wanted) ||
    (means(reading, at, 'smallMoney') && hints.amount)
  )
}

function isSoft(reading: Reading, at: number, timed: readonly boolean[]): boolean {
  if (!isFree(reading, at)) return false
  const key = reading.tokens[at]?.key ?? ''
  if (key === 'no' && means(reading, at + 1, 'ring')) return true
  if (
    means(reading, at, 'yes', 'right', 'no', 'greeting', 'thanks', 'but', ...markers) &&
    !/^(?:дверь|доор|door)/.test(key)
  )
    return false
  return (
    timed[at] === true ||
    reading.claims[at] === 'measure' ||
    means(
      reading,
      at,
      'not',
      'decline',
      'ahead',
      'want',
      'please',
      'filler',
      'clock',
      'hour',
      'phoneNoun',
      'orderNoun',
      'people',
      'money',
    ) ||
    /^(?:дверь|door|если|просьба|когда|как)$/.test(key)
  )
}

function isPlaced(reading: Reading, at: number): boolean {
  return (
    means(reading, at, 'street', 'flat', 'streetName', 'districtName') || means(reading, at, 'yes', 'thanks', 'bottle')
  )
}

/** "ребёнок спит", said after "в дверь не звоните". */
function isAfterthought(reading: Reading, clause: Clause): boolean {
  const all = range(clause)
  return (
    all.length <= 5 &&
    all.every(
      (at) => reading.tokens[at]?.kind === 'word' && !reading.claims[at] && !means(reading, at, ...markers, ...matters),
    ) &&
    all.some((at) => reading.concepts[at]?.size === 0)
  )
}

const matters: readonly Concept[] = [
  'yes',
  'no',
  'right',
  'thanks',
  'bye',
  'cancel',
  'operator',
  'restart',
  'change',
  'business',
  'landmark',
  'crossing',
  'addressNoun',
  'naming',
]

/** "завтра к 10", "после 6", "срочно". */
function wishesIn(reading: Reading, clause: Clause, timed: readonly boolean[]): Note[] {
  const other = (at: number) => ownPlan.test(reading.tokens[at]?.key ?? '') || means(reading, at, 'decline')
  if (range(clause).some(other)) return []
  const notes: Note[] = []
  for (let at = clause.from; at < clause.to; at++) {
    if (!timed[at]) continue
    let from = at
    let to = at + 1
    while (from > clause.from && leads(reading, from - 1)) from -= 1
    for (let next = to; next < clause.to; next++) {
      if (timed[next] || trails(reading, next)) to = next + 1
      else if (
        !leads(reading, next) &&
        !/^[-–—и]$/.test(reading.tokens[next]?.key ?? '') &&
        reading.tokens[next]?.key !== 'and'
      )
        break
    }
    const said = wordsOf(reading, from, to)
    // "до завтра" is a goodbye.
    const isBye = /^(?:до|till|until)\s+(?:завтра|tomorrow|встречи)$/iu.test(said)
    // "бүгүн эмес, эртең"
    const refused = /^(?:эмес|emes)$/.test(reading.tokens[to]?.key ?? '')
    if (!isBye && !refused) notes.push(noteOf(reading, from, to, true))
    at = to - 1
  }
  return notes
}

function leads(reading: Reading, at: number): boolean {
  const isTens = reading.claims[at] === 'measure' && isNumberWord(reading, at)
  return isFree(reading, at) && (isTens || towards.test(reading.tokens[at]?.key ?? ''))
}

function trails(reading: Reading, at: number): boolean {
  if (!isFree(reading, at)) return false
  const token = reading.tokens[at]
  if (token?.kind === 'number' && reading.tokens[at - 1]?.key === '-') return reading.claims[at] === 'measure'
  return (
    onwards.test(token?.key ?? '') ||
    means(reading, at, 'hour', 'day', 'month') ||
    (token?.kind === 'word' &&
      token.glued &&
      (reading.tokens[at - 1]?.kind === 'number' || reading.claims[at] === 'measure'))
  )
}

/** "1 пустую заберите", "тары нет", "и помпу". */
function thingsIn(reading: Reading, clause: Clause): Note[] {
  const isThing = (at: number) =>
    reading.claims[at] === 'empties' || (isFree(reading, at) && means(reading, at, 'empty')) || isPump(reading, at)
  const notes: Note[] = []
  for (let at = clause.from; at < clause.to; at++) {
    if (!isThing(at)) continue
    let from = at
    let to = at + 1
    while (from > clause.from && (isPumpCount(reading, from - 1) || isGiven(reading, from - 1))) from -= 1
    while (to < clause.to && (isThing(to) || isGiven(reading, to) || reading.claims[to] === 'measure')) to += 1
    notes.push(noteOf(reading, from, to, false))
    at = to - 1
  }
  return notes
}

function isPump(reading: Reading, at: number): boolean {
  return isFree(reading, at) && means(reading, at, 'pump') && !means(reading, at, 'bottle')
}

function isPumpCount(reading: Reading, at: number): boolean {
  return reading.claims[at] === 'measure' && isPump(reading, at + 1)
}

function isGiven(reading: Reading, at: number): boolean {
  return (
    isFree(reading, at) &&
    /^(?:забе.*|забра.*|забир.*|верн.*|отда.*|сда.*|есть|нет|бар|жок|возьм.*|без|have|no|take|pick|up|алып|кет.*|бер.*)$/.test(
      reading.tokens[at]?.key ?? '',
    )
  )
}

function timeTokens(reading: Reading): boolean[] {
  const timed = reading.tokens.map((_, at) => isWhen(reading, at))
  for (const match of reading.text.matchAll(times)) {
    reading.tokens.forEach((token, at) => {
      const inside = token.start >= match.index && token.end <= match.index + match[0].length
      if (inside && reading.claims[at] === 'measure') timed[at] = true
    })
  }
  return timed
}

function isWhen(reading: Reading, at: number): boolean {
  if (!isFree(reading, at)) return false
  const { key = '', kind } = reading.tokens[at] ?? {}
  const before = reading.tokens[at - 1]?.key ?? ''
  if (means(reading, at, ...markers) || isNamed(reading, at)) return false
  if (means(reading, at, 'urgent')) return true
  if (means(reading, at, 'day')) return key !== 'ближе' && (key.length > 2 || /^(?:в|во|на|к|до)$/.test(before))
  if (means(reading, at, 'hour') && /^(?:через|за|спустя|in)$/.test(before)) return true
  if (key === 'полчаса') return true
  if (reading.claims[at] !== 'measure' || !(kind === 'number' || isNumberWord(reading, at))) return false
  if (isHourWord(reading, { digits: kind === 'number', to: at + 1 })) return true
  const dash = reading.tokens[at + 1]?.key === '-' && reading.claims[at + 2] === 'measure' ? 1 : 0
  const suffix = reading.tokens[at + 1 + dash]
  const isSuffix =
    suffix?.glued === true &&
    suffix.kind === 'word' &&
    (reading.concepts[at + 1 + dash]?.size === 0 || /^(?:[дт][аео]н?|th|st|nd|rd)$/.test(suffix.key))
  const next = isSuffix ? at + 2 + dash : at + 1
  if (means(reading, next, 'litre', 'money', 'pump', 'bottle') || (kind === 'number' && Number(key) > 31)) return false
  if (means(reading, next, 'hour', 'month')) return true
  return (
    !means(reading, next, 'people') &&
    (clockBefore.test(before) || means(reading, next, 'clock') || /^(?:саат|до|к)/.test(before))
  )
}

/** "ул. Срочная": whatever follows the word for a street is its name. */
function isNamed(reading: Reading, at: number): boolean {
  return means(reading, reading.tokens[at - 1]?.key === '.' ? at - 2 : at - 1, 'street')
}

function isQuestion(reading: Reading, sentence: Clause): boolean {
  const all = range(sentence)
  const asked = reading.tokens[sentence.to]?.key === '?'
  const rings = all.some((at) => means(reading, at, 'ring', 'urgent') || device.test(reading.tokens[at]?.key ?? ''))
  if (!asked && rings) return false
  const interrogative = all.some((at) =>
    means(reading, at, 'ask.price', 'ask.hours', 'ask.delivery', 'ask.water', 'ask.bot', 'ask.asking'),
  )
  if (interrogative) return true
  return asked && !all.some((at) => means(reading, at, 'please'))
}

function isFree(reading: Reading, at: number): boolean {
  const claim = reading.claims[at]
  return reading.tokens[at] !== undefined && (claim === undefined || claim === 'measure' || claim === 'empties')
}

function noteOf(reading: Reading, first: number, to: number, time: boolean): Note {
  let from = first
  while (from < to - 1 && only.test(reading.tokens[from]?.key ?? '')) from += 1
  return { words: wordsOf(reading, from, to).replace(/\s+/g, ' ').trim(), from, to, time }
}

function range({ from, to }: Clause): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step)
}

/** Pieces between signs; a sign within a number or glued to the next word divides nothing. */
function parts(reading: Reading, { from, to }: Clause, signs: RegExp): Clause[] {
  const found: Clause[] = []
  let start = from
  for (let at = from; at <= to; at++) {
    const token = reading.tokens[at]
    const glued =
      reading.tokens[at + 1]?.glued === true && token?.key !== '\n' && reading.tokens[at + 1]?.kind !== 'sign'
    const divides =
      at === to ||
      (token !== undefined && token.kind !== 'word' && token.kind !== 'number' && signs.test(token.key) && !glued)
    if (!divides) continue
    if (at > start) found.push({ from: start, to: at })
    start = at + 1
  }
  return found
}
