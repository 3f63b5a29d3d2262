import type { MiddlewareHandler } from 'hono'
import type { Logger } from '../log.ts'
import { callerOf } from '../operator/caller.ts'
import { createLockout, type Lockout } from '../operator/lockout.ts'
import { createLock } from '../webhook/secret.ts'

export interface LoginOptions {
  /** The operator token; undefined lets nobody in. */
  token: string | undefined
  trustProxy: boolean
  log: Logger
  lockout?: Lockout
}

/**
 * Lets in whoever gives the operator token: a program as `Authorization: Bearer`, a browser as the password of its own
 * login form under any name. An address that guesses is locked out for a while, also with the right one.
 */
export function login({ token, trustProxy, log, lockout = createLockout() }: LoginOptions): MiddlewareHandler {
  const opens = token === undefined ? () => false : createLock([token])
  return async (c, next) => {
    const now = Date.now()
    const caller = callerOf(c, trustProxy)
    const until = lockout.until(caller, now)
    if (until > 0)
      return c.json({ error: 'Too many wrong tokens came from this address' }, 429, {
        'Retry-After': String(Math.ceil((until - now) / 1000)),
      })
    const authorization = c.req.header('authorization')
    const given = authorization === undefined ? undefined : passwordIn(authorization)
    if (given !== undefined && opens(given)) return next()
    if (authorization !== undefined && lockout.wrong(caller, now))
      log.warn({ address: caller }, 'too many wrong operator tokens from one address')
    return c.json({ error: 'Give the operator token as the password, under any name' }, 401, {
      'WWW-Authenticate': 'Basic realm="Shoro playground", charset="UTF-8"',
    })
  }
}

/** A browser sends the login along with whatever any page asks of this address: only the playground's own may act. */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site')
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (foreign && c.req.method !== 'GET') return c.json({ error: 'Another site asks for this' }, 403)
  return next()
}

function passwordIn(authorization: string): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  if (bearer !== undefined) return bearer
  const basic = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1]
  if (basic === undefined) return undefined
  const pair = Buffer.from(basic, 'base64').toString('utf8')
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : undefined
}
