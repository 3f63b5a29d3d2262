import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'

export const maxBodyBytes = 64 * 1024

export type ReadBody = { ok: true; bytes: Uint8Array } | { ok: false; status: 400 | 413 | 415; reason: string }

const tooLarge: ReadBody = { ok: false, status: 413, reason: `The body is larger than ${maxBodyBytes} bytes` }

/**
 * The exact bytes of a request's body. Read from Node's own request where there is one: the web form of it costs several
 * times as much. Nothing is decompressed: a small body could become a large one.
 */
export async function readBody(c: Context): Promise<ReadBody> {
  const encoding = c.req.header('content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    return { ok: false, status: 415, reason: 'Compressed bodies are not taken' }
  if (Number(c.req.header('content-length') ?? 0) > maxBodyBytes) return tooLarge
  const incoming = (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
  if (!incoming) {
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    return bytes.byteLength > maxBodyBytes ? tooLarge : { ok: true, bytes }
  }
  return collect(incoming)
}

function collect(incoming: IncomingMessage): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const take = (chunk: Buffer) => {
      length += chunk.byteLength
      if (length <= maxBodyBytes) {
        chunks.push(chunk)
      } else {
        incoming.off('data', take).pause()
        resolve(tooLarge)
      }
    }
    incoming.on('data', take)
    incoming.once('end', () => resolve({ ok: true, bytes: Buffer.concat(chunks) }))
    const endedEarly = () => resolve({ ok: false, status: 400, reason: 'The body ended early' })
    incoming.once('error', endedEarly)
    incoming.once('close', endedEarly)
  })
}
