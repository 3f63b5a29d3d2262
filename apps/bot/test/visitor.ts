import type {
  ConversationView,
  Customer,
  CustomerWords,
  FeedEntry,
  Hello,
  NewCustomer,
  Sent,
  Status,
  TroubleKind,
  TroubleMade,
  TroubleOf,
} from '../src/playground/contract.ts'
import { until } from './processes.ts'

type Of<Type extends FeedEntry['type']> = Extract<FeedEntry, { type: Type }>

/** Somebody who plays with a bot over HTTP, as the playground's page does. */
export function visitor(origin: string, headers: Record<string, string> = {}) {
  const api = `${origin}/playground/api`
  const ask = async <Answer>(path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${api}${path}`, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }
  const view = (id: string) => ask<ConversationView>(`/conversations/${id}`)
  const write = (id: string, words: CustomerWords) => ask<Sent>(`/customers/${id}/messages`, words)

  return {
    ask,
    view,
    write,
    status: () => ask<Status>('/status'),
    arrive: (customer: NewCustomer = {}) => ask<Customer>('/customers', customer),
    make: <Kind extends TroubleKind>(kind: Kind, given: TroubleOf[Kind]) => ask<TroubleMade>(`/trouble/${kind}`, given),
    /** Resolves with the view when the conversation is in a state and nothing waits in it. */
    reaches: (id: string, path: string, timeoutMs = 15_000) =>
      until(
        `${id} to come to ${path}`,
        async () => {
          const seen = await view(id)
          if (seen.state?.path !== path || seen.outbox.count > 0 || seen.mailbox.count > 0)
            throw new Error(`It is in ${seen.state?.path}, ${seen.mailbox.count} and ${seen.outbox.count} wait`)
          return seen
        },
        undefined,
        timeoutMs,
      ),
    /** Follows the feed until it is closed. */
    async follow(query = '', lastEventId?: string) {
      const stop = new AbortController()
      const response = await fetch(`${api}/feed${query}`, {
        headers: { ...headers, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
        signal: stop.signal,
      })
      const entries: FeedEntry[] = []
      let hello: Hello | undefined
      const reading = (async () => {
        let text = ''
        for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
          text += Buffer.from(chunk).toString()
          const events = text.split('\n\n')
          text = events.pop() ?? ''
          for (const event of events) {
            const data = /^data: (.*)$/m.exec(event)?.[1]
            if (data === undefined) continue
            if (event.includes('event: hello')) hello = JSON.parse(data) as Hello
            else entries.push(JSON.parse(data) as FeedEntry)
          }
        }
      })().catch(() => {})
      return {
        status: response.status,
        entries,
        hello: () => until('hello', () => hello),
        of: <Type extends FeedEntry['type']>(type: Type) =>
          entries.filter((entry): entry is Of<Type> => entry.type === type),
        async close() {
          stop.abort()
          await reading
        },
      }
    },
  }
}

export type Visitor = ReturnType<typeof visitor>
