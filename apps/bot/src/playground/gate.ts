import type { MiddlewareHandler } from 'hono'
import { bearerIn, gate, type GateOptions } from '../operator/gate.ts'

/**
 * Lets in whoever gives the operator token: a program as `Authorization: Bearer`, a browser as the password of its own
 * login form under any name.
 */
export function login(options: GateOptions): MiddlewareHandler {
  return gate(options, {
    read: (authorization) => bearerIn(authorization) ?? passwordIn(authorization),
    hint: 'Give the operator token as the password, under any name',
    challenge: 'Basic realm="Shoro playground", charset="UTF-8"',
  })
}

/** A browser sends the login along with whatever any page asks of this address: only the playground's own may act. */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site')
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (foreign && c.req.method !== 'GET') return c.json({ error: 'Another site asks for this' }, 403)
  return next()
}

function passwordIn(authorization: string): string | undefined {
  const basic = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1]
  if (basic === undefined) return undefined
  const pair = Buffer.from(basic, 'base64').toString('utf8')
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined
}
