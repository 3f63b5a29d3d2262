import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What a proxy does to what passes. Every knob can be turned while it runs, also for open connections. */
export interface Trouble {
  /** Each chunk waits so long, and up to `jitterMs` more, in either direction. */
  latencyMs: number
  jitterMs: number
  /** Connections are taken and nothing passes, in either direction, nor is anything closed. */
  blackHole: boolean
  /** New connections are refused, as by a machine where nobody listens. */
  refuse: boolean
  /** A connection is reset after so many bytes to the client, in the middle of a chunk if need be; 0 = never. */
  resetAfterBytes: number
  /** A connection is reset instead of passing on a chunk that has this text (bytes as latin1), or right `after` it; `to` is the receiver. */
  resetOn: { text: string | RegExp; to: 'server' | 'client'; after: boolean } | null
  /** Bytes pass one by one. */
  oneByOne: boolean
  /** Bytes per second in each direction of a connection; 0 = no limit. */
  bytesPerSecond: number
}

export interface Proxy {
  /** Like the target's address, at the proxy's host and port. */
  url: string
  set(trouble: Partial<Trouble>): void
  /** Resets every open connection. Gives how many. */
  cut(): number
  /** Nothing passes any more on any open connection, and neither side is told. New ones work. Gives how many. */
  freeze(): number
  /** Connections so far, resets so far. */
  readonly connections: number
  readonly resets: number
  close(): void
}

const none: Trouble = {
  latencyMs: 0,
  jitterMs: 0,
  blackHole: false,
  refuse: false,
  resetAfterBytes: 0,
  resetOn: null,
  oneByOne: false,
  bytesPerSecond: 0,
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A TCP proxy on a free port of loopback, which lets everything pass until it is told otherwise. */
export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  let trouble = none
  let connections = 0
  let resets = 0
  const open = new Set<() => void>()
  let freezing = { frozen: false }

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    connections += 1
    const line = freezing
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true })
    const close = () => {
      open.delete(reset)
      client.destroySoon()
      upstream.destroySoon()
    }
    const reset = () => {
      if (!open.delete(reset)) return
      resets += 1
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    open.add(reset)
    for (const socket of [client, upstream]) socket.on('error', close)
    const now = () => (line.frozen ? { ...trouble, blackHole: true } : trouble)
    pass(client, upstream, 'server', now, reset)
    pass(upstream, client, 'client', now, reset)
    client.on('close', close)
    upstream.on('close', close)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    set(change) {
      const { refuse } = trouble
      trouble = { ...trouble, ...change }
      if (trouble.refuse && !refuse) server.close()
      if (!trouble.refuse && refuse) server.listen(Number(url.port), '127.0.0.1')
    },
    cut() {
      const all = [...open]
      for (const reset of all) reset()
      return all.length
    },
    freeze() {
      freezing.frozen = true
      freezing = { frozen: false }
      return open.size
    },
    get connections() {
      return connections
    },
    get resets() {
      return resets
    },
    close() {
      for (const reset of open) reset()
      server.close()
    },
  }
}

/** Chunks keep their order: each waits for the one before. */
function pass(from: Socket, into: Socket, to: 'server' | 'client', now: () => Trouble, reset: () => void): void {
  let passed = 0
  let last: Promise<void> = Promise.resolve()
  const forward = async (chunk: Buffer) => {
    const { latencyMs, jitterMs, resetOn, resetAfterBytes } = now()
    if (latencyMs + jitterMs > 0) await pause(latencyMs + Math.random() * jitterMs)
    while (now().blackHole && !into.destroyed) await pause(50)
    const hit = resetOn !== null && resetOn.to === to && has(chunk, resetOn.text)
    if (hit && !resetOn.after) return reset()
    const room = to === 'client' && resetAfterBytes > 0 ? Math.max(0, resetAfterBytes - passed) : Infinity
    await write(room < chunk.length ? chunk.subarray(0, room) : chunk)
    passed += chunk.length
    if (room <= chunk.length) return reset()
    if (hit) setTimeout(reset, 5)
  }
  const write = async (chunk: Buffer) => {
    for (let at = 0, size = 0; at < chunk.length && !into.destroyed; at += size) {
      const { oneByOne, bytesPerSecond } = now()
      size = oneByOne ? 1 : bytesPerSecond > 0 ? Math.max(1, Math.ceil(bytesPerSecond / 20)) : chunk.length
      into.write(chunk.subarray(at, at + size))
      if (bytesPerSecond > 0) await pause((size * 1000) / bytesPerSecond)
      else if (oneByOne && at % 64 === 63) await pause(0)
    }
  }
  from.on('data', (chunk: Buffer) => {
    from.pause()
    last = last.then(() => forward(chunk)).then(() => void from.resume())
  })
  from.on('end', () => void last.then(() => into.end()))
}

function has(chunk: Buffer, text: string | RegExp): boolean {
  return typeof text === 'string' ? chunk.includes(text) : text.test(chunk.toString('latin1'))
}
