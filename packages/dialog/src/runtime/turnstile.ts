/** Lets one pass after another, in the order in which they come, whatever becomes of those before. */
export type Turnstile = <T>(pass: () => Promise<T>) => Promise<T>

export function createTurnstile(): Turnstile {
  let last: Promise<unknown> = Promise.resolve()
  return (pass) => {
    const passing = last.then(pass, pass)
    last = passing.catch(() => {})
    return passing
  }
}

/** Everybody at once. */
export const openGate: Turnstile = (pass) => pass()
