import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where transcripts are kept, a folder for each topic. */
export const folder = fileURLToPath(new URL('../../../../packages/dialog/transcripts', import.meta.url))

/** The transcripts under a folder, sorted; of `wanted`, if any are given, those whose path holds one of them. */
export function transcripts(wanted: readonly string[] = [], under = folder): { name: string; path: string }[] {
  return readdirSync(under, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.transcript'))
    .map((path) => ({ name: relative(under, join(under, path)), path: join(under, path) }))
    .filter(({ path }) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
