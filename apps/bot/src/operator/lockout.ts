import { isIPv6 } from 'node:net'

export interface Lockout {
  /** Until when an address is locked out, ms since the epoch; 0 if it is not. */
  until(address: string, now: number): number
  /** Counts a wrong guess. Gives true if this one locks the address out. */
  wrong(address: string, now: number): boolean
}

export interface LockoutOptions {
  guesses?: number
  /** Within which guesses are counted, and for how long an address is then locked out. */
  windowMs?: number
  /** Addresses remembered at most; the one that guessed longest ago is forgotten first. */
  addresses?: number
}

/** Locks an address out after 10 wrong guesses within 15 minutes, for 15 minutes. */
export function createLockout({
  guesses = 10,
  windowMs = 15 * 60_000,
  addresses = 10_000,
}: LockoutOptions = {}): Lockout {
  const known = new Map<string, { guessed: number[]; until: number }>()
  return {
    until(address, now) {
      const until = known.get(networkOf(address))?.until ?? 0
      return until > now ? until : 0
    },

    wrong(address, now) {
      const network = networkOf(address)
      const guessed = [...(known.get(network)?.guessed ?? []).filter((at) => at > now - windowMs), now]
      const locked = guessed.length >= guesses
      known.delete(network)
      known.set(network, locked ? { guessed: [], until: now + windowMs } : { guessed, until: 0 })
      for (const [oldest] of known) {
        if (known.size <= addresses) break
        known.delete(oldest)
      }
      return locked
    },
  }
}

/** Whoever has one address of IPv6 has 2^64 of them. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
