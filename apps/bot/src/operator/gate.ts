import type { MiddlewareHandler } from 'hono'
import type { Logger } from '../log.ts'
import { createLock } from '../secret.ts'
import { callerOf } from './caller.ts'
import type { Lockout } from './lockout.ts'

export interface GateOptions {
  /** Undefined lets nobody in. */
  token: string | undefined
  trustProxy: boolean
  log: Logger
  /** One for all gates of a process: guesses at any of them count. */
  lockout: Lockout
}

/** How the token is given at a gate. */
export interface Manner {
  /** The token in an Authorization header. */
  read: (authorization: string) => string | undefined
  /** What whoever gave none is told to do. */
  hint: string
  /** The same for browsers and programs: the header WWW-Authenticate. */
  challenge: string
}

export function bearerIn(authorization: string): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
}

const asBearer: Manner = {
  read: bearerIn,
  hint: 'Give the operator token: Authorization: Bearer <OPERATOR_TOKEN>',
  challenge: 'Bearer',
}

/** Lets in whoever gives the operator token. An address that guesses is locked out for a while, also with the right one. */
export function gate(
  { token, trustProxy, log, lockout }: GateOptions,
  { read, hint, challenge }: Manner = asBearer,
): MiddlewareHandler {
  const opens = createLock(token === undefined ? [] : [token])
  return async (c, next) => {
    const now = Date.now()
    const caller = callerOf(c, trustProxy)
    const until = lockout.until(caller, now)
    if (until > 0) return c.json(...lockedOut(until - now))
    const authorization = c.req.header('authorization')
    const given = authorization === undefined ? undefined : read(authorization)
    if (given !== undefined && opens(given)) return next()
    if (authorization !== undefined && lockout.wrong(caller, now))
      log.warn({ address: caller }, 'too many wrong operator tokens from one address')
    return c.json({ error: hint }, 401, { 'WWW-Authenticate': challenge })
  }
}

function lockedOut(ms: number) {
  const error = 'Too many wrong tokens came from this address'
  return [{ error }, 429, { 'Retry-After': String(Math.ceil(ms / 1000)) }] as const
}
