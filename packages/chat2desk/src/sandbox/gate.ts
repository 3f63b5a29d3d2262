export type Gate = <Value>(job: () => Promise<Value>) => Promise<Value>

/** At most `places` jobs at a time; the others wait in line. */
export const createGate = (places: number): Gate => {
  let free = places
  const line: (() => void)[] = []
  return async (job) => {
    if (free > 0) free -= 1
    else await new Promise<void>((enter) => line.push(enter))
    try {
      return await job()
    } finally {
      const next = line.shift()
      if (next) next()
      else free += 1
    }
  }
}
