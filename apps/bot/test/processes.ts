import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Running {
  child: ChildProcess
  output: () => string
  /** Sends a signal and resolves with the exit code once the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Runs a program of the bot as its own process. Every setting is given: nothing of this environment leaks in. */
export function run(program: 'server' | 'worker' | 'embedded' | 'migrate', env: Record<string, string>): Running {
  const child = spawn(process.execPath, ['--import', 'tsx', `apps/bot/src/${program}.ts`], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-200_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  return {
    child,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      return exited
    },
  }
}

/** Polls until `check` gives something; fails with what was awaited and the tail of the output. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  running?: Running,
  timeoutMs = 30_000,
): Promise<T> {
  const end = Date.now() + timeoutMs
  let problem = ''
  for (;;) {
    try {
      const found = await check()
      if (found !== undefined && found !== false) return found
    } catch (error) {
      problem = String(error)
    }
    if (Date.now() > end)
      throw new Error(`Waited in vain for ${what}. ${problem}\n${running?.output().slice(-3000) ?? ''}`)
    await sleep(50)
  }
}

const given = new Set<number>()

/** Below the ports that systems give to connections that go out: one of those may take it before it is used. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
