import { createServer, type Server } from 'node:http'
import { createServer as probe, type AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { endBadConnections, spread } from './connections.ts'

export interface Listening {
  port: number
  /** Stops accepting, finishes open requests, and resolves. */
  close(): Promise<void>
}

export interface Limits {
  /** Open connections at once. */
  maxConnections: number
  /** Within which a request's headers must be here, ms. Default 5 s. */
  headersMs?: number
  /** Within which the whole request must be here, ms. Default 10 s. */
  requestMs?: number
}

/** Serves an app; port 0 takes a free one. Slow clients are cut. Throws an error that offers the next free port if this one is taken. */
export async function listen(
  app: Hono,
  port: number,
  host: string,
  { maxConnections, headersMs = 5_000, requestMs = 10_000 }: Limits,
): Promise<Listening> {
  const answer = getRequestListener(app.fetch)
  const server = createServer(
    {
      headersTimeout: headersMs * (1 + spread),
      requestTimeout: requestMs * (1 + spread),
      connectionsCheckingInterval: Math.min(2_000, headersMs),
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      begin(request, response)
      void answer(request, response)
    },
  )
  const begin = endBadConnections(server, { headersMs, requestMs })
  server.maxRequestsPerSocket = 1_000
  server.maxConnections = maxConnections
  try {
    await bind(server, port, host)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`Cannot listen on port ${port}: it is taken. Try PORT=${await nextFree(port + 1, host)}`, {
      cause: error,
    })
  }
  return {
    port: (server.address() as AddressInfo).port,
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
