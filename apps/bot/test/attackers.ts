import { setMaxListeners } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sign } from '@shoro/chat2desk'
import { hostileRequests, type Hostile } from './hostile.ts'
import { inbox } from './stage.ts'

/** Whom to attack, and what of its secrets is known. */
export interface Target {
  host: string
  port: number
  secret: string
  token: string
}

/** How fast to attack, by default as fast as answers come, and until when. */
export interface Pace {
  perSecond?: number
  signal?: AbortSignal
}

/** How often each answer came; `cut` is a connection that ended without one. */
export type Answers = Record<string, number>

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const signedAt = '1743681006'

/**
 * Hostile bodies with a right signature, as if customers had made Chat2Desk send them: so few of each customer that the
 * limit lets them through to the conversation. The ids of the customers begin with `prefix`. `every` 4 sends a quarter.
 */
export async function sendHostile(
  target: Target,
  prefix: string,
  { every = 1, ...pace }: Pace & { every?: number } = {},
): Promise<Answers> {
  const answers: Answers = {}
  const bodies = hostileRequests((n) => `${prefix}${Math.floor(n / 40)}`).filter((_, n) => n % every === 0)
  await inTurns(bodies, pace, async ({ body, headers }) => {
    count(answers, await post(target, body, { ...signatureOf(target, body), ...headers }))
  })
  return answers
}

/** Orders under wrong secrets, with forged signatures, and with the signature of another body. */
export async function forge(target: Target, client: string, rounds: number, pace: Pace = {}): Promise<Answers> {
  const answers: Answers = {}
  const order = () => Buffer.from(JSON.stringify(inbox(client, '2 бутыли на Токтогула 125 кв 4, тел 0555123456')))
  const seen = Buffer.from(JSON.stringify(inbox(client, 'Привет')))
  const tries: (() => Promise<string>)[] = [
    () => post(target, order(), signatureOf(target, order()), '/webhook/chat2desk'),
    () => post(target, order(), {}, `/webhook/chat2desk/${target.secret}x`),
    () => post(target, order(), {}, `/webhook/chat2desk/${target.secret.slice(1)}`),
    () => post(target, order(), {}, `/webhook/chat2desk/${encodeURIComponent('../')}${target.secret}`),
    () => post(target, order()),
    () => post(target, order(), { 'x-signature': 'f'.repeat(64), 'x-timestamp': signedAt }),
    () => post(target, order(), signatureOf({ ...target, token: 'guessed' }, order())),
    () => post(target, order(), signatureOf(target, seen)),
    () => post(target, order(), { ...signatureOf(target, seen), 'x-timestamp': '1743681007' }),
  ]
  await inTurns(Array.from({ length: rounds }, () => tries).flat(), pace, async (attempt) => {
    count(answers, await attempt())
  })
  return answers
}

/** One customer who writes as fast as this, through Chat2Desk: rightly signed. */
export async function flood(target: Target, client: string, perSecond: number, signal: AbortSignal): Promise<Answers> {
  const answers: Answers = {}
  const sent: Promise<void>[] = []
  const started = Date.now()
  for (let n = 0; !signal.aborted; n++) {
    const body = Buffer.from(JSON.stringify(inbox(client, 'алло')))
    sent.push(post(target, body, signatureOf(target, body)).then((answer) => count(answers, answer)))
    await sleep(Math.max(0, started + ((n + 1) * 1000) / perSecond - Date.now()))
  }
  await Promise.all(sent)
  return answers
}

/** Sockets that send a byte now and then, half of them headers, half of them a body; each that is cut comes again. */
export async function dawdle({ host, port, secret }: Target, sockets: number, signal: AbortSignal): Promise<Answers> {
  setMaxListeners(0, signal)
  const answers: Answers = {}
  const path = `/webhook/chat2desk/${secret}`
  const starts = [
    `POST ${path} HTTP/1.1\r\nHost: x\r\nX-Slow: `,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{`,
  ]
  const one = async (start: string) => {
    while (!signal.aborted) {
      const socket = connect(port, host)
      socket.write(start)
      const stop = dripInto(socket)
      count(answers, await answerOn(socket, signal))
      stop()
    }
  }
  await Promise.all(Array.from({ length: sockets }, (_, n) => one(starts[n % 2] ?? '')))
  return answers
}

/** A byte each half second, beginning at any moment of it: 500 clients do not write as one. Gives what ends it. */
function dripInto(socket: Socket): () => void {
  let drip: NodeJS.Timeout | undefined
  const begin = setTimeout(() => {
    drip = setInterval(() => socket.write('x'), 500)
  }, Math.random() * 500)
  return () => {
    clearTimeout(begin)
    clearInterval(drip)
  }
}

function answerOn(socket: Socket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const stop = () => socket.destroy()
    signal.addEventListener('abort', stop, { once: true })
    socket.on('data', (chunk) => (said += chunk.toString()))
    socket.on('error', () => {})
    socket.on('close', () => {
      signal.removeEventListener('abort', stop)
      resolve(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? 'cut')
    })
  })
}

function post(
  target: Target,
  body: Hostile['body'],
  headers: Record<string, string> = {},
  path = `/webhook/chat2desk/${target.secret}`,
): Promise<string> {
  const { host, port } = target
  return new Promise((resolve) => {
    const given = { 'content-type': 'application/json', 'content-length': String(body.length), ...headers }
    const sending = request({ host, port, path, method: 'POST', headers: given, agent }, (response) => {
      response.resume()
      response.once('close', () => resolve(String(response.statusCode)))
    })
    // A kept-alive connection may be closed by the server in the very moment of its next use.
    const again = () => post(target, body, headers, path)
    sending.once('error', () => resolve(sending.reusedSocket ? again() : 'cut'))
    sending.setTimeout(60_000, () => sending.destroy())
    sending.end(body)
  })
}

function signatureOf({ token }: Pick<Target, 'token'>, rawBody: Buffer): Record<string, string> {
  return { 'x-signature': sign({ rawBody, timestamp: signedAt, token }), 'x-timestamp': signedAt }
}

/** Eight at once. */
async function inTurns<Item>(
  items: readonly Item[],
  { perSecond = Infinity, signal }: Pace,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.entries()
  const started = Date.now()
  const work = async () => {
    for (const [n, item] of left) {
      await sleep(Math.max(0, started + (n * 1000) / perSecond - Date.now()))
      if (signal?.aborted) return
      await act(item)
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
}

function count(answers: Answers, answer: string): void {
  answers[answer] = (answers[answer] ?? 0) + 1
}
