import { createServer, type Server } from 'node:http'
import { createServer as probe } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'

export interface Listening {
  port: number
  /** Stops accepting, finishes open requests, and resolves. */
  close(): Promise<void>
}

/** Serves an app. Slow clients are cut. Throws an error that offers the next free port if this one is taken. */
export async function listen(app: Hono, port: number, host: string): Promise<Listening> {
  const answer = getRequestListener(app.fetch)
  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000, keepAliveTimeout: 10_000 },
    (request, response) => void answer(request, response),
  )
  server.maxRequestsPerSocket = 1_000
  try {
    await bind(server, port, host)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`Cannot listen on port ${port}: it is taken. Try PORT=${await nextFree(port + 1, host)}`, {
      cause: error,
    })
  }
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), 3_000).unref()
      await closed
      clearTimeout(cut)
    },
  }
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function nextFree(from: number, host: string): Promise<number> {
  for (let port = from; port < Math.min(from + 1000, 65_536); port++) {
    const free = await new Promise<boolean>((resolve) => {
      const server = probe()
      server.once('error', () => resolve(false))
      server.listen(port, host, () => server.close(() => resolve(true)))
    })
    if (free) return port
  }
  return from
}
