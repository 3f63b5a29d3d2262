import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { cwd } from 'node:process'
import { pathToFileURL } from 'node:url'
import type { Flow } from '../flow/define.ts'

/** The options of every command that takes a flow; spread them into those of `parseArgs`. */
export const flowOptions = {
  export: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** What `--help` says of the flow. */
export const flowUsage = `  <flow module>   a .ts or .js file, or a package's name; without one, "dialog": { "flow": "…" } of ./package.json
  --export <name> the export that is the flow, or a function that gives it; without it, the default export, or the
                  only one that is a flow or whose name ends with "flow"`

interface Asked {
  /** A path or a package's name, as it was typed. */
  module?: string | undefined
  /** The name of the export. */
  name?: string | undefined
}

/** A flow, and the file that it came from. */
export interface Loaded {
  flow: Flow
  file: string
}

/** Throws if there is no such module, if it throws, or if it has no flow. */
export async function loadFlow(asked: Asked): Promise<Loaded> {
  const { module, name } = asked.module === undefined ? { ...configured(), ...defined(asked) } : asked
  if (module === undefined)
    throw new Error('Cannot load flow: name its module, or set "dialog": { "flow": "…" } in package.json')
  const file = locate(module)
  let exported: Record<string, unknown>
  try {
    exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    throw new Error(`Cannot load ${module}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  const found = name === undefined ? onlyFlow(exported, module) : exported[name]
  if (found === undefined)
    throw new Error(`Cannot load flow: ${module} exports no "${name}" but ${Object.keys(exported).join(', ')}`)
  const flow = typeof found === 'function' ? ((await found()) as unknown) : found
  if (!isFlow(flow)) throw new Error(`Cannot load flow: ${name ?? 'what'} ${module} exports is none of defineFlow`)
  return { flow, file }
}

function defined({ name }: Asked): Asked {
  return name === undefined ? {} : { name }
}

function configured(): Asked {
  const path = join(cwd(), 'package.json')
  if (!existsSync(path)) return {}
  const { dialog } = JSON.parse(readFileSync(path, 'utf8')) as { dialog?: { flow?: string; export?: string } }
  return { module: dialog?.flow, name: dialog?.export }
}

function locate(module: string): string {
  const path = resolve(module)
  if (existsSync(path)) return path
  if (/^[./]/.test(module)) throw new Error(`Cannot load flow: there is no file ${path}`)
  try {
    return createRequire(join(cwd(), 'package.json')).resolve(module)
  } catch {
    throw new Error(`Cannot load flow: "${module}" is neither a file nor a package that can be found from here`)
  }
}

function onlyFlow(exported: Record<string, unknown>, module: string): unknown {
  if (exported['default'] !== undefined) return exported['default']
  const flows = Object.entries(exported).filter(
    ([name, value]) => isFlow(value) || (typeof value === 'function' && /flow$/i.test(name)),
  )
  const [first] = flows
  if (!first) throw new Error(`Cannot load flow: ${module} exports none`)
  if (flows.length > 1)
    throw new Error(
      `Cannot load flow: ${module} exports ${flows.map(([name]) => name).join(', ')}; say which: --export`,
    )
  return first[1]
}

function isFlow(value: unknown): value is Flow {
  return typeof value === 'object' && value !== null && 'machine' in value && 'timerEvents' in value
}
