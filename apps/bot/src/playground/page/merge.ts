import type { ConversationView, FeedEntry } from '../contract.ts'

const kept = 200

/** Whether the feed told `entry` after everything that `timeline` knows. Another run of the server comes after. */
function isNews(timeline: readonly FeedEntry[], entry: FeedEntry): boolean {
  const last = timeline.at(-1)
  if (!last) return true
  const [run, number] = split(entry.id)
  const [lastRun, lastNumber] = split(last.id)
  return run !== lastRun || number > lastNumber
}

/** A conversation after one more entry of the feed; the same object if it knew it already. */
export function withEntry(view: ConversationView, entry: FeedEntry): ConversationView {
  if (!isNews(view.timeline, entry)) return view
  const next = { ...view, timeline: [...view.timeline, entry].slice(-kept), counters: entry.counters ?? view.counters }
  if (entry.type === 'chat' && !view.chat.some(({ id }) => id === entry.message.id))
    next.chat = [...view.chat, entry.message].slice(-kept)
  if (entry.type === 'turn') {
    const { to, locale } = entry
    next.state = { status: 'active', awaits: '', ...view.state, path: to, locale }
  }
  return next
}

/** What the server says of a conversation, and what the feed of this `run` of it told since. */
export function withFeed(read: ConversationView, known: ConversationView | undefined, run: string): ConversationView {
  const since = known?.timeline.filter((entry) => split(entry.id)[0] === run && isNews(read.timeline, entry)) ?? []
  return since.reduce(withEntry, read)
}

/** Whether an answer is to be expected: something waits, or something that was decided to be said was not yet. */
export function isBusy({ counters, timeline }: ConversationView): boolean {
  if (counters.received > counters.taken) return true
  const open = new Set<string>()
  for (const entry of timeline) {
    if (entry.type === 'turn') for (const { id, type } of entry.effects) if (type === 'say') open.add(id)
    if (entry.type === 'effect' && entry.what !== 'postponed') open.delete(entry.effect)
  }
  return open.size > 0
}

function split(id: string): [string, number] {
  const at = id.lastIndexOf('-')
  return [id.slice(0, at), Number(id.slice(at + 1))]
}
