import type { FeedEntry, Hello } from '../contract.ts'
import { addCustomer, isUnknown, readConversation } from './api.ts'
import { rememberCustomers } from './memory.ts'
import { withEntry, withFeed } from './merge.ts'
import { isNarrow, isSideBySide } from './room.ts'
import { change, page } from './state.ts'

let source: EventSource | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** Listens to what happens to the customers of this page; call it again when there are others. */
export function listen(): void {
  source?.close()
  const customers = page.customers.map(({ id }) => id).join(',')
  source = new EventSource(`/playground/api/feed?customers=${encodeURIComponent(customers)}`)
  source.addEventListener('hello', (event) => {
    const hello = JSON.parse(event.data) as Hello
    change((page) => {
      page.connection = 'live'
      if (page.status?.run !== hello.run) page.news = []
      page.status = hello
    })
    if (!hello.resumed) void readAll()
  })
  source.addEventListener('entry', (event) => take(JSON.parse(event.data) as FeedEntry))
  source.addEventListener('error', () => {
    change((page) => void (page.connection = 'lost'))
    // A browser gives up after an answer that is no stream, such as one of a server that is starting.
    if (source?.readyState === EventSource.CLOSED) {
      clearTimeout(timer)
      timer = setTimeout(listen, 1000)
    }
  })
}

async function readAll(): Promise<void> {
  await Promise.all(page.customers.map(({ id }) => read(id).catch(() => undefined)))
}

/** Reads a conversation anew. A server that has forgotten the customer is told of it. */
export async function read(id: string): Promise<void> {
  const view = await readConversation(id).catch(async (error: unknown) => {
    const customer = page.customers.find((customer) => customer.id === id)
    if (!isUnknown(error) || !customer) throw error
    const { phone, ...known } = customer
    await addCustomer({ ...known, ...(phone !== null && { phone }) })
    return readConversation(id)
  })
  change((page) => {
    page.conversations.set(id, withFeed(view, page.conversations.get(id), page.status?.run ?? ''))
    page.customers = page.customers.map((customer) => (customer.id === id ? view.customer : customer))
    rememberCustomers()
  })
}

const dueReads = new Map<string, ReturnType<typeof setTimeout>>()

/** The feed tells steps; snapshot, mailbox, outbox and orders are read once they rest. */
function readSoon(id: string): void {
  clearTimeout(dueReads.get(id))
  dueReads.set(
    id,
    setTimeout(() => {
      dueReads.delete(id)
      read(id).catch(() => undefined)
    }, 120),
  )
}

function take(entry: FeedEntry): void {
  change((page) => {
    if (entry.conversation === null) {
      page.news = [...page.news, entry].slice(-50)
      if (!page.status) return
      if (entry.type === 'api') page.status = { ...page.status, api: entry.api }
      if (entry.type === 'worker') page.status = { ...page.status, worker: entry.worker }
      if (entry.type === 'clock') page.status = { ...page.status, offsetMs: entry.offsetMs }
      return
    }
    const view = page.conversations.get(entry.conversation)
    if (!view) return
    page.conversations.set(entry.conversation, withEntry(view, entry))
    const isReply = entry.type === 'chat' && entry.message.from !== 'customer'
    if (isReply && !isSeen(entry.conversation))
      page.unread.set(entry.conversation, (page.unread.get(entry.conversation) ?? 0) + 1)
    readSoon(entry.conversation)
  })
}

function isSeen(customer: string): boolean {
  if (isNarrow()) return customer === page.chosen && page.view === 'chat'
  return customer === page.chosen || isSideBySide()
}
