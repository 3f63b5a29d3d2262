import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'

export const maxBodyBytes = 64 * 1024

/**
 * The exact bytes of a request's body, or null if there are too many. Read from Node's own request where there is one:
 * the web form of it costs several times as much.
 */
export async function readBody(c: Context): Promise<Uint8Array | null> {
  if (Number(c.req.header('content-length') ?? 0) > maxBodyBytes) return null
  const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
  if (!incoming) {
    const body = new Uint8Array(await c.req.arrayBuffer())
    return body.byteLength > maxBodyBytes ? null : body
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > maxBodyBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
