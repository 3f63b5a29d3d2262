import { stdout } from 'node:process'

/** One command of `dialog`. */
export interface Command {
  name: string
  /** One line for the list of commands. */
  summary: string
  /** All that `--help` prints. */
  usage: string
  /** Gets what follows the command's name; gives the exit code: 0, or 1 if something was found that should not be. */
  run(args: string[]): Promise<number>
}

export function print(text: string): void {
  stdout.write(`${text}\n`)
}
