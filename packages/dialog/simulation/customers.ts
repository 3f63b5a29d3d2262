import type { Item } from './plan.ts'
import type { Random } from './random.ts'

/** What the flow cannot take: it throws. */
export const poison = '☠'
/** What ends the process that takes it. */
export const killer = '💣'

const scripts: readonly (readonly string[])[] = [
  ['Здравствуйте', 'Токтогула 125, кв 4', '0555 123 456', '3', 'да'],
  ['Здравствуйте', 'Токтогула 125, кв 4', '0555 123 456', '3', 'да', 'отмена'],
  ['3 бутыли на Манаса 40, 0700 111 222', 'да', 'спасибо'],
  ['3 бутыли на Манаса 40, 0700 111 222', 'да', 'повторить', 'да', '5 бутылей', 'да'],
  ['Саламатсызбы', 'Токтогул 125, кв 4', '0555 123 456', '2', 'ооба'],
  ['hello', 'Toktogula 125 apt 4', '0555123456', '4', 'no', '5', 'yes'],
  ['Манаса 40', '0700 111 222', 'не 0700 111 222, а 0555 999 888', '2', 'да', 'да'],
  ['сколько стоит?', 'Киевская 77', '0555 123 456', '60', 'заново', 'Киевская 77', '0555 123 456', '6', 'да'],
  ['Киевская 77, 2 бутыли, 0555 123 456', 'отмена', 'Киевская 77, 1 бутыль, 0555 123 456', 'да'],
  ['ываыва', 'zzz', 'оператор', 'да', 'заново', '2', 'Манаса 40', '0700 111 222', 'да'],
]
const sprinkled = ['да', 'нет', 'отмена', '4', '👍', 'Где мой заказ?', 'English', 'Ибраимова 12', '0777 000 111']
const told = ['operator.wrote', 'operator.assigned', 'operator.left']

/** What the customers of a run write and when, and how its webhooks arrive: doubled, swapped, late. */
export function customersOf(random: Random): Item[] {
  const items: Item[] = []
  let number = 1000
  const messages: { client: string; at: number; text: string }[] = []
  for (let client = 1; client <= random.integer(1, 3); client++) {
    const hasty = random.chance(0.15)
    let at = random.integer(0, 10_000)
    for (const line of random.pick(scripts)) {
      const texts = [line, ...(random.chance(0.08) ? [random.pick(sprinkled)] : [])]
      if (random.chance(0.004)) texts.push(random.pick([poison, killer]))
      for (const text of texts) {
        messages.push({ client: `c${client}`, at, text })
        at += hasty ? random.integer(0, 300) : random.integer(200, 9_000)
      }
    }
    if (random.chance(0.06)) {
      const flood = random.integer(0, 40_000)
      for (let i = 0; i < 14; i++) messages.push({ client: `c${client}`, at: flood + i * 20, text: `${(i % 9) + 1}` })
    }
    if (random.chance(0.15)) {
      const event = { client: `c${client}`, id: `op${client}`, type: random.pick(told) }
      items.push({ kind: 'event', ...event, at: random.integer(0, 50_000), arrivals: arrivals(random) })
    }
  }
  for (const { client, at, text } of messages.sort((a, b) => a.at - b.at))
    items.push({ kind: 'message', client, number: ++number, at, text, arrivals: arrivals(random) })
  return items
}

function arrivals(random: Random): number[] {
  const first = random.chance(0.08) ? random.integer(500, 20_000) : random.integer(5, 80)
  return random.chance(0.15) ? [first, first + random.integer(0, 3_000)] : [first]
}
