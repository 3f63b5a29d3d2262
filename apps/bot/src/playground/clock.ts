/** A clock that can be put forward: the real one and an offset. */
export interface Clock {
  now: () => number
  /** Gives the new offset, ms. */
  forward(ms: number): number
  offsetMs(): number
}

export function createClock(): Clock {
  let offset = 0
  return {
    now: () => Date.now() + offset,
    forward(ms) {
      offset += Math.max(0, ms)
      return offset
    },
    offsetMs: () => offset,
  }
}
