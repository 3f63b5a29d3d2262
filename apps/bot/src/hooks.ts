import type { At, CrashPoint, Flow, Store } from '@shoro/dialog'
import type { OrderContext, OrderEffects } from '@shoro/dialog/order'

/** The host's own places at which a process may die: a webhook durable and not answered, an order in, a reply sent. */
export const hostPoints = ['before-answer', 'after-insert', 'after-send'] as const

export type Point = CrashPoint | (typeof hostPoints)[number]

/** The flow of this bot. */
export type BotFlow = Flow<OrderContext, OrderEffects>

/** What a run that breaks things on purpose puts into a process. Production has none. */
export interface Hooks {
  at?: At<Point> | undefined
  /** Around the store on Redis. */
  redisStore?: (store: Store) => Store
  /** Around the store that the engine works on. */
  store?: (store: Store) => Store
  /** How long an answer of the journal is waited for, ms; longer where the machine is busy with something else. */
  journalTimeoutMs?: number | undefined
  /** Another build of the flow. */
  flow?: ((flow: BotFlow) => BotFlow) | undefined
}
