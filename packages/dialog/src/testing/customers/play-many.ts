import type { Flow } from '../../flow/define.ts'
import type { OrderContext } from '../../order/context.ts'
import { customerOf, styles, type Style } from './customer.ts'
import { playCustomer, type Ending } from './play.ts'

const endings: readonly Ending[] = ['order', 'called off', 'person', 'person unasked', 'no order', 'stuck']

interface Line {
  style: Style
  ending: Ending
  failed: boolean
  messages: number
  repeats: number
}

export interface Failure {
  seed: number
  wrong: string[]
  transcript: string[]
}

export interface PlayedMany {
  lines: Line[]
  failures: Failure[]
}

/** Plays customers `seed` to `seed + count - 1`. */
export function playMany(flow: Flow<OrderContext>, seed: number, count: number): PlayedMany {
  const lines: Line[] = []
  const failures: Failure[] = []
  for (let one = seed; one < seed + count; one++) {
    const customer = customerOf(one)
    const { ending, wrong, messages, repeats } = playCustomer(flow, customer, false)
    lines.push({ style: customer.style, ending, failed: wrong.length > 0, messages, repeats })
    if (wrong.length > 0)
      failures.push({ seed: one, wrong, transcript: playCustomer(flow, customerOf(one)).transcript })
  }
  return { lines, failures }
}

/** How conversations end, by style. */
export function tableOf(lines: readonly Line[]): string {
  const head = ['style', ...endings, 'failed', 'messages', 'asked again']
  const rows = [...styles, 'all' as const].map((style) => {
    const own = lines.filter((line) => style === 'all' || line.style === style)
    const mean = (key: 'messages' | 'repeats') =>
      (own.reduce((sum, line) => sum + line[key], 0) / Math.max(1, own.length)).toFixed(2)
    return [
      style,
      ...endings.map((ending) => String(own.filter((line) => line.ending === ending).length)),
      String(own.filter(({ failed }) => failed).length),
      mean('messages'),
      mean('repeats'),
    ]
  })
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)))
  return [head, ...rows].map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ')).join('\n')
}
