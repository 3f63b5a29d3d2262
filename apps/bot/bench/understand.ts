import { stdout } from 'node:process'
import { converse } from '@shoro/dialog/testing'
import { orderFlow } from '@shoro/dialog/order'

const length = 100_000
const units =
  'а|1|1 |(|-|. |да |0 (|1.|ул. 1 |😀|кв 1, |1-|х|не 2, а 3 |Токтогула 125 кв 4, |буторылка проспктиа |0555 123 456 |ю'.split(
    '|',
  )
const strange = Array.from(
  { length: 12_000 },
  (_, at) => `отме${(at * 7919).toString(36).replace(/\d/g, 'ш')}тель`,
).join(' ')
const flow = orderFlow()
const usual = [
  'Здравствуйте',
  '2 бутыли на Токтогула 125, кв 4',
  '0555 123 456',
  'да, всё верно',
  'лучше 3 бутылки завтра к 10',
]

/** The best of several runs, ms: what it takes when nobody else is at work. */
function best(work: () => unknown, runs = 15): number {
  const times = Array.from({ length: runs }, () => {
    const begun = performance.now()
    work()
    return performance.now() - begun
  })
  return Math.min(...times)
}

const reading = (text: string) => flow.understand({ text }, situation)
const { snapshot } = (() => {
  const talk = converse(flow)
  talk.say('здравствуйте')
  return talk
})()
const situation = {
  awaits: 'address',
  state: 'ordering.waitingAddress',
  context: (snapshot as NonNullable<typeof snapshot>).context as Parameters<typeof flow.understand>[1]['context'],
  locale: 'ru',
  late: false,
  at: 0,
}

for (let warm = 0; warm < 300; warm++) for (const text of usual) reading(text)

const rows = [...units, strange].map((all) => {
  const text = all.repeat(Math.ceil(length / all.length)).slice(0, length)
  const unit = all.slice(0, 20)
  const scan = best(() => text.toLowerCase().match(/\p{L}+/gu)?.length)
  const took = best(() => reading(text))
  return { unit, took, scan }
})
const slowest = rows.reduce((a, b) => (a.took > b.took ? a : b))
for (const { unit, took, scan } of rows)
  stdout.write(
    `${JSON.stringify(unit).padEnd(28)} ${took.toFixed(2).padStart(8)} ms  ${(took / scan).toFixed(2).padStart(7)} of a plain scan\n`,
  )
stdout.write(`slowest text of ${length} characters: ${slowest.took.toFixed(2)} ms (${JSON.stringify(slowest.unit)})\n`)
const everyday = best(() => usual.forEach(reading), 50) / usual.length
stdout.write(`an everyday message: ${everyday.toFixed(2)} ms\n`)
