import { parseExact } from './exact-json.ts'
import { Chat2DeskRefused, Chat2DeskUnanswered, type RefusalKind } from './errors.ts'

export type RawAnswer = { httpStatus: number; text: string | null; retryAfter: string | null }
export type Answer = { data: unknown; meta: Fields }
export type Fields = Readonly<Record<string, unknown>>

/** Success is a 2xx whose body is an array or says `success` or `ok`; an HTTP 200 can still say no. */
export const openEnvelope = (action: string, changes: boolean, answer: RawAnswer): Answer => {
  const parsed = answer.text === null ? null : parseExact(answer.text)
  const body = parsed?.ok ? parsed.value : undefined
  const is2xx = answer.httpStatus >= 200 && answer.httpStatus < 300

  if (is2xx && Array.isArray(body)) return { data: body, meta: {} }
  const fields = fieldsOf(body)
  if (is2xx && (fields['status'] === 'success' || fields['status'] === 'ok')) {
    return { data: fields['data'], meta: fieldsOf(fields['meta']) }
  }

  const said = saidIn(fields)
  if (is2xx && fields['status'] !== 'error' && !said.includes('not_found')) {
    const reason = answer.text === null ? 'the answer is too large' : 'the answer cannot be read'
    throw new Chat2DeskUnanswered(action, { kind: 'unreadable', maybeSent: changes, reason })
  }
  const kind = refusalKind(answer.httpStatus, said)
  throw new Chat2DeskRefused(action, {
    kind,
    httpStatus: answer.httpStatus,
    apiMessage: typeof fields['message'] === 'string' ? fields['message'].slice(0, 300) : null,
    errors: errorsOf(fields['errors']),
    retryAfterMs: retryAfterMs(answer.retryAfter),
    maybeSent: changes && kind === 'server',
  })
}

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const saidIn = (fields: Fields): string =>
  [textsOf(fields['message']), ...Object.values(errorsOf(fields['errors']))].flat().join(' ')

const refusalKind = (httpStatus: number, said: string): RefusalKind => {
  if (/API limit per month/i.test(said)) return 'quota'
  if (httpStatus === 429 || /API requests exceeded/i.test(said)) return 'rate-limit'
  if (httpStatus >= 500) return 'server'
  if (httpStatus === 401 || httpStatus === 403) return 'token'
  if (/token is not correct|specify your token|need to auth/i.test(said)) return 'token'
  if (httpStatus === 404 || /not[_ ]found/i.test(said)) return 'not-found'
  return 'invalid'
}

const errorsOf = (errors: unknown): Record<string, string[]> => {
  if (typeof errors === 'string') return { error: [errors.slice(0, 300)] }
  if (Array.isArray(errors)) return { error: textsOf(errors) }
  return Object.fromEntries(
    Object.entries(fieldsOf(errors))
      .slice(0, 20)
      .map(([field, value]) => [field, textsOf(value)]),
  )
}

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value.slice(0, 20) : [value])
    .filter((item) => typeof item === 'string' || typeof item === 'number')
    .map((item) => String(item).slice(0, 300))

const retryAfterMs = (header: string | null): number | null => {
  if (header === null) return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
