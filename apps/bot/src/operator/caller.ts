import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { Context } from 'hono'

/**
 * The address that a request came from. Behind a proxy that is the last entry of X-Forwarded-For, which the proxy wrote;
 * the ones before it are what the caller says.
 */
export function callerOf(c: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  if (forwarded !== undefined && isIP(forwarded) !== 0) return plain(forwarded)
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage }
  return plain(incoming?.socket.remoteAddress ?? 'unknown')
}

/** An address of IPv4 as a socket for both kinds shows it, without its prefix. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
