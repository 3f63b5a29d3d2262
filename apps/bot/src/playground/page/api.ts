import type {
  ConversationView,
  Customer,
  CustomerWords,
  FlowPicture,
  NewCustomer,
  Problem,
  Sent,
  TroubleKind,
  TroubleMade,
  TroubleOf,
} from '../contract.ts'

/** Throws an Error whose message is the server's own sentence. */
async function ask<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`/playground/api${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok)
    throw new Refusal(response.status, (answer as Problem | undefined)?.error ?? `HTTP ${response.status}`)
  return answer as Answer
}

class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export function isUnknown(error: unknown): boolean {
  return error instanceof Refusal && error.status === 404
}

export const readFlow = () => ask<FlowPicture>('GET', '/flow')
export const readConversation = (id: string) => ask<ConversationView>('GET', `/conversations/${encodeURIComponent(id)}`)
export const addCustomer = (customer: NewCustomer) => ask<Customer>('POST', '/customers', customer)
export const sendWords = (customer: string, words: CustomerWords) =>
  ask<Sent>('POST', `/customers/${encodeURIComponent(customer)}/messages`, words)
export const makeTrouble = <Kind extends TroubleKind>(kind: Kind, how: TroubleOf[Kind]) =>
  ask<TroubleMade>('POST', `/trouble/${kind}`, how)
