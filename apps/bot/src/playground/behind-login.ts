import { Hono } from 'hono'
import type { Settings } from '../env.ts'
import type { Logger } from '../log.ts'
import { login } from './gate.ts'
import { openIsolated } from './isolated.ts'
import type { Playground } from './playground.ts'

/**
 * The playground of a bot that serves real customers: behind the operator token, and made when somebody who has it comes
 * for the first time. That takes some seconds.
 */
export function playgroundBehindLogin(settings: Settings, log: Logger): { routes: Hono; close(): Promise<void> } {
  let opening: Promise<Playground> | undefined
  const open = () => {
    opening ??= openIsolated(settings, log).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }
  const { operatorToken: token, trustProxy } = settings
  const guard = login({ token, trustProxy, log })
  const routes = new Hono()
  routes.use('/playground', guard)
  routes.use('/playground/*', guard)
  routes.get('/playground', async (c) => (await open()).routes.fetch(c.req.raw, c.env))
  routes.on(['GET', 'POST'], '/playground/*', async (c) => (await open()).routes.fetch(c.req.raw, c.env))
  return {
    routes,
    async close() {
      await (await opening)?.close()
    },
  }
}
