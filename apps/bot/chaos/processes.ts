import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Build } from './builds.ts'
import type { Orders } from './inside.ts'

export interface Supervision {
  program: 'server' | 'worker'
  /** Where the bundled programs are. */
  programs: string
  env: Record<string, string>
  folder: string
  /** Told to the process at each of its starts. */
  orders: () => Omit<Orders, 'folder' | 'build'>
  build?: Build | undefined
  onDeath?: () => void
}

/** A process that is started again whenever it dies, as a container would be. */
export interface Supervised {
  readonly pid: number | undefined
  /** How often it was started, and how often it died without being told to. */
  readonly starts: number
  readonly deaths: number
  /** The deaths that nobody dealt: it ended itself, or what runs it did. */
  readonly crashes: number
  /** Sends a signal and resolves when the process is gone. It is not started again. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** From then on with this build, if one is given. */
  start(build?: Build): void
  signal(signal: NodeJS.Signals): void
}

export function supervise(supervision: Supervision): Supervised {
  const { program, programs, env, folder, orders, onDeath } = supervision
  let { build = 'usual' } = supervision
  let child: ChildProcess | undefined
  let wanted = false
  let starts = 0
  let deaths = 0
  let crashes = 0
  const launch = () => {
    starts += 1
    const chaos: Orders = { folder, build, ...orders() }
    const log = openSync(join(folder, `log-${program}-${process.hrtime.bigint()}.jsonl`), 'a')
    const started = spawn(process.execPath, ['--enable-source-maps', join(programs, `${program}-process.js`)], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...env, CHAOS: JSON.stringify(chaos) },
      stdio: ['pipe', log, log],
    })
    closeSync(log)
    child = started
    started.once('exit', (_, signal) => {
      if (!wanted || child !== started) return
      deaths += 1
      if (signal !== 'SIGKILL') crashes += 1
      onDeath?.()
      void sleep(50).then(() => {
        if (wanted && child === started) launch()
      })
    })
  }
  return {
    get pid() {
      return child?.pid
    },
    get starts() {
      return starts
    },
    get deaths() {
      return deaths
    },
    get crashes() {
      return crashes
    },
    async stop(signal = 'SIGKILL') {
      wanted = false
      const ending = child
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null
      const exited = new Promise<number | null>((resolve) => ending.once('exit', (code) => resolve(code)))
      // One that is stopped takes no other signal than these.
      if (signal !== 'SIGKILL') ending.kill('SIGCONT')
      ending.kill(signal)
      return exited
    },
    start(other = build) {
      build = other
      wanted = true
      launch()
    },
    signal(signal) {
      child?.kill(signal)
    },
  }
}
