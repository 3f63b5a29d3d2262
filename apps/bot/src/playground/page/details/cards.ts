import type { FeedEntry } from '../../contract.ts'

/** One input and all that came of it, or something that happened to nobody in particular. */
export interface Card {
  key: string
  at: number
  entries: FeedEntry[]
}

/**
 * The feed as cards, newest first: what came in, how it was understood, what was decided and done. Copies of a message
 * belong to its card; an effect to the card of the step that decided it.
 */
export function cardsOf(timeline: readonly FeedEntry[], news: readonly FeedEntry[]): Card[] {
  const cards = new Map<string, Card>()
  const byEffect = new Map<string, string>()
  const first = timeline[0]?.at ?? Infinity
  const all = [...timeline, ...news.filter(({ at }) => at >= first)].sort((a, b) => order(a) - order(b))
  let latest = ''
  const put = (key: string, entry: FeedEntry) => {
    const card = cards.get(key) ?? { key, at: entry.at, entries: [] }
    card.entries.push(entry)
    cards.set(key, card)
  }
  for (const entry of all) {
    if (entry.type === 'received' || entry.type === 'told' || entry.type === 'rejected') put(entry.input, entry)
    else if (entry.type === 'turn') {
      latest = entry.input.id
      for (const { id } of entry.effects) byEffect.set(id, latest)
      put(latest, entry)
    } else if (entry.type === 'effect') put(byEffect.get(entry.effect) ?? latest, entry)
    else if (entry.type === 'order' || entry.type === 'parked' || entry.type === 'fenced') put(latest, entry)
    else if (entry.type === 'webhook') {
      const key = inputOf(entry.messageId, cards)
      if (key !== undefined) put(key, entry)
    } else if (entry.type === 'trouble' || entry.type === 'worker' || entry.type === 'api' || entry.type === 'clock')
      put(entry.id, entry)
  }
  return [...cards.values()].toReversed()
}

/** The input that a webhook brought. Echoes of what the bot sent brought none. */
function inputOf(messageId: string | null, cards: ReadonlyMap<string, Card>): string | undefined {
  return [...cards.keys()].find((input) => input.endsWith(`:${messageId}`))
}

/** Entries of one run are numbered. */
function order({ id }: FeedEntry): number {
  return Number(id.slice(id.lastIndexOf('-') + 1))
}
