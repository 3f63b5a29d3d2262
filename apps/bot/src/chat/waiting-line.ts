const longestMs = 20_000

/**
 * Tells those who are turned away when to come back: one after the other at the pace of the line, so that thousands who
 * wait for an outage to end do not come at once. At most 20 s ahead. Gives ms.
 */
export function waitingLine(perSecond: number, random: () => number): (now: number) => number {
  let lastPlace = -Infinity
  return (now) => {
    lastPlace = Math.max(lastPlace, now) + 1000 / perSecond
    if (lastPlace - now <= longestMs) return lastPlace - now
    lastPlace = now + longestMs
    return longestMs * (0.5 + random() / 2)
  }
}
