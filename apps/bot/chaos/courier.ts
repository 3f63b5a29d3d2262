import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { readWebhook } from '@shoro/chat2desk'

/** How webhooks get from Chat2Desk to the bot. Every knob can be turned while it runs. */
export interface Delivering {
  /** Where the bot takes them. */
  url: string
  /** How many copies of each one go out, at once and not in order if more than one. */
  copies: () => number
  /** How long a first attempt of this body waits, ms. Anything above 0 lets webhooks overtake each other. */
  delayMs: (body: string) => number
  /** Pauses between attempts; the last one goes on for ever. */
  retryMs: readonly number[]
  /** Attempts until it gives up, as Chat2Desk does after four. */
  attempts: number
  timeoutMs: number
}

/** One webhook on its way. */
export interface Parcel {
  conversation: string
  /** Its id in the conversation's mailbox. */
  inputId: string
  /** True for what a customer wrote: such a parcel must come out of a conversation. */
  message: boolean
  body: string
  sentAt: number
  /** When the first 200 came; null if none did. */
  ackedAt: number | null
  /** Statuses in the order in which they came; 0 for no answer. */
  answers: number[]
  /** How long the slowest answer took. */
  slowestMs: number
  open: number
}

export interface Courier {
  /** Give it to the stand-in as its webhook. */
  url: string
  knobs: Delivering
  parcels: Parcel[]
  /** Sends a body as Chat2Desk would, past the stand-in. */
  post(body: string, headers?: Record<string, string>): Promise<Parcel>
  /** True when every copy was answered with 200 or given up. */
  idle(): boolean
  close(): void
}

const usual: Omit<Delivering, 'url'> = {
  copies: () => 1,
  delayMs: () => 0,
  retryMs: [200, 400, 800, 1_500],
  attempts: 1_000,
  timeoutMs: 10_000,
}

/** Takes webhooks of the stand-in and brings them to the bot, again and again until it says 200, as Chat2Desk does. */
export async function startCourier(url: string): Promise<Courier> {
  const knobs: Delivering = { ...usual, url }
  const parcels: Parcel[] = []
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const tails = new Map<string, Promise<unknown>>()
  const life = new AbortController()

  const attempt = async (parcel: Parcel, headers: Record<string, string>): Promise<boolean> => {
    const sent = performance.now()
    const status = await carry(agent, knobs, parcel.body, headers)
    parcel.slowestMs = Math.max(parcel.slowestMs, performance.now() - sent)
    parcel.answers.push(status)
    if (status === 200) parcel.ackedAt ??= Date.now()
    return status === 200
  }
  const retry = async (parcel: Parcel, headers: Record<string, string>) => {
    for (let tries = 1; tries < knobs.attempts && !life.signal.aborted; tries++) {
      await sleep(knobs.retryMs[Math.min(tries, knobs.retryMs.length) - 1] ?? 1_000)
      if (await attempt(parcel, headers)) return
    }
  }
  const carryOne = async (parcel: Parcel, headers: Record<string, string>, delayMs: number) => {
    if (delayMs > 0) await sleep(delayMs)
    if (await attempt(parcel, headers)) parcel.open -= 1
    // As with Chat2Desk, the next webhook does not wait for the repetition of this one.
    else void retry(parcel, headers).finally(() => (parcel.open -= 1))
  }
  const send = (body: string, headers: Record<string, string>): Parcel => {
    const read = readWebhook(Buffer.from(body))
    const event = read.ok ? read.event : undefined
    const copies = knobs.copies()
    const parcel: Parcel = {
      conversation: event && 'clientId' in event ? (event.clientId ?? '') : '',
      inputId: event && 'eventId' in event ? event.eventId : '',
      message: event?.kind === 'message' && event.hook === 'inbox' && event.type === 'from_client',
      body,
      sentAt: Date.now(),
      ackedAt: null,
      answers: [],
      slowestMs: 0,
      open: copies,
    }
    parcels.push(parcel)
    for (let copy = 0; copy < copies; copy++) {
      const delayMs = knobs.delayMs(body)
      const go = () => carryOne(parcel, headers, delayMs)
      const before = tails.get(parcel.conversation)
      if (copies > 1 || delayMs > 0) void go()
      else tails.set(parcel.conversation, before ? before.then(go) : go())
    }
    return parcel
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).filter(([name]) => name === 'content-type' || name.startsWith('x-')),
      ) as Record<string, string>
      send(Buffer.concat(chunks).toString(), headers)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    knobs,
    parcels,
    async post(body, headers = { 'content-type': 'application/json' }) {
      return send(body, headers)
    },
    idle: () => parcels.every(({ open }) => open === 0),
    close() {
      life.abort()
      agent.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** One attempt; 0 if there was no answer. */
function carry(
  agent: Agent,
  { url, timeoutMs }: Delivering,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve) => {
    const length = String(Buffer.byteLength(body))
    const sending = request(
      url,
      { method: 'POST', agent, timeout: timeoutMs, headers: { ...headers, 'content-length': length } },
      (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
        response.once('error', () => resolve(0))
      },
    )
    sending.once('timeout', () => sending.destroy())
    sending.once('error', () => resolve(0))
    sending.end(body)
  })
}
