import type { EventInput, MessageInput, Observed, SeenTurn, Store } from '@shoro/dialog'
import type { ConversationNews, PlannedEffect } from './contract.ts'
import type { Feed } from './feed.ts'
import { newsOfTurn, planned, wordsOf } from './turn-news.ts'

/** Watches the work on conversations and tells the feed what became durable. */
export interface Watcher {
  around(store: Store): Store
  onTurn(seen: SeenTurn): void
  observe(observed: Observed): void
  /** Inputs that were taken in and not worked on yet. */
  waiting(conversation: string): readonly { id: string; words: string | null }[]
  /** Effects that were issued and are not done yet. */
  outbox(conversation: string): readonly PlannedEffect[]
}

interface Watched {
  waiting: Map<string, string | null>
  /** Turns that were taken and may be committed. */
  turns: SeenTurn[]
  outbox: Map<string, PlannedEffect & { attempt: number }>
  /** The effect that is being worked on. */
  head: string
}

const conversations = 1_000
const orderEvents = ['placed', 'changed', 'cancelled', 'locked', 'rejected'] as const

export interface WatcherOptions {
  feed: Feed
  clock: () => number
  /** Counts a customer's rows in the table of orders. */
  ordersOf: (conversation: string) => Promise<number>
}

export function createWatcher({ feed, clock, ordersOf }: WatcherOptions): Watcher {
  const watched = new Map<string, Watched>()
  const of = (conversation: string): Watched => {
    const found = watched.get(conversation) ?? { waiting: new Map(), turns: [], outbox: new Map(), head: '' }
    watched.delete(conversation)
    watched.set(conversation, found)
    for (const [quietest] of watched) {
      if (watched.size <= conversations) break
      watched.delete(quietest)
    }
    return found
  }
  const lease = (conversation: string, effect: { id: string; body: string; attempts: number } | null) => {
    if (!effect) return
    const { outbox } = of(conversation)
    of(conversation).head = effect.id
    outbox.set(effect.id, { ...(outbox.get(effect.id) ?? planned(effect)), attempt: effect.attempts + 1 })
  }

  const tellOrder = async (conversation: string, { type, number }: { type: string; number?: unknown }) => {
    const what = orderEvents.find((name) => type === `order.${name}`)
    if (!what) return
    const counted = await ordersOf(conversation).catch(() => undefined)
    if (counted !== undefined) feed.count(conversation, 'orders', counted - feed.counters(conversation).orders)
    feed.tell(conversation, { type: 'order', what, number: typeof number === 'number' ? number : null })
  }

  const tellCommitted = (conversation: string, seen: readonly SeenTurn[], inputs: readonly string[]) => {
    const known = of(conversation)
    // Of a turn that was taken twice the last one counts.
    const turns = new Map(seen.map((turn) => [turn.input.id, turn]))
    for (const turn of turns.values()) {
      const { input } = turn
      if (input.kind !== 'timer' && !inputs.includes(input.id) && !input.id.startsWith('rejected:')) continue
      const news = newsOfTurn(turn)
      for (const effect of news.effects) known.outbox.set(effect.id, { ...effect, attempt: 1 })
      if (input.kind === 'message') feed.count(conversation, 'taken')
      feed.tell(conversation, { type: 'turn', ...news })
      const parked = turn.turn.snapshot.status === 'parked' && turn.before?.status !== 'parked'
      if (parked) feed.tell(conversation, { type: 'parked', reason: turn.turn.snapshot.reason ?? '' })
      if (input.kind === 'event') void tellOrder(conversation, input.event)
    }
    // Those that were joined with a later one had no turn of their own.
    for (const id of inputs) {
      if (!turns.has(id) && known.waiting.get(id)) feed.count(conversation, 'taken')
      known.waiting.delete(id)
    }
  }

  return {
    around(store) {
      return {
        ...store,
        async append(conversation, input, now) {
          const outcome = await store.append(conversation, input, now)
          const read = JSON.parse(input.body) as Omit<MessageInput, 'id'> | Omit<EventInput, 'id'>
          if (read.kind === 'message') {
            if (outcome === 'appended') feed.count(conversation, 'received')
            if (outcome === 'duplicate') feed.count(conversation, 'duplicates')
          }
          const words = read.kind === 'message' ? wordsOf(read.message) : null
          if (outcome === 'appended') of(conversation).waiting.set(input.id, words)
          feed.tell(
            conversation,
            read.kind === 'message'
              ? { type: 'received', input: input.id, words, outcome }
              : { type: 'told', input: input.id, event: read.event.type, outcome },
          )
          return outcome
        },
        async commit(conversation, commit) {
          // Whatever becomes of this commit, its turns are taken anew for the next one.
          const turns = of(conversation).turns.splice(0)
          const committed = await store.commit(conversation, commit)
          if (committed.ok) {
            tellCommitted(conversation, turns, commit.inputs)
            for (const { id, reason } of commit.rejected ?? [])
              feed.tell(conversation, { type: 'rejected', input: id, reason })
            lease(conversation, committed.effect)
          }
          return committed
        },
        async claim(conversation, claim) {
          const claimed = await store.claim(conversation, claim)
          const { done } = claim
          if (done && claimed.status !== 'busy') {
            const effect = of(conversation).outbox.get(done.id)
            of(conversation).outbox.delete(done.id)
            const { type: effectType = '', attempt = 1 } = effect ?? {}
            feed.tell(conversation, { type: 'effect', effect: done.id, effectType, what: 'delivered', attempt })
          }
          if (claimed.status === 'claimed') lease(conversation, claimed.effect)
          return claimed
        },
      }
    },
    onTurn(seen) {
      of(seen.conversation).turns.push(seen)
    },
    observe(observed) {
      const news = newsOfWork(observed, of(observed.conversation).head, clock())
      if (!news) return
      if (observed.type === 'buried') {
        feed.count(observed.conversation, 'buried')
        of(observed.conversation).outbox.delete(of(observed.conversation).head)
      }
      feed.tell(observed.conversation, news)
    },
    waiting: (conversation) => [...(watched.get(conversation)?.waiting ?? [])].map(([id, words]) => ({ id, words })),
    outbox: (conversation) =>
      [...(watched.get(conversation)?.outbox.values() ?? [])].map(({ attempt: _, ...effect }) => effect),
  }
}

function newsOfWork(observed: Observed, effect: string, now: number): ConversationNews | undefined {
  switch (observed.type) {
    case 'postponed': {
      const { effect: effectType, attempt, reason, ms, counted } = observed
      return { type: 'effect', effect, effectType, what: 'postponed', attempt, reason, againAt: now + ms, counted }
    }
    case 'buried': {
      const { effect: effectType, attempt, reason } = observed
      return { type: 'effect', effect, effectType, what: 'buried', attempt, reason }
    }
    case 'fenced':
      return { type: 'fenced' }
    default:
      return undefined
  }
}
