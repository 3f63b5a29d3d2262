/** What has to happen for a run of many seeds to prove anything: how often at least in a thousand seeds. */
const perThousand: Record<string, number> = {
  'fault request-lost': 100,
  'fault answer-lost': 100,
  'fault late': 100,
  'fault slow': 100,
  'fault dies-before': 100,
  'fault dies-after': 100,
  'away store refuses': 100,
  'away store loses-answers': 100,
  'away queue refuses': 20,
  'away queue loses-answers': 20,
  'away api refuses': 20,
  'away api loses-answers': 20,
  'away database refuses': 8,
  'away database loses-answers': 8,
  'item store-loses': 100,
  'journal lost': 50,
  'journal restored': 50,
  'journal refed': 10,
  'journal away': 50,
  'item dies': 200,
  'item freezes': 200,
  'item clock': 200,
  'item queue-wiped': 20,
  'wake-up lost': 50,
  'wake-up doubled': 50,
  'wake-up late': 50,
  'refused webhook': 100,
  duplicate: 500,
  full: 10,
  fenced: 50,
  stalled: 50,
  'late input': 100,
  'start again': 50,
  'swept mailbox': 100,
  'swept outbox': 50,
  'busy outbox': 50,
  'uncertain effect': 100,
  'found by look-up': 10,
  'sent again in doubt': 10,
  postponed: 50,
  buried: 5,
  rejected: 20,
  'taken order.placed': 500,
  'taken order.cancelled': 20,
  'taken order.locked': 2,
  'taken input.rejected': 20,
}

/** What happened too seldom in `seeds` seeds, in words. A run so small that chance decides is asked for half as much. */
export function missing(seen: ReadonlyMap<string, number>, seeds: number): string[] {
  const share = (seeds / 1000) * (seeds < 500 ? 0.5 : 1)
  return Object.entries(perThousand).flatMap(([what, times]) => {
    const least = Math.floor(times * share)
    const happened = seen.get(what) ?? 0
    return happened < least ? [`"${what}" happened ${happened} times, not ${least}`] : []
  })
}
