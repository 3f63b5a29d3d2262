import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'

export type RunningSandbox = Omit<Sandbox, 'app'> & {
  /** The base URL of the API, with `/v1`. */
  url: string
  /** The same without a path; the controls are under `/_sandbox`. */
  origin: string
  close: () => Promise<void>
}

/** Runs the stand-in on 127.0.0.1. Port 0 takes a free one. */
export const startSandbox = async (options: SandboxOptions & { port?: number } = {}): Promise<RunningSandbox> => {
  const { port = 0, ...rest } = options
  const { app, ...sandbox } = createSandbox(rest)
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...sandbox,
    origin,
    url: `${origin}/v1`,
    close: async () => {
      sandbox.reset()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
