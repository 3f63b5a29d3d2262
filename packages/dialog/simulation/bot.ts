import { createHash } from 'node:crypto'
import type { Flow } from '../src/flow/define.ts'
import { orderFlow, type OrderEffects } from '../src/order/flow.ts'
import type { OrderContext } from '../src/order/context.ts'
import { createDialog, type Dialog } from '../src/runtime/dialog.ts'
import type { Direction } from '../src/runtime/engine.ts'
import type { Outcome } from '../src/runtime/outcome.ts'
import type { Store } from '../src/store/port.ts'
import type { Chat } from './chat.ts'
import { killer, poison } from './customers.ts'
import type { Database } from './database.ts'
import type { Plan } from './plan.ts'
import { randomOf } from './random.ts'
import { CallError, type Process, type World } from './world.ts'

export interface BotParts {
  world: World
  process: Process
  store: Store
  chat: Chat
  database: Database
  /** Effects that were sent again although an earlier try may have arrived. */
  resent: string[]
  wake: (conversation: string, direction: Direction) => Promise<void>
}

/** Timers short enough to come due in a run: at its end, or in the middle of it. */
const quietHours = { from: 0, to: 0 }
const slow = orderFlow({ quietHours, remindMs: 40_000, expireMs: 4 * 60_000, operatorSilenceMs: 3 * 60_000 })
const brisk = orderFlow({ quietHours, remindMs: 2_500, expireMs: 20_000, operatorSilenceMs: 15_000 })

/** The order flow, which two messages can break: one throws, one ends the process that takes it. */
export function breakable(plan: Plan, die: () => void): Flow<OrderContext, OrderEffects> {
  const orders = plan.brisk ? brisk : slow
  return {
    ...orders,
    understand(message, situation) {
      if (message.text === poison) throw new Error('poison')
      if (message.text === killer) {
        die()
        throw new Error('killer')
      }
      return orders.understand(message, situation)
    },
  }
}

/** What each process runs: the engine as it is, with hands like those of a host. */
export function createBot({ world, process, store, chat, database, resent, wake }: BotParts): Dialog<OrderContext> {
  const random = randomOf(`${world.plan.seed} ${process.name} ${world.now}`)

  const say = async (client: string, text: string, key: string, uncertain: boolean): Promise<Outcome> => {
    try {
      const found = uncertain ? await findSent(client, text) : undefined
      if (found !== undefined) world.note('found by look-up')
      else if (uncertain) {
        world.note('sent again in doubt')
        resent.push(key)
      }
      const id = found ?? (await chat.send(process, client, text, key))
      return { status: 'done', receipt: `${id}|${hashOf(text)}` }
    } catch (error) {
      const certain = error instanceof CallError && error.certain
      if (error instanceof CallError && error.message.includes('blocked'))
        return { status: 'undeliverable', reason: error.message }
      return { status: 'retry', reason: String(error), uncertain: uncertain || !certain }
    }
  }
  const findSent = async (client: string, text: string) => {
    const stored = await store.read(client, clock())
    const accounted = new Set(stored?.receipts.map((receipt) => Number(receipt.split('|')[0])))
    const listed = await chat.list(process, client)
    return listed.find((one) => !accounted.has(one.id) && one.text === text)?.id
  }
  const clock = () => world.now + process.clockMs
  const away = (error: unknown): Outcome => ({ status: 'wait', reason: String(error), ms: 2_000 })

  return createDialog({
    flow: breakable(world.plan, () => world.die(process, 'of a message')),
    store,
    wake,
    turnWindowMs: world.plan.turnWindowMs,
    ...(world.plan.recalls && { recall: (conversation: string) => database.recall(process, conversation) }),
    clock,
    random: () => random.next(),
    observe: (observed) => world.note(observed.type === 'turn' ? `taken ${observed.event}` : observed.type),
    effects: {
      say: ({ text }, { conversation, key, uncertain }) => say(conversation, text, key, uncertain),
      transferToOperator: ({ comment }, { conversation, key, uncertain }) => say(conversation, comment, key, uncertain),
      async placeOrder(order, { conversation, key }) {
        try {
          const number =
            (await database.insert(process, key, conversation, order)) ?? (await database.find(process, key))
          if (number === undefined) return { status: 'retry', reason: 'neither inserted nor found' }
          return { status: 'done', event: { type: 'order.placed', number } }
        } catch (error) {
          return away(error)
        }
      },
      changeOrder: ({ number }) => ({ status: 'done', event: { type: 'order.locked', number } }),
      lookUpOrder: ({ number }) => ({ status: 'done', event: { type: 'order.status', number, status: 'new' } }),
      forgetCustomer: () => {},
      async cancelOrder({ number }, { conversation }) {
        try {
          const became = await database.cancel(process, number, conversation)
          return { status: 'done', event: { type: `order.${became}`, number } }
        } catch (error) {
          return away(error)
        }
      },
    },
    whenBuried: ({ type }, reason) => (type === 'placeOrder' ? { type: 'order.rejected', reason } : undefined),
  })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}
