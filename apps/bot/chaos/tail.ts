import { readFileSync } from 'node:fs'

/** How long messages took in one stretch of time. */
export interface Turn {
  /** Ms, the quickest first. */
  times: number[]
  /** The share of the processors that the host of a virtual machine kept meanwhile; undefined where nobody tells. */
  stolen: number | undefined
}

export interface Summary {
  messages: number
  p50: number
  p99: number
  /** The p99 of each turn, the middle one of them. */
  middleP99: number
  stolen: number | undefined
}

export function summary(turns: readonly Turn[]): Summary {
  const all = sorted(turns.flatMap(({ times }) => times))
  const told = turns.map(({ stolen }) => stolen).filter((stolen) => stolen !== undefined)
  return {
    messages: all.length,
    p50: share(all, 0.5),
    p99: share(all, 0.99),
    middleP99: share(sorted(turns.map(({ times }) => share(times, 0.99))), 0.5),
    stolen: told.length > 0 ? told.reduce((sum, stolen) => sum + stolen, 0) / told.length : undefined,
  }
}

export function tell({ messages, p50, p99, middleP99, stolen }: Summary): string {
  const host = stolen === undefined ? '' : `; the host kept ${(stolen * 100).toFixed(0)} % of the processors`
  return `${messages} messages, p50 ${p50} ms, p99 ${middleP99} ms in the middle turn, ${p99} ms in all${host}`
}

export function sorted(times: readonly number[]): number[] {
  return times.toSorted((a, b) => a - b)
}

/** Begins to watch how much of its processors a virtual machine gets. */
export function watchProcessors(): { stolen(): number | undefined } {
  const before = spent()
  return {
    stolen() {
      const after = spent()
      if (!before || !after || after.all === before.all) return undefined
      return (after.stolen - before.stolen) / (after.all - before.all)
    },
  }
}

/** Clock ticks since the system started; the eighth of Linux' figures is what the host kept. */
function spent(): { all: number; stolen: number } | undefined {
  try {
    const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
    const ticks = first.split(/ +/).slice(1, 9).map(Number)
    return { all: ticks.reduce((sum, part) => sum + part, 0), stolen: ticks[7] ?? 0 }
  } catch {
    return undefined
  }
}

function share(times: readonly number[], part: number): number {
  return times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
}
