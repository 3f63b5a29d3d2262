import { randomInt } from 'node:crypto'
import type { CustomerMessage, Sandbox } from '@shoro/chat2desk/sandbox'
import type { Customer, CustomerWords, MediaKind, NewCustomer } from './contract.ts'

/** The customers whom visitors of the playground play. */
export interface Customers {
  /** Where there are very many, the one of whom nothing was heard for longest is forgotten. */
  add(customer: NewCustomer): Customer
  find(id: string): Customer | undefined
  /** Writes as a customer; gives the message's id. Throws if there is no such button. */
  send(customer: Customer, words: CustomerWords): string
}

const most = 1_000

const names = { ru: 'Айгуль', ky: 'Нурбек', en: 'Alex' } as const

/** What a customer sends besides words; the files do not exist, only their names travel. */
const enclosed: Record<MediaKind, Pick<CustomerMessage, 'media' | 'location' | 'text'>> = {
  voice: { media: { audio: 'playground/voice.ogg' } },
  photo: { media: { photo: 'playground/photo.jpg' } },
  document: { media: { pdf: 'playground/document.pdf' } },
  sticker: { media: { photo: 'playground/sticker.webp' } },
  location: { location: { lat: 42.8746, lon: 74.5698 } },
  contact: { media: { file: 'playground/contact.vcf' }, text: '+996 555 010 203' },
}

export function createCustomers(sandbox: Sandbox): Customers {
  const customers = new Map<string, Customer>()
  const find = (id: string) => {
    const found = customers.get(id)
    if (found && customers.delete(id)) customers.set(id, found)
    return found
  }

  return {
    add({ id = newId(), transport = 'telegram', locale = 'ru', phone = null, name = names[locale] }) {
      const customer = find(id) ?? { id, transport, locale, phone, name }
      customers.set(id, customer)
      for (const [quietest] of customers) {
        if (customers.size <= most) break
        customers.delete(quietest)
      }
      return customer
    },
    find,
    send({ id, transport, phone, name }, words) {
      if ('button' in words) return sandbox.pressButton({ clientId: id, text: words.button }).messageId
      const said = 'text' in words ? { text: words.text } : enclosed[words.media]
      return sandbox.customerSends({ clientId: id, transport, name, ...(phone !== null && { phone }), ...said })
        .messageId
    },
  }
}

/** Ten digits that no customer of Chat2Desk has. */
function newId(): string {
  return `99${String(randomInt(100_000_000)).padStart(8, '0')}`
}
