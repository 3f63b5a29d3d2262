import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { Logger } from '../log.ts'
import { callerOf } from './caller.ts'
import { createLockout, type Lockout } from './lockout.ts'

export interface GateOptions {
  /** Undefined lets nobody in. */
  token: string | undefined
  trustProxy: boolean
  log: Logger
  lockout?: Lockout
}

/** Lets in whoever gives the operator token. An address that guesses is locked out for a while, also with the right one. */
export function gate({ token, trustProxy, log, lockout = createLockout() }: GateOptions): MiddlewareHandler {
  return async (c, next) => {
    const now = Date.now()
    const caller = callerOf(c, trustProxy)
    const until = lockout.until(caller, now)
    if (until > 0) return c.json(...lockedOut(until - now))
    const authorization = c.req.header('authorization')
    const given = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
    if (token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(token))) return next()
    if (authorization !== undefined && lockout.wrong(caller, now))
      log.warn({ address: caller }, 'too many wrong operator tokens from one address')
    return c.json({ error: 'Give the operator token: Authorization: Bearer <OPERATOR_TOKEN>' }, 401, {
      'WWW-Authenticate': 'Bearer',
    })
  }
}

function lockedOut(ms: number) {
  const error = 'Too many wrong tokens came from this address'
  return [{ error }, 429, { 'Retry-After': String(Math.ceil(ms / 1000)) }] as const
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
