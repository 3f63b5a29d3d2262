import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeApi {
  url: string
  /** Resolves with the time at which the `count`-th message of this client arrived, ms as `performance.now()`. */
  arrived(clientId: string, count: number): Promise<number>
  close(): void
}

/** Chat2Desk as fast as it can be: takes messages at once and remembers when. */
export async function startFakeApi(): Promise<FakeApi> {
  const seen = new Map<string, number[]>()
  const waiting = new Map<string, { count: number; resolve: (at: number) => void }>()
  let id = 5_000_000_000
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { client_id: client } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { client_id?: number }
      const key = String(client)
      const times = seen.get(key) ?? []
      times.push(performance.now())
      seen.set(key, times)
      const waiter = waiting.get(key)
      if (waiter && times.length >= waiter.count) {
        waiting.delete(key)
        waiter.resolve(times[waiter.count - 1] ?? 0)
      }
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          status: 'success',
          data: {
            message_id: id++,
            client_id: client,
            channel_id: 1,
            operator_id: 228522,
            transport: 'telegram',
            type: 'to_client',
            dialog_id: 1,
            request_id: 1,
          },
        }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    arrived(clientId, count) {
      const at = seen.get(clientId)?.[count - 1]
      return at === undefined
        ? new Promise((resolve) => waiting.set(clientId, { count, resolve }))
        : Promise.resolve(at)
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
