import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The version of Sketch that the exports are opened in. */
const commit = 'bf9382f085db4fe5a47736bdbb9fbb48ff6c7f7d'
const home = 'https://github.com/statelyai/sketch'
const folder = fileURLToPath(new URL(`../node_modules/.cache/sketch-${commit}`, import.meta.url))

/** Where Sketch's parser lies, or undefined if it was not fetched yet. */
export function sketchParser(): string | undefined {
  const file = join(folder, 'src/lib/machine.ts')
  return existsSync(file) ? file : undefined
}

/** Fetches Sketch's sources into a cache, from its home or from a copy of its repository. Throws if it cannot. */
export function fetchSketch(from = home): string {
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(dirname(part), { recursive: true })
  const git = (...args: string[]) => execFileSync('git', ['-C', part, ...args], { timeout: 60_000, stdio: 'pipe' })
  execFileSync('git', ['init', '--quiet', part], { stdio: 'pipe' })
  git('fetch', '--quiet', '--depth', '1', from, commit)
  git('checkout', '--quiet', 'FETCH_HEAD')
  renameSync(part, folder)
  return folder
}
