import type { CustomerWords, NewCustomer, TroubleKind, TroubleOf } from '../contract.ts'
import { addCustomer, makeTrouble, sendWords } from './api.ts'
import { listen, read } from './feed.ts'
import { rememberCustomers } from './memory.ts'
import { change, page, type View } from './state.ts'
import { wordsIn } from './words.ts'

function tellFailure(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  change((page) => void (page.notice = { text: `${wordsIn(page.language).failed}: ${reason}`, bad: true }))
}

/** Sends something as a customer. */
export async function say(customer: string, words: CustomerWords): Promise<void> {
  change((page) => {
    page.attachingFor = undefined
    if (page.notice?.bad) page.notice = undefined
  })
  await sendWords(customer, words).catch((error: unknown) => {
    if ('text' in words && !page.drafts.get(customer)) page.drafts.set(customer, words.text)
    tellFailure(error)
  })
}

/** Asks for a new customer. */
export function invite(): void {
  change((page) => {
    page.adding = true
    if (page.notice?.bad) page.notice = undefined
  })
}

export async function welcome(newcomer: NewCustomer): Promise<void> {
  try {
    const customer = await addCustomer(newcomer)
    change((page) => {
      page.customers = [...page.customers, customer]
      page.adding = false
      if (page.notice?.bad) page.notice = undefined
      choose(customer.id)
    })
    await read(customer.id)
    listen()
  } catch (error) {
    tellFailure(error)
  }
}

/** Shows a customer's conversation, its flow and its details. */
export function choose(id: string): void {
  change((page) => {
    page.chosen = id
    page.attachingFor = undefined
    page.unread.delete(id)
    rememberCustomers()
  })
}

/** Shows another pane where there is room for one only. */
export function look(view: View): void {
  change((page) => {
    page.view = view
    if (view === 'chat' && page.chosen !== undefined) page.unread.delete(page.chosen)
  })
}

/** Takes a customer off this page; the bot knows nothing of it. */
export function dismiss(id: string): void {
  change((page) => {
    const at = page.customers.findIndex((customer) => customer.id === id)
    page.customers = page.customers.filter((customer) => customer.id !== id)
    page.conversations.delete(id)
    const next = page.customers[Math.min(at, page.customers.length - 1)]
    if (page.chosen === id && next) choose(next.id)
    rememberCustomers()
  })
  listen()
}

export async function trouble<Kind extends TroubleKind>(kind: Kind, how: TroubleOf[Kind]): Promise<void> {
  try {
    const { did } = await makeTrouble(kind, how)
    change((page) => void (page.notice = { text: did[page.language], bad: false }))
  } catch (error) {
    tellFailure(error)
  }
}
