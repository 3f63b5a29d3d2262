import dns from 'node:dns'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const switchIn = (folder: string) => join(folder, 'no-names')

/** While `takeNames` has taken them away, this process finds no address for any name. */
export function loseNames(folder: string): void {
  const { lookup } = dns
  dns.lookup = ((name: string, ...rest: unknown[]) => {
    if (!existsSync(switchIn(folder))) return Reflect.apply(lookup, dns, [name, ...rest]) as unknown
    appendFileSync(switchIn(folder), `${name}\n`)
    const done = rest.at(-1) as (error: Error) => void
    const error = Object.assign(new Error(`getaddrinfo EAI_AGAIN ${name}`), {
      code: 'EAI_AGAIN',
      syscall: 'getaddrinfo',
    })
    setImmediate(done, error)
  }) as typeof lookup
}

/** Processes of this folder find no address for a name until what this gives is called; that gives how many they asked for. */
export function takeNames(folder: string): () => number {
  writeFileSync(switchIn(folder), '')
  return () => {
    const asked = readFileSync(switchIn(folder), 'utf8').trim().split('\n').filter(Boolean).length
    rmSync(switchIn(folder))
    return asked
  }
}
