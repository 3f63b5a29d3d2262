import type { Context } from 'hono'
import * as v from 'valibot'

/** A whole number in a query or a path. */
export const whole = (max: number, min = 0) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, 'is no whole number'),
    v.transform(Number),
    v.minValue(min, `is below ${min}`),
    v.maxValue(max, `is above ${max}`),
  )

export const limit = v.optional(whole(500, 1), '100')

export const afterNumber = v.optional(whole(Number.MAX_SAFE_INTEGER), '0')

/** What is wrong with a request, for the one who made it. */
export function problemOf([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return `${v.getDotPath(issue) ?? 'query'} ${issue.message}`
}

/** The JSON object that a request carries; an empty one if it carries none. */
export async function bodyOf(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => null)
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {}
}
