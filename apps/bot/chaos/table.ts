import type { Row } from './lane.ts'

type Column = [name: string, width: number, cell: (row: Row) => string | number | undefined]

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : `${(ms / 1000).toFixed(1)} s`)
const shownAtMost = 12

const columns: Column[] = [
  ['case', 58, ({ id, title }) => `${id.padEnd(3)} ${title}`.slice(0, 58)],
  ['messages', 8, ({ messages }) => messages],
  ['orders', 6, ({ orders }) => orders],
  ['lost', 4, ({ lost }) => lost],
  ['doubled', 7, ({ doubled }) => doubled],
  ['out of order', 12, ({ outOfOrder }) => outOfOrder],
  ['admitted twice', 14, ({ ambiguous }) => ambiguous],
  ['longest wait', 12, ({ longestWaitMs }) => seconds(longestWaitMs)],
  ['recovery', 8, ({ quietMs }) => seconds(quietMs)],
  ['took', 6, ({ tookMs }) => seconds(tookMs)],
]

export function heading(): string {
  return columns.map(([name, width]) => name.padEnd(width)).join('  ')
}

/** A case as a line of the table, with its faults and whatever promise it broke below. */
export function write(row: Row, seed: number): string {
  const { id, faults, violations } = row
  const lines = [columns.map(([, width, cell]) => String(cell(row) ?? '–').padEnd(width)).join('  ')]
  const happened = Object.entries(faults).map(([what, count]) => `${what} × ${count}`)
  if (happened.length > 0) lines.push(`    ${happened.join(', ')}`)
  for (const violation of violations.slice(0, shownAtMost)) lines.push(`  !! ${violation}`)
  if (violations.length > shownAtMost) lines.push(`  !! and ${violations.length - shownAtMost} more`)
  if (violations.length > 0) lines.push(`  !! once more: pnpm chaos ${id} --seed ${seed}`)
  return lines.join('\n')
}
