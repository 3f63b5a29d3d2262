import { explain } from '@shoro/dialog/order'
import { firstNumber, type OrderStatus, type Scene, type SeenOrder } from '@shoro/dialog/testing'
import type { WholeBot } from '../whole-bot.ts'

/** What an operator and the customer see, by the operator's interface and by the stand-in's screens. */
export interface Office {
  /** How many messages the customer has from the bot. */
  heard(): number
  /** How things stand, with the replies from a number of messages on. */
  look(before: number): Promise<Scene>
  /** Sets the status of the customer's newest order. */
  setStatus(status: OrderStatus): Promise<void>
}

type Row = SeenOrder & { clientId: string }

/** Numbers of orders are told as a transcript has them. `hasEarlier`: the first order was there before it began. */
export function createOffice({ ask, sandbox, dialog }: WholeBot, client: string, hasEarlier: boolean): Office {
  const rows = async (): Promise<Row[]> => {
    const all: Row[] = []
    for (;;) {
      const page = await ask(`/operator/api/orders?limit=500&after=${all.at(-1)?.number ?? 0}`)
      const { orders } = page as unknown as { orders: Row[] }
      all.push(...orders)
      if (orders.length < 500) return all.filter(({ clientId }) => clientId === client)
    }
  }
  const messages = () => sandbox.messagesTo(client).filter(({ by }) => by === 'api')
  const comments = () =>
    sandbox
      .apiCalls()
      .filter(({ method, path }) => method === 'POST' && path === '/v1/messages')
      .map(({ body }) => JSON.parse(body) as { type?: string; text: string })
      .filter(({ type }) => type === 'comment')

  return {
    heard: () => messages().length,
    async look(before) {
      const orders = await rows()
      const first = hasEarlier ? firstNumber - 1 : firstNumber
      const numbers = new Map(orders.map(({ number }, at) => [number, first + at]))
      const named = (text: string) =>
        text.replace(/(?<=№ |no\. )\d+/g, (number) => String(numbers.get(Number(number)) ?? number))
      const seen = messages()
      const { state = '', language = '' } = ((await ask(`/operator/api/conversations/${client}`)) ?? {}) as {
        state?: string
        language?: string
      }
      const offering = seen.findLast(({ buttons, keyboard }) => buttons.length + keyboard.length > 0)
      const understood = (await dialog.snapshot(client))?.understood
      return {
        replies: seen.slice(before).map(({ text }) => named(text ?? '')),
        state,
        language,
        orders: orders
          .slice(hasEarlier ? 1 : 0)
          .map((order) => ({ ...order, number: numbers.get(order.number) ?? order.number })),
        passed: comments().map(({ text }) => named(text)),
        buttons: [...(offering?.buttons ?? []), ...(offering?.keyboard ?? [])].map(({ text }) => text),
        ...(understood && { understood: `${understood.event}: ${explain(understood.because, 'ru')}` }),
      }
    },
    async setStatus(status) {
      const number = (await rows()).at(-1)?.number
      if (number === undefined) throw new Error('there is no order')
      await ask(`/operator/api/orders/${number}`, { method: 'PATCH', body: JSON.stringify({ status }) })
    },
  }
}
