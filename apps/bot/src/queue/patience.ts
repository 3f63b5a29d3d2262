/** A call whose loss is harmless, given up on after `ms`: the call itself goes on. */
export function impatient<Given extends unknown[]>(
  ms: number,
  call: (...given: Given) => Promise<void>,
): (...given: Given) => Promise<void> {
  return async (...given) => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`Cannot wait for queue: no answer within ${ms} ms`)), ms).unref()
    })
    try {
      await Promise.race([call(...given), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
