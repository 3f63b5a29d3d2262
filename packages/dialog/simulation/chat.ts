import type { Item, Plan } from './plan.ts'
import { randomOf } from './random.ts'
import { startAt, type Process, type World } from './world.ts'

export interface Sent {
  id: number
  client: string
  text: string
  /** The effect that it came of: for the oracle only, a look-up does not show it. */
  key: string
  moment: number
}

export type Hook = Item & { kind: 'message' | 'event' }

export interface Chat {
  /** Everything that customers got to see, in this order. */
  sent: readonly Sent[]
  send(process: Process, client: string, text: string, key: string): Promise<number>
  /** The latest 20 of a customer, newest first. */
  list(process: Process, client: string): Promise<Pick<Sent, 'id' | 'text'>[]>
}

const retriesMs = [10_000, 60_000, 300_000]
const patienceMs = 10_000

/** Chat2Desk's API: it knows no idempotency key. */
export function createChat(world: World): Chat {
  const sent: Sent[] = []
  const refusals = world.plan.items.filter(
    (item): item is Item & { kind: 'refuses-client' } => item.kind === 'refuses-client',
  )
  return {
    sent,
    send: (process, client, text, key) =>
      world.call(
        process,
        'api.send',
        () => {
          const time = world.now - startAt
          if (
            !world.isCalm &&
            refusals.some((one) => one.client === client && time >= one.at && time < one.at + one.ms)
          )
            throw new Error('the client is blocked')
          const id = sent.length + 1
          sent.push({ id, client, text, key, moment: world.moment })
          return id
        },
        () => `${client} ${key.slice(0, 6)} ${JSON.stringify(text)}`,
      ),
    list: (process, client) =>
      world.call(
        process,
        'api.list',
        () =>
          sent
            .filter((one) => one.client === client)
            .slice(-20)
            .toReversed()
            .map(({ id, text }) => ({ id, text })),
        () => client,
      ),
  }
}

/**
 * Chat2Desk's webhooks: each copy goes to one of the servers, and is sent again until it is answered with 200 or its
 * retries are used up. `receive` is a server's handler; true is a 200. Gives a count of those still to be answered.
 */
export function sendWebhooks(
  world: World,
  plan: Plan,
  serversNow: () => Process[],
  receive: (server: Process, hook: Hook) => Promise<boolean>,
  acknowledged: (hook: Hook) => void,
): () => number {
  let open = 0
  const attempt = (hook: Hook, copy: number, tries: number) => {
    const name = hook.kind === 'message' ? hook.number : hook.id
    const random = randomOf(`${plan.seed} webhook ${hook.client} ${name} ${copy} ${tries}`)
    const alive = serversNow().filter(({ alive }) => alive)
    let answered = false
    const again = () => {
      if (answered) return
      answered = true
      const ms = retriesMs[tries]
      if (ms === undefined) open -= 1
      else world.after(ms, undefined, () => attempt(hook, copy, tries + 1))
    }
    if (alive.length === 0) return again()
    const server = random.pick(alive)
    world.tell(
      'webhook',
      () => `${hook.client} ${name} ${hook.kind === 'message' ? hook.text : hook.type} to ${server.name}`,
    )
    world.after(1 + random.next() * 10, server, async () => {
      const ok = await receive(server, hook).catch(() => false)
      // From here the promise counts, whether the answer arrives or not.
      if (ok) acknowledged(hook)
      if (!ok) world.note('refused webhook')
      world.after(1 + random.next() * 10, undefined, () => {
        if (answered) return
        if (!ok) return again()
        answered = true
        open -= 1
      })
    })
    world.after(patienceMs, undefined, again)
  }
  for (const item of plan.items) {
    if (item.kind !== 'message' && item.kind !== 'event') continue
    for (const [copy, ms] of item.arrivals.entries()) {
      open += 1
      world.after(item.at + ms, undefined, () => attempt(item, copy, 0))
    }
  }
  return () => open
}
