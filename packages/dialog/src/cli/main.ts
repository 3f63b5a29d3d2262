#!/usr/bin/env node
import process from 'node:process'
import type { Command } from './command.ts'
import { print } from './command.ts'
import { chat } from './chat.ts'
import { check } from './check.ts'
import { diagram } from './diagram.ts'
import { exportFlow } from './export.ts'
import { inspect } from './inspect.ts'
import { paths } from './paths.ts'

const commands: readonly Command[] = [chat, check, paths, exportFlow, diagram, inspect]

const overview = `dialog <command> <flow module> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

dialog <command> --help tells more.`

// A reader that has seen enough, as `head` does, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2))
process.exitCode = await main(process.argv.slice(2))

/** The exit code: of the command, or 2 if it could not be run. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(overview)
    return name === undefined ? 2 : 0
  }
  const command = commands.find((known) => known.name === name)
  if (!command) {
    console.error(`Cannot run "${name}": there is no such command\n\n${overview}`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    print(command.usage)
    return 0
  }
  try {
    return await command.run(args)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 2
  }
}
