import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How much longer a slow client may be waited for, at random, as a share of the limit. */
export const spread = 0.3

const reasons: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/**
 * Ends the connections of a server that are slow, broken or gone; gives what is to be called with every request. Slow
 * clients that came together would otherwise all be cut, and all come again, in the same moment, and everybody else would
 * wait: each is cut at a moment of its own.
 */
export function endBadConnections(
  server: Server,
  { headersMs, requestMs }: { headersMs: number; requestMs: number },
): (request: IncomingMessage, response: ServerResponse) => void {
  const latest = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>()

  const end = (socket: Socket) => {
    // Left to itself Node makes an error for each unfinished request and writes out its stack trace, whoever reads it.
    const request = latest.get(socket)?.request
    if (request && !request.complete) request.destroy()
    socket.destroy()
  }
  const cutAfter = (socket: Socket, ms: number, isHere: () => boolean) => {
    const cut = () => {
      if (!isHere()) socket.end(answer('408 Request Timeout'), () => end(socket))
    }
    const timer = setTimeout(cut, ms * (1 + Math.random() * spread)).unref()
    return () => clearTimeout(timer)
  }

  server.on('connection', (socket: Socket) => {
    socket.once(
      'close',
      cutAfter(socket, headersMs, () => latest.has(socket)),
    )
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const response = latest.get(socket)?.response
    const isAnswering = response !== undefined && response.headersSent && !response.writableFinished
    if (socket.writable && !isAnswering) socket.write(answer(reasons[error.code ?? ''] ?? '400 Bad Request'))
    end(socket)
  })
  return (request, response) => {
    const { socket } = request
    latest.set(socket, { request, response })
    if (!request.complete)
      request.once(
        'close',
        cutAfter(socket, requestMs, () => request.complete),
      )
  }
}

function answer(status: string): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`
}
