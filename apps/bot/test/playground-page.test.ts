import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('../src/playground/page', import.meta.url))

/** The modules that a module loads, and those that they load, in the order in which they are met. */
function loaded(file: string, met: Set<string> = new Set()): Set<string> {
  if (met.has(file)) return met
  met.add(file)
  const source = readFileSync(file, 'utf8')
  for (const [, path = ''] of source.matchAll(/^(?:import|export) (?!type )[^']*?from '(\.[^']+)'/gm))
    loaded(join(dirname(file), path), met)
  return met
}

it('the page asks at once for every module that it needs', () => {
  const modules = [...loaded(join(folder, 'main.ts'))].slice(1)
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const preloaded = [...html.matchAll(/rel="modulepreload" href="\/playground\/([^"]+\.ts)"/g)].map(([, path]) => path)
  expect(new Set(preloaded)).toEqual(new Set(modules.map((path) => relative(folder, path))))
})
