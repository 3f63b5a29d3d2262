import { isIPv6 } from 'node:net'
import type { Settings } from './env.ts'

/** Where a process of this computer reaches the one that has these settings, without a slash at the end. */
export function ownOrigin({ host, port }: Pick<Settings, 'host' | 'port'>): string {
  const everywhere = host === '0.0.0.0' || host === '::'
  const name = isIPv6(host) ? `[${host}]` : host
  return `http://${everywhere ? '127.0.0.1' : name}:${port}`
}
