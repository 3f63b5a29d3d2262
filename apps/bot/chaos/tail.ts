import { percentile } from './percentile.ts'

/** How long messages took in one stretch of time. */
export interface Turn {
  /** Ms. */
  times: number[]
  /** The share of the processors that the host of a virtual machine kept meanwhile; undefined where nobody tells. */
  keptByHost: number | undefined
}

export interface Summary {
  messages: number
  p50: number
  p99: number
  /** The p99 of each turn, the middle one of them. */
  middleP99: number
  keptByHost: number | undefined
}

export function summary(turns: readonly Turn[]): Summary {
  const all = turns.flatMap(({ times }) => times)
  const told = turns.map(({ keptByHost }) => keptByHost).filter((kept) => kept !== undefined)
  return {
    messages: all.length,
    p50: percentile(all, 0.5),
    p99: percentile(all, 0.99),
    middleP99: percentile(
      turns.map(({ times }) => percentile(times, 0.99)),
      0.5,
    ),
    keptByHost: told.length > 0 ? told.reduce((sum, kept) => sum + kept, 0) / told.length : undefined,
  }
}

export function tell({ messages, p50, p99, middleP99, keptByHost }: Summary): string {
  const host = keptByHost === undefined ? '' : `; the host kept ${(keptByHost * 100).toFixed(0)} % of the processors`
  return `${messages} messages, p50 ${p50} ms, p99 ${middleP99} ms in the middle turn, ${p99} ms in all${host}`
}
