import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningSandbox } from '@shoro/chat2desk/sandbox'
import type { Random } from './random.ts'

/** Somebody who writes to the bot. */
export interface Customer {
  id: string
  script: string
  lines: readonly string[]
  /** Reads the answer before the next line; otherwise just goes on writing. */
  patient: boolean
}

type Script = (random: Random) => string[]

const phone = (random: Random) =>
  `0${random.pick(['555', '700', '772'])} ${random.between(100, 999)} ${random.between(100, 999)}`
const streets = ['Токтогула', 'Киевская', 'Манаса', 'Ахунбаева', 'Боконбаева']
const address = (random: Random) => `${random.pick(streets)} ${random.between(1, 199)}, кв ${random.between(1, 99)}`
const bottles = (random: Random) => String(random.between(1, 9))

const scripts: Record<string, Script> = {
  'ru step by step': (r) => ['Здравствуйте', address(r), phone(r), bottles(r), 'да'],
  'ky step by step': (r) => [
    'Саламатсызбы',
    `Токтогул көчөсү ${r.between(1, 199)}, ${r.between(1, 60)}-батир`,
    phone(r),
    'үч',
    'ооба',
  ],
  'en step by step': (r) => [
    'Hello',
    `Toktogul street ${r.between(1, 199)}, apt ${r.between(1, 60)}`,
    phone(r),
    bottles(r),
    'yes',
  ],
  'all in one': (r) => [`${bottles(r)} бутыли на ${address(r)}, тел ${phone(r)}`, 'да'],
  'a correction at the summary': (r) => [
    'Здравствуйте',
    address(r),
    phone(r),
    bottles(r),
    `адрес другой: ${address(r)}`,
    'да',
  ],
  'a correction on the way': (r) => ['Добрый день', address(r), phone(r), `нет, телефон ${phone(r)}`, bottles(r), 'да'],
  cancels: (r) => ['Здравствуйте', address(r), phone(r), bottles(r), 'отмена'],
  'cancels what was placed': (r) => ['Здравствуйте', address(r), phone(r), bottles(r), 'да', 'отмените заказ'],
  'says everything twice': (r) =>
    ['Здравствуйте', address(r), phone(r), bottles(r), 'да'].flatMap((line) => [line, line]),
  'asks on the way': (r) => [
    'Здравствуйте',
    'сколько стоит?',
    address(r),
    phone(r),
    'когда привезёте?',
    bottles(r),
    'да',
  ],
  'orders twice': (r) => [
    `${bottles(r)} бутыли на ${address(r)}, тел ${phone(r)}`,
    'да',
    `Новый заказ: ${bottles(r)} бутылей на ${address(r)}, тел ${phone(r)}`,
    'да',
  ],
  'wants a person': (r) => ['Здравствуйте', address(r), 'позовите оператора'],
  'writes in pieces': (r) => [
    'Здравствуйте',
    `улица ${r.pick(streets)}`,
    `дом ${r.between(1, 199)} кв ${r.between(1, 99)}`,
    phone(r),
    bottles(r),
    'да',
  ],
  'changes what was placed': (r) => [
    `${bottles(r)} бутыли на ${address(r)}, тел ${phone(r)}`,
    'да',
    `измените адрес на ${address(r)}`,
    `поменяйте количество на ${bottles(r)}`,
    'где мой заказ?',
  ],
  'changes and takes back': (r) => [
    `${bottles(r)} бутыли на ${address(r)}, тел ${phone(r)}`,
    'да',
    'измените телефон',
    phone(r),
    'отмените заказ',
    'где мой заказ?',
  ],
  'comes back for the same': () => ['Здравствуйте', 'как обычно', 'да', 'где мой заказ?'],
  'comes back and chooses': (r) => ['Здравствуйте', '1', '1', bottles(r), 'да'],
  'comes back to ask': (r) => ['где мой заказ?', `поменяйте количество на ${bottles(r)}`, 'отмените заказ'],
  'comes back to be forgotten': (r) => ['забудьте меня', address(r), phone(r), bottles(r), 'да'],
}

/** Those who do not wait for an answer, whoever they are. */
const hasty = new Set(['writes in pieces'])

interface Making {
  only?: readonly string[]
  patient?: boolean
  from?: number
  /** Clients who ordered before the run: those who come back are taken from here. */
  known?: string[]
}

/** Customers of all kinds; the same randomness gives the same ones. Half of them do not wait for answers. */
export function makeCustomers(
  random: Random,
  count: number,
  { only, patient, from = 781_000_000, known = [] }: Making = {},
): Customer[] {
  const names = only ?? random.shuffle(Object.keys(scripts))
  return Array.from({ length: count }, (_, n) => {
    const script = n < names.length ? (names[n] ?? '') : random.pick(names)
    const lines = scripts[script]?.(random)
    if (!lines) throw new Error(`Cannot make customer: no script "${script}"`)
    const id = (script.startsWith('comes back') && known.shift()) || String(from + n)
    return { id, script, lines, patient: patient ?? (!hasty.has(script) && random.next() < 0.5) }
  })
}

export interface Conversing {
  sandbox: RunningSandbox
  random: Random
  /** How long a patient customer waits for an answer before writing on. Default 3 s. */
  patienceMs?: number
  /** The longest pause of the others between two lines. Default 600 ms. */
  pauseMs?: number
}

/** Says the lines, one after another. Resolves when the last one is on its way and, for the patient, answered. */
export async function converse(customer: Customer, { sandbox, random, patienceMs = 3_000, pauseMs = 600 }: Conversing) {
  for (const text of customer.lines) {
    const before = sandbox.messagesTo(customer.id).length
    sandbox.customerSends({ clientId: customer.id, transport: 'telegram', text })
    if (!customer.patient) {
      await sleep(random.between(20, pauseMs))
      continue
    }
    const until = Date.now() + patienceMs
    while (sandbox.messagesTo(customer.id).length === before && Date.now() < until) await sleep(20)
  }
}
