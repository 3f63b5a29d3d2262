import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StatelyInspectionEvent } from '@statelyai/inspect'
import { WebSocket, WebSocketServer } from 'ws'
import { inspectorPage } from './page.ts'

export interface Inspection {
  /** `ws://127.0.0.1:4030` */
  url: string
  send(event: StatelyInspectionEvent): void
  close(): Promise<void>
}

interface ServeOptions {
  /** 0 = any free one. */
  port: number
  /** The flow's diagram, for the page. */
  svg: string
  /** How many of the latest events a newcomer is told, besides the latest 20 actors, each of which has its machine. Default 500. */
  keep?: number
}

const actorsKept = 20

/**
 * Serves inspection events on this machine only: a WebSocket for inspectors, a page at `/` that is one. Pages of other
 * sites are refused, by their Origin and by the name that they call this machine.
 */
export async function serveInspection({ port, svg, keep = 500 }: ServeOptions): Promise<Inspection> {
  const actors: string[] = []
  const latest: string[] = []
  const page = inspectorPage(svg)
  const server = createServer((request, response) => {
    if (!isOurs(request)) return response.writeHead(403).end()
    if (request.url !== '/') return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page)
  })
  const sockets = new WebSocketServer({ server, verifyClient: ({ req }: { req: IncomingMessage }) => isOurs(req) })
  sockets.on('connection', (socket) => {
    for (const event of [...actors, ...latest]) socket.send(event)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    sockets.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send(event) {
      const text = JSON.stringify(event)
      const [list, most] = event.type === '@xstate.actor' ? [actors, actorsKept] : [latest, keep]
      list.push(text)
      if (list.length > most) list.shift()
      for (const socket of sockets.clients) if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A request by this machine's own name; from a page, only from our own. Another site's page may know the port. */
function isOurs({ headers: { host = '', origin } }: IncomingMessage): boolean {
  const isHere = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)
  return isHere && (origin === undefined || origin === `http://${host}`)
}
