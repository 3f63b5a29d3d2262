const quickTries = 3
const capMs = 30 * 60_000

/**
 * How long to wait after the `attempt`-th failure, in ms: three quick tries while an API hiccups, then doubling from
 * 2 s to at most 30 min, so that 50 tries span about 14 hours. `random` in [0, 1) spreads it over the upper half.
 */
export function backoffMs(attempt: number, random: number): number {
  const full =
    attempt <= quickTries
      ? 250 * 2 ** (attempt - 1)
      : Math.min(capMs, 2000 * 2 ** Math.min(attempt - quickTries - 1, 20))
  return Math.round(full * (0.5 + random / 2))
}
