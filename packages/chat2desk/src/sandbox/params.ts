import type { Context } from 'hono'
import { fieldsOf, type Fields } from '../envelope.ts'
import { parseExact } from '../exact-json.ts'

/** Query, form and JSON parameters in one: the service takes all three, on every verb. */
export const readParams = async (c: Context): Promise<Fields> => {
  const query = c.req.query()
  if (c.req.method === 'GET') return query
  const text = await c.req.text()
  if (text === '') return query
  if (c.req.header('content-type')?.includes('x-www-form-urlencoded')) {
    return { ...query, ...Object.fromEntries(new URLSearchParams(text)) }
  }
  const parsed = parseExact(text)
  return { ...query, ...(parsed.ok ? fieldsOf(parsed.value) : {}) }
}

export const textParam = (params: Fields, name: string): string | null => {
  const value = params[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export const flagParam = (params: Fields, name: string, otherwise: boolean): boolean => {
  const value = params[name]
  return value === undefined || value === null
    ? otherwise
    : value === true || value === 'true' || value === '1' || value === 1
}
