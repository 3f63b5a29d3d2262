import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from './processes.ts'

/** A private Redis on a free port, if there is a binary; `stops` gets what ends it. Gives its address. */
export async function startRedis(stops: (() => void)[], appendonly: 'yes' | 'no' = 'no'): Promise<string | undefined> {
  const binary = find('redis-server')
  if (!binary) return undefined
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'shoro-redis-'))
  const child = spawn(
    binary,
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--save',
      '',
      '--appendonly',
      appendonly,
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: 'ignore' },
  )
  stops.push(() => {
    child.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  })
  await reachable(port, child, 'redis-server')
  return `redis://127.0.0.1:${port}`
}

/** A private Postgres on a free port, if there are binaries; `stops` gets what ends it. Gives its address. */
export async function startPostgres(stops: (() => void)[]): Promise<string | undefined> {
  const binary = find('postgres')
  const initdb = find('initdb')
  if (!binary || !initdb) return undefined
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'shoro-postgres-'))
  const owner = unprivileged()
  if (owner) chownSync(dir, owner.uid, owner.gid)
  execFileSync(initdb, ['-D', dir, '-U', 'postgres', '-A', 'trust', '--no-sync'], {
    stdio: 'ignore',
    cwd: dir,
    ...owner,
  })
  const child = spawn(
    binary,
    [
      '-D',
      dir,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${dir}`,
      '-c',
      'fsync=off',
      '-c',
      'max_connections=200',
    ],
    { stdio: 'ignore', cwd: dir, ...owner },
  )
  stops.push(() => {
    child.kill('SIGINT')
    rmSync(dir, { recursive: true, force: true })
  })
  await reachable(port, child, 'postgres')
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await accepting(url)
  return url
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

function find(name: string): string | undefined {
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
