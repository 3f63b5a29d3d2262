import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const shim = `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`

/** The programs as one file each: a process then starts in a quarter of the time. */
export async function bundlePrograms(into: string): Promise<void> {
  writeFileSync(join(into, 'package.json'), '{"type":"module"}')
  // What they read from the disk, they look for beside themselves.
  symlinkSync(here('../src/database/migrations'), join(into, 'migrations'))
  symlinkSync(here('../src/playground/page'), join(into, 'page'))
  symlinkSync(here('../node_modules'), join(into, 'node_modules'))
  await build({
    entryPoints: [here('server-process.ts'), here('worker-process.ts')],
    outdir: into,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'error',
    banner: { js: shim },
    external: ['pg-native'],
  })
}
