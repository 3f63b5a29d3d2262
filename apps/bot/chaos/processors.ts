import { readFileSync } from 'node:fs'

/** Begins to watch the processors; `keptByHost` gives the share that the host of a virtual machine kept since, if it is told. */
export function watchProcessors(): { keptByHost(): number | undefined } {
  const before = spent()
  return {
    keptByHost() {
      const after = spent()
      if (!before || !after || after.all === before.all) return undefined
      return (after.kept - before.kept) / (after.all - before.all)
    },
  }
}

/** Clock ticks since the system started; the eighth of Linux' figures is what the host kept. */
function spent(): { all: number; kept: number } | undefined {
  try {
    const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
    const ticks = first.split(/ +/).slice(1, 9).map(Number)
    return { all: ticks.reduce((sum, part) => sum + part, 0), kept: ticks[7] ?? 0 }
  } catch {
    return undefined
  }
}
