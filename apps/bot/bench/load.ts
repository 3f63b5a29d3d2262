import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { inbox } from '../test/stage.ts'
import type { FakeApi } from './fake-api.ts'

const dialog = ['Здравствуйте', 'Токтогула 125, кв 4', '0555 123 456', '2 бутыли', 'да']
const agent = new Agent({ keepAlive: true, maxSockets: 128 })
let clients = 780_000_000

function post(url: string, body: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/webhook/chat2desk`,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      },
    )
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}

/** Customers who order, each waiting for an answer before the next message. Gives messages and the seconds they took. */
export async function closedLoop(
  url: string,
  api: FakeApi,
  customers: number,
): Promise<{ messages: number; seconds: number; ids: string[] }> {
  const ids = Array.from({ length: customers }, () => String(clients++))
  const started = performance.now()
  await Promise.all(
    ids.map(async (id) => {
      for (const [index, text] of dialog.entries()) {
        const status = await post(url, inbox(Number(id), text))
        if (status !== 200) throw new Error(`The webhook answered ${status}`)
        await api.arrived(id, index + 1)
      }
    }),
  )
  return { messages: customers * dialog.length, seconds: (performance.now() - started) / 1000, ids }
}

/** First messages of new customers at a steady rate, timed from when each was meant to be sent. Times in ms, sorted. */
export async function openLoop(
  url: string,
  api: FakeApi,
  perSecond: number,
  seconds: number,
): Promise<{ acknowledged: number[]; replied: number[] }> {
  const acknowledged: number[] = []
  const replied: number[] = []
  const started = performance.now()
  const flying: Promise<void>[] = []
  for (let n = 0; n < perSecond * seconds; n++) {
    const intended = started + (n * 1000) / perSecond
    const ahead = intended - performance.now()
    if (ahead > 1) await sleep(ahead)
    const id = String(clients++)
    flying.push(
      (async () => {
        await post(url, inbox(Number(id), 'Здравствуйте'))
        acknowledged.push(performance.now() - intended)
        replied.push((await api.arrived(id, 1)) - intended)
      })(),
    )
  }
  await Promise.all(flying)
  return { acknowledged: acknowledged.sort((a, b) => a - b), replied: replied.sort((a, b) => a - b) }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
