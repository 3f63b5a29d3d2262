import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { proxy } from 'hono/proxy'
import { bareEnvironment, makeToken, type Settings } from '../env.ts'
import type { Logger } from '../log.ts'
import type { Lockout } from '../operator/lockout.ts'
import { login } from './gate.ts'
import { keyHeader, orderFor } from './isolated.ts'
import { packed } from './packed.ts'

interface Running {
  port: number
  key: string
  stop(): Promise<void>
}

/**
 * The playground of a bot that serves real customers: behind the operator token, in a process of its own that is started
 * when somebody who has the token comes for the first time. That takes some seconds. `lockout` is that of the operator
 * interface.
 */
export function playgroundBehindLogin(
  settings: Settings,
  log: Logger,
  lockout: Lockout,
): { routes: Hono; close(): Promise<void> } {
  let running: Promise<Running> | undefined
  const run = () => {
    running ??= startProcess(settings, () => {
      running = undefined
    }).catch((error: unknown) => {
      running = undefined
      throw error
    })
    return running
  }

  const forward = async (c: Context) => {
    const { port, key } = await run()
    const { pathname, search } = new URL(c.req.url)
    const passed = ['accept', 'content-type', 'if-none-match', 'last-event-id', 'sec-fetch-site'].flatMap((name) => {
      const value = c.req.header(name)
      return value === undefined ? [] : [[name, value] as const]
    })
    return proxy(`http://127.0.0.1:${port}${pathname}${search}`, {
      method: c.req.method,
      headers: { ...Object.fromEntries(passed), [keyHeader]: key },
      ...(c.req.method === 'POST' && { body: await c.req.text() }),
    })
  }

  const { operatorToken: token, trustProxy } = settings
  const guard = login({ token, trustProxy, log, lockout })
  const routes = new Hono()
  routes.use('/playground', guard, packed)
  routes.use('/playground/*', guard, bodyLimit({ maxSize: 16 * 1024 }), packed)
  routes.get('/playground', forward)
  routes.on(['GET', 'POST'], '/playground/*', forward)
  return {
    routes,
    async close() {
      await (await running?.catch(() => undefined))?.stop()
    },
  }
}

/** Nothing of this process' environment goes along, and of its settings only what leads nowhere. */
function startProcess(settings: Settings, onExit: () => void): Promise<Running> {
  const key = makeToken()
  const child = fork(fileURLToPath(new URL('process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: bareEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      onExit()
      resolve()
    }),
  )
  child.send(orderFor(settings, key))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    void exited.then(() => reject(new Error('Cannot open playground: its process has ended')))
    child.once('message', ({ port }: { port: number }) =>
      resolve({
        port,
        key,
        async stop() {
          child.kill('SIGTERM')
          await exited
        },
      }),
    )
  })
}
