import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '../diagram/difference.ts'
import type { Flow } from '../flow/define.ts'

/** An earlier config of a flow: from a file, from `ref:path` of git, or from `ref` where one such file is known. */
export function earlierConfig(flow: Flow, named: string): Config {
  if (existsSync(named)) return read(readFileSync(named, 'utf8'), named)
  const [ref = '', path = exportIn(flow, ref)] = named.split(/:(.*)/s)
  return read(git('show', `${ref}:${path}`), named)
}

function exportIn(flow: Flow, ref: string): string {
  const name = `${flow.id}.machine.json`
  const files = git('ls-tree', '-r', '--name-only', '--full-tree', ref)
    .split('\n')
    .filter((path) => path.split('/').at(-1) === name)
  const [file] = files
  if (file === undefined || files.length > 1)
    throw new Error(`Cannot compare with ${ref}: it has ${files.length} files ${name}; say which: ${ref}:<path>`)
  return file
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    throw new Error(`Cannot compare: git ${args[0]} says ${(stderr ?? String(error)).trim()}`, { cause: error })
  }
}

function read(text: string, named: string): Config {
  const config = JSON.parse(text) as Config
  if (typeof config.states !== 'object') throw new Error(`Cannot compare: ${named} is no machine`)
  return config
}
