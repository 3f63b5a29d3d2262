import type { ConversationNews, Counters, FeedEntry, GeneralNews } from './contract.ts'

/** What happened, newest last, in bounded memory; listeners hear of it at once. */
export interface Feed {
  /** Names this run: ids of another one say nothing here. */
  run: string
  tell(conversation: string, news: ConversationNews): void
  announce(news: GeneralNews): void
  count(conversation: string, counter: keyof Counters, by?: number): void
  counters(conversation: string): Counters
  timeline(conversation: string): readonly FeedEntry[]
  /** What came after an entry; undefined if that is not known any more. */
  since(id: string): readonly FeedEntry[] | undefined
  listen(listener: (entry: FeedEntry) => void): () => void
}

export interface FeedOptions {
  run: string
  clock: () => number
  /** Entries kept for those who come back. */
  most?: number
  /** Entries kept of each conversation. */
  mostOfEach?: number
  /** Conversations remembered; the one that was quiet longest is forgotten first. */
  conversations?: number
}

interface Remembered {
  counters: Counters
  timeline: FeedEntry[]
}

const none: Counters = { webhooks: 0, received: 0, duplicates: 0, taken: 0, answered: 0, orders: 0, buried: 0 }

export function createFeed(options: FeedOptions): Feed {
  const { run, clock, most = 5_000, mostOfEach = 200, conversations = 1_000 } = options
  const remembered = new Map<string, Remembered>()
  const listeners = new Set<(entry: FeedEntry) => void>()
  let entries: FeedEntry[] = []
  let last = 0

  const of = (conversation: string): Remembered => {
    const found = remembered.get(conversation) ?? { counters: none, timeline: [] }
    remembered.delete(conversation)
    remembered.set(conversation, found)
    for (const [quietest] of remembered) {
      if (remembered.size <= conversations) break
      remembered.delete(quietest)
    }
    return found
  }

  const stamp = () => {
    last += 1
    return { id: `${run}-${last}`, at: clock() }
  }

  const publish = (entry: FeedEntry) => {
    entries.push(entry)
    if (entries.length > most * 1.2) entries = entries.slice(-most)
    for (const listener of listeners) listener(entry)
  }

  return {
    run,
    tell(conversation, news) {
      const known = of(conversation)
      const entry: FeedEntry = { ...stamp(), conversation, counters: known.counters, ...news }
      known.timeline.push(entry)
      if (known.timeline.length > mostOfEach) known.timeline.shift()
      publish(entry)
    },
    announce(news) {
      publish({ ...stamp(), conversation: null, ...news })
    },
    count(conversation, counter, by = 1) {
      const known = of(conversation)
      known.counters = { ...known.counters, [counter]: known.counters[counter] + by }
    },
    counters: (conversation) => remembered.get(conversation)?.counters ?? none,
    timeline: (conversation) => remembered.get(conversation)?.timeline ?? [],
    since(id) {
      const [of, number] = [id.slice(0, id.lastIndexOf('-')), Number(id.slice(id.lastIndexOf('-') + 1))]
      if (of !== run || !Number.isSafeInteger(number) || number > last) return undefined
      const missed = last - number
      return missed <= entries.length ? entries.slice(entries.length - missed) : undefined
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
