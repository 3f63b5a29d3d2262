import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = { headers: IncomingHttpHeaders; rawBody: string; body: Record<string, unknown>; at: number }

/** A webhook receiver on a real port. `answer` decides the status; undefined never answers. */
export const startReceiver = async (answer: (received: Received) => number | undefined = () => 200) => {
  const received: Received[] = []
  const state = { answer }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const rawBody = Buffer.concat(chunks).toString()
      const body = JSON.parse(rawBody) as Record<string, unknown>
      const item = { headers: request.headers, rawBody, body, at: Date.now() }
      received.push(item)
      const status = state.answer(item)
      if (status !== undefined) response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const hooks = () => received.map(({ body }) => body['hook_type'])
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    hooks,
    of: (hookType: string) => received.filter(({ body }) => body['hook_type'] === hookType).map(({ body }) => body),
    answerWith: (next: typeof answer) => {
      state.answer = next
    },
    until: async (isReady: () => boolean, timeoutMs = 3_000): Promise<void> => {
      const deadline = Date.now() + timeoutMs
      while (!isReady()) {
        if (Date.now() > deadline) throw new Error(`receive webhooks: only ${hooks().join(', ')}`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    clear: () => received.splice(0),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
