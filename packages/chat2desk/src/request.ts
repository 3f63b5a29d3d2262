import { openEnvelope, type Answer, type RawAnswer } from './envelope.ts'
import { Chat2DeskUnanswered } from './errors.ts'
import { stringifyExact } from './exact-json.ts'
import { exchange, TookTooLong } from './exchange.ts'

export type Connection = { token: string; baseUrl: string; timeoutMs: number }

export type Call = {
  action: string
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: Record<string, string | number | boolean | undefined>
  body?: Record<string, unknown>
  changes: boolean
}

export const request = async (connection: Connection, call: Call): Promise<Answer> => {
  const url = new URL(connection.baseUrl + call.path)
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  const body = call.body && stringifyExact(call.body)
  const headers = {
    authorization: connection.token,
    accept: 'application/json',
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }
  let answer: RawAnswer
  try {
    answer = await exchange(url, { method: call.method ?? 'GET', headers, body, timeoutMs: connection.timeoutMs })
  } catch (error) {
    throw unanswered(call, error, error instanceof TookTooLong ? connection.timeoutMs : null)
  }
  return openEnvelope(call.action, call.changes, answer)
}

const unanswered = (call: Call, cause: unknown, timedOutAfterMs: number | null): Chat2DeskUnanswered => {
  if (timedOutAfterMs !== null) {
    const reason = `no answer within ${timedOutAfterMs} ms`
    return new Chat2DeskUnanswered(call.action, { kind: 'timeout', maybeSent: call.changes, reason, cause })
  }
  const reason = codeOf(cause) ?? 'the connection failed'
  return neverConnected(cause)
    ? new Chat2DeskUnanswered(call.action, { kind: 'not-sent', maybeSent: false, reason, cause })
    : new Chat2DeskUnanswered(call.action, { kind: 'network', maybeSent: call.changes, reason, cause })
}

const neverConnected = (cause: unknown): boolean => {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(neverConnected)
  if (!(cause instanceof Error)) return false
  const syscall = 'syscall' in cause ? cause.syscall : undefined
  return syscall === 'connect' || syscall === 'getaddrinfo'
}

const codeOf = (cause: unknown): string | null =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
