import type { Context } from 'hono'
import { stringifyExact } from '../exact-json.ts'

export type Refusal = { status: 400 | 404; message: string; errors?: Record<string, string[]> | string }

const json = { 'content-type': 'application/json; charset=utf-8' }

export const bare = (c: Context, body: unknown, status: 200 | 400 | 401 | 403 | 404 | 429 = 200) =>
  c.body(stringifyExact(body), status, json)

export const success = (c: Context, data?: unknown, meta?: unknown) =>
  bare(c, { ...(data === undefined ? {} : { data }), ...(meta === undefined ? {} : { meta }), status: 'success' })

export const refuse = (c: Context, refusal: Refusal, errorsAs: 400 | 200) => {
  const { status, message, errors } = refusal
  const body = { status: 'error', message, ...(errors === undefined ? {} : { errors }) }
  return bare(c, body, errorsAs === 200 ? 200 : status)
}

export const invalid = (field: string, reason: string): Refusal => ({
  status: 400,
  message: 'invalid parameters',
  errors: { [field]: [reason] },
})

export const notFound = (errors?: Refusal['errors']): Refusal => ({
  status: 404,
  message: 'not_found',
  ...(errors === undefined ? {} : { errors }),
})

/** Pages are 20 long, at most 200, as the service has them. */
export const page = <Item>(items: readonly Item[], params: Readonly<Record<string, unknown>>, ignoreOffset = false) => {
  const limit = Math.min(200, Math.max(1, whole(params['limit']) ?? 20))
  const offset = ignoreOffset ? 0 : (whole(params['offset']) ?? 0)
  return { items: items.slice(offset, offset + limit), meta: { total: items.length, limit, offset } }
}

const whole = (value: unknown): number | null => {
  const number = Number(value)
  return value !== undefined && Number.isInteger(number) && number >= 0 ? number : null
}
