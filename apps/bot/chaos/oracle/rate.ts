import type { ApiCall } from '@shoro/chat2desk/sandbox'

/** A call arrives a little later than it was let go. */
const slackMs = 500

/** I13: in any window calls are at most the rate's share of it and a burst of 5, or of one second's worth. */
export function tooFast(calls: readonly ApiCall[], perSecond: number): string[] {
  const times = calls.map(({ at }) => at).toSorted((a, b) => a - b)
  const burst = Math.max(5, perSecond)
  for (let from = 0; from < times.length; from++)
    for (let to = from; to < times.length; to++) {
      const ms = (times[to] ?? 0) - (times[from] ?? 0)
      const count = to - from + 1
      if (count > ((ms + slackMs) / 1000) * perSecond + burst)
        return [`I13 ${count} calls within ${ms} ms, at a rate of ${perSecond} per second`]
    }
  return []
}
