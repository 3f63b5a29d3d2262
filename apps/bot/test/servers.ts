import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from './processes.ts'

/** A server of our own on loopback that can be taken away and come back with its data. */
export interface PrivateServer {
  url: string
  /** Where its data is. */
  dir: string
  /** Resolves when it takes connections. `settings` are for this run, over those it was made with. */
  start(settings?: Settings): Promise<void>
  /** Ends it with a signal and resolves when it is gone; without one it dies at once. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Of its main process; undefined while it is down. */
  pid(): number | undefined
  remove(): void
}

type Settings = Readonly<Record<string, string>>

/** A Redis on a free port, not started yet; undefined without a binary. */
export async function privateRedis(appendonly: 'yes' | 'no', own: Settings = {}): Promise<PrivateServer | undefined> {
  const binary = find('redis-server')
  if (!binary) return undefined
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'shoro-redis-'))
  const fixed = { port: String(port), bind: '127.0.0.1', dir, save: '', appendonly, 'maxmemory-policy': 'noeviction' }
  const given = (settings: Settings) =>
    Object.entries({ ...fixed, ...own, ...settings }).flatMap(([name, value]) => [`--${name}`, value])
  const url = `redis://127.0.0.1:${port}`
  // Where a limit of the system ends a file, Redis shall find its disk full, and not die.
  const ignoring = ['-c', 'trap "" XFSZ; exec "$0" "$@"', binary]
  const launch = (settings: Settings) => spawn('sh', [...ignoring, ...given(settings)], { stdio: 'ignore' })
  return { url, ...program('redis-server', port, dir, launch) }
}

/** A Postgres on a free port, its database made but not started; undefined without binaries. */
export async function privatePostgres(own: Settings = {}): Promise<PrivateServer | undefined> {
  const binary = find('postgres')
  const initdb = find('initdb')
  if (!binary || !initdb) return undefined
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'shoro-postgres-'))
  const owner = unprivileged()
  if (owner) chownSync(dir, owner.uid, owner.gid)
  const as = { stdio: 'ignore', cwd: dir, ...owner } as const
  execFileSync(initdb, ['-D', dir, '-U', 'postgres', '-A', 'trust', '--no-sync'], as)
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: dir, fsync: 'off', max_connections: '200' }
  const given = (settings: Settings) =>
    Object.entries({ ...fixed, ...own, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const launch = (settings: Settings) => spawn(binary, ['-D', dir, '-p', String(port), ...given(settings)], as)
  const run = program('postgres', port, dir, launch)
  return {
    url,
    ...run,
    async start(settings) {
      await run.start(settings)
      await accepting(url)
    },
  }
}

function program(
  name: string,
  port: number,
  dir: string,
  launch: (settings: Settings) => ChildProcess,
): Omit<PrivateServer, 'url'> {
  let child: ChildProcess | undefined
  let removed = false
  // Postgres' children outlive a SIGKILL of their parent for a moment; SIGQUIT is its own way to die at once.
  const atOnce = name === 'postgres' ? 'SIGQUIT' : 'SIGKILL'
  const runs = () => child !== undefined && child.exitCode === null && child.signalCode === null
  return {
    dir,
    async start(settings = {}) {
      if (removed) throw new Error(`Cannot start ${name}: it was removed`)
      child = launch(settings)
      await reachable(port, child, name)
    },
    async kill(signal = atOnce) {
      const exited = new Promise<void>((resolve) => (runs() ? child?.once('exit', () => resolve()) : resolve()))
      child?.kill(signal)
      await exited
    },
    pid: () => (runs() ? child?.pid : undefined),
    remove() {
      removed = true
      child?.kill(atOnce)
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Starts a private Redis; `stops` gets what ends it. Gives its address, or undefined without a binary. */
export async function startRedis(stops: (() => void)[], appendonly: 'yes' | 'no' = 'no'): Promise<string | undefined> {
  return begin(await privateRedis(appendonly), stops)
}

/** Starts a private Postgres; `stops` gets what ends it. Gives its address, or undefined without binaries. */
export async function startPostgres(stops: (() => void)[]): Promise<string | undefined> {
  return begin(await privatePostgres(), stops)
}

async function begin(server: PrivateServer | undefined, stops: (() => void)[]): Promise<string | undefined> {
  if (!server) return undefined
  stops.push(() => server.remove())
  await server.start()
  return server.url
}

/** Postgres refuses to run as root: then it runs as the user that Debian made for it, or as nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString())
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      continue
    }
  }
  return undefined
}

export function find(name: string): string | undefined {
  const debian = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`)
    : []
  return [...(process.env['PATH'] ?? '').split(delimiter), ...debian]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
}

async function reachable(port: number, child: ChildProcess, name: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`Cannot start ${name}: it exited with ${child.exitCode}`)
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false))
      socket.unref()
      setTimeout(() => socket.destroy(), 200).unref()
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Cannot start ${name}: nothing listens on port ${port}`)
}

async function accepting(url: string): Promise<void> {
  const { default: postgres } = await import('postgres')
  for (let tries = 0; ; tries++) {
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    try {
      await sql`select 1`
      return
    } catch (error) {
      if (tries > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}
