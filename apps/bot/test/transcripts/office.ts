import type { Sandbox } from '@shoro/chat2desk/sandbox'
import type { Snapshot } from '@shoro/dialog'
import { explain } from '@shoro/dialog/order'
import { firstNumber, type OrderStatus, type Scene, type SeenOrder } from '@shoro/dialog/testing'

export interface Office {
  /** How many messages the customer has from the bot. */
  heard(): number
  look(before: number, snapshot: Snapshot | null): Promise<Scene>
  setStatus(status: OrderStatus): Promise<void>
}

interface Row extends Omit<SeenOrder, 'number'> {
  number: number
  clientId: string
}

/** What an operator and the customer see, by the operator's interface and by the stand-in's screens. */
export async function createOffice({
  origin,
  token,
  client,
  sandbox,
  earlier,
}: {
  origin: string
  token: string
  client: string
  sandbox: Sandbox
  /** Whether the customer's first order was placed before the transcript began. */
  earlier: boolean
}): Promise<Office> {
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${origin}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } })
    if (!response.ok && response.status !== 404) throw new Error(`${path}: HTTP ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }
  const rows = async (): Promise<Row[]> => {
    const all: Row[] = []
    for (;;) {
      const { orders } = (await ask(`/operator/api/orders?limit=500&after=${all.at(-1)?.number ?? 0}`)) as {
        orders: Row[]
      }
      all.push(...orders)
      if (orders.length < 500) return all.filter(({ clientId }) => clientId === client)
    }
  }
  const messages = () => sandbox.messagesTo(client).filter(({ by }) => by === 'api')
  const comments = () =>
    sandbox
      .apiCalls()
      .filter(({ method, path, body }) => method === 'POST' && path === '/v1/messages' && body !== '')
      .flatMap(({ body }) => {
        const { type, text } = readBody(body)
        return type === 'comment' && text !== undefined ? [text] : []
      })

  return {
    heard: () => messages().length,
    async look(before, snapshot) {
      const orders = await rows()
      const first = earlier ? firstNumber - 1 : firstNumber
      const names = new Map(orders.map(({ number }, at) => [String(number), String(first + at)]))
      const named = (text: string) =>
        text.replace(/(№|no\.) (\d+)/g, (all, sign: string, number: string) => `${sign} ${names.get(number) ?? number}`)
      const seen = messages()
      const conversation = await ask(`/operator/api/conversations/${client}`)
      const last = seen.findLast(({ buttons, keyboard }) => buttons.length + keyboard.length > 0)
      const { understood } = snapshot ?? {}
      return {
        replies: seen.slice(before).map(({ text }) => named(text ?? '')),
        state: typeof conversation['state'] === 'string' ? conversation['state'] : '',
        language: typeof conversation['language'] === 'string' ? conversation['language'] : '',
        orders: orders
          .slice(earlier ? 1 : 0)
          .map((order) => ({ ...order, number: Number(names.get(String(order.number))) })),
        passed: comments().map(named),
        buttons: [...(last?.buttons ?? []), ...(last?.keyboard ?? [])].map(({ text }) => text),
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

function readBody(body: string): { type?: string; text?: string } {
  try {
    return JSON.parse(body) as { type?: string; text?: string }
  } catch {
    return Object.fromEntries(new URLSearchParams(body))
  }
}
