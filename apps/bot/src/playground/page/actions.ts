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

/** Sends something as the customer whose tab is open. */
export async function say(words: CustomerWords): Promise<void> {
  const { chosen } = page
  if (chosen === undefined) return
  change((page) => {
    page.attaching = false
    if (page.notice?.bad) page.notice = undefined
  })
  await sendWords(chosen, words).catch((error: unknown) => {
    if ('text' in words && !page.drafts.get(chosen)) page.drafts.set(chosen, words.text)
    tellFailure(error)
  })
}

export async function welcome(newcomer: NewCustomer): Promise<void> {
  try {
    const customer = await addCustomer(newcomer)
    change((page) => {
      page.customers = [...page.customers, customer]
      page.adding = false
      choose(customer.id)
    })
    await read(customer.id)
    listen()
  } catch (error) {
    tellFailure(error)
  }
}

/** Opens a customer's tab. */
export function choose(id: string): void {
  change((page) => {
    page.chosen = id
    page.attaching = false
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

/** Closes a customer's tab on this page; the bot knows nothing of it. */
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
