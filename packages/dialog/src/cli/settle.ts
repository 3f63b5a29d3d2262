import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { cwd } from 'node:process'
import { print } from './command.ts'

/** A file that a command writes. */
export interface Written {
  path: string
  text: string
}

interface Settling {
  /** The command's name, and what it was given: without --check it brings files up to date. */
  command: string
  args: readonly string[]
  /** Write nothing. */
  check?: boolean | undefined
}

/** Writes files, or, to check, tells which are not as they would be written. Gives the exit code. */
export function settle(files: readonly Written[], { command, args, check = false }: Settling): number {
  const stale = files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  if (check) {
    for (const { path } of stale) print(`${relative(cwd(), path)} is out of date`)
    print(stale.length > 0 ? `Bring it up to date: ${again(command, args)}` : `${files.length} files are up to date`)
    return stale.length > 0 ? 1 : 0
  }
  for (const { path, text } of stale) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    print(`${relative(cwd(), path)} is written`)
  }
  if (stale.length === 0) print(`${files.length} files are up to date already`)
  return 0
}

function again(command: string, args: readonly string[]): string {
  const words = args.filter((arg) => arg !== '--check').map((arg) => (/^[\w./:@=#-]+$/.test(arg) ? arg : quoted(arg)))
  return ['dialog', command, ...words].join(' ')
}

function quoted(arg: string): string {
  return `'${arg.replaceAll("'", "'\\''")}'`
}
