import { means, type Concept, type Reading } from '../../language/reading.ts'
import { matchable } from '../../language/text.ts'
import type { Topic } from '../events.ts'

const topics: readonly [Concept, Topic][] = [
  ['ask.status', 'order-status'],
  ['ask.price', 'price'],
  ['ask.hours', 'hours'],
  ['ask.delivery', 'delivery'],
  ['ask.payment', 'payment'],
  ['ask.water', 'water'],
  ['ask.bot', 'bot'],
]

/** What a message asks about, outside the words taken for answers. */
export function readQuestion(reading: Reading, hasOrder: boolean): Topic | undefined {
  const free = reading.tokens.map((_, at) => at).filter((at) => !reading.claims[at] || reading.claims[at] === 'measure')
  const topic = topics.find(([concept]) => free.some((at) => asksBy(reading, at, concept)))?.[1]
  if (
    topic === 'order-status' &&
    !hasOrder &&
    free.some((at) => /^(?:когда|качан|when)$/.test(reading.tokens[at]?.key ?? ''))
  )
    return 'delivery'
  if (topic === 'delivery' && hasOrder) return 'order-status'
  if (topic) return topic
  const words = reading.tokens.some((token) => token.kind === 'word' || token.kind === 'number')
  const asked = reading.tokens.some((token) => token.key === '?')
  if (!words) return undefined
  if (free.some((at) => means(reading, at, 'litre')) && asked) return 'water'
  if (isTimeWish(reading)) return 'delivery'
  if (free.some((at) => means(reading, at, 'help'))) return 'bot'
  if (isPoliteWish(reading) || isPoliteNote(reading)) return undefined
  return asked || isInterrogative(reading) ? 'other' : undefined
}

/** "пусть водитель поможет" asks nothing: who brings it is a question by itself or beside an asking word only. */
function asksBy(reading: Reading, at: number, ...concepts: readonly Concept[]): boolean {
  if (!means(reading, at, ...concepts)) return false
  if (!/^(?:курьер|водител|айдоочу|courier|driver)/.test(reading.tokens[at]?.key ?? '')) return true
  const words = reading.tokens.filter(({ kind }) => kind === 'word').length
  return words <= 3 || isInterrogative(reading) || reading.tokens.some(({ key }) => key === '?' || key.startsWith('жд'))
}

const ourPlace =
  /(?<!\p{L})(?:ваш(?:а|е|и|его|ей|ем|у)?|сиздин|сиздердин|силердин|your)\s(?:\p{L}{1,20}\s)?(?:склад|офис|магазин|филиал|контор|завод|цех|адрес|номер|телефон|точк|пункт|ке[нң]се|д[үу]к[өо]н|дарег|office|warehouse|shop|store|address|branch|factory|depot)|(?<!\p{L})вы\s(?:находитесь|располож)|жайгашкан|where are you|are you (?:located|based)/u

/** "ваш склад на Чуй 136?" asks where the water comes from, not where it goes. */
export function asksWhereFrom(reading: Reading): boolean {
  return reading.text.includes('?') && ourPlace.test(matchable(reading.text))
}

const least = /^(?:минимал|минимум|наименьш|минималд|minimum|minimal|least)/

/** Whether the count and a question share a sentence: "сколько стоят 2 бутыли"; "минимальный заказ — 2 бутылки?". */
export function asksAboutCount(reading: Reading): boolean {
  const isLeast = reading.tokens.some(
    ({ key }, at) => least.test(key) || (key === 'эн' && reading.tokens[at + 1]?.key === 'аз'),
  )
  if (isLeast && reading.text.includes('?')) return true
  if (reading.concepts.some((all) => all.has('maybe')) && reading.concepts.some((all) => all.has('ask.price')))
    return true
  let asked = false
  let counted = false
  const concepts: readonly Concept[] = ['ask.price', 'ask.hours', 'ask.payment', 'ask.water', 'ask.status']
  for (let at = 0; at <= reading.tokens.length; at++) {
    const token = reading.tokens[at]
    const ends = !token || token.kind === 'break' || (token.kind === 'sign' && /[.!?;,]/.test(token.key))
    if (ends) {
      if (asked && counted) return true
      asked = counted = false
    } else {
      asked ||= asksBy(reading, at, ...concepts)
      counted ||= reading.claims[at] === 'count'
    }
  }
  return false
}

/** "можно воды заказать?" asks for nothing to be answered. */
function isPoliteWish(reading: Reading): boolean {
  const words = reading.tokens.flatMap((token, at) => (token.kind === 'word' ? [at] : []))
  const wishes =
    words.some((at) => means(reading, at, 'want')) &&
    words.some((at) => means(reading, at, 'water', 'please', 'bottle'))
  return wishes && words.every((at) => reading.concepts[at]?.size !== 0 && !means(reading, at, 'ask.asking'))
}

/** "можно завтра к 10?" is a wish. */
function isPoliteNote(reading: Reading): boolean {
  const words = reading.tokens.flatMap((token, at) => (token.kind === 'word' && !reading.claims[at] ? [at] : []))
  return (
    reading.claims.includes('note') &&
    words.some((at) => means(reading, at, 'please')) &&
    words.every((at) => reading.concepts[at]?.size !== 0 && !means(reading, at, 'ask.asking'))
  )
}

function isTimeWish(reading: Reading): boolean {
  const timed = reading.tokens.some(
    (_, at) =>
      (reading.claims[at] !== 'note' && reading.claims[at] !== 'count' && means(reading, at, 'day', 'hour', 'month')) ||
      (reading.claims[at] === 'measure' &&
        means(reading, at - 1, 'clock') &&
        !means(reading, at + 1, 'people', 'money', 'litre')),
  )
  const other = reading.tokens.some(
    (token, at) => token.kind === 'word' && reading.concepts[at]?.size === 0 && !reading.claims[at],
  )
  return timed && !other
}

function isInterrogative(reading: Reading): boolean {
  return reading.tokens.some((_, at) => means(reading, at, 'ask.asking') && !reading.claims[at])
}
