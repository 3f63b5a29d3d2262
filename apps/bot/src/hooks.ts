import type { At, CrashPoint, Store } from '@shoro/dialog'

/** The host's own places at which a process may die: a webhook durable and not answered, an order in, a reply sent. */
export const hostPoints = ['before-answer', 'after-insert', 'after-send'] as const

export type Point = CrashPoint | (typeof hostPoints)[number]

/** What a run that breaks things on purpose puts into a process. Production has none. */
export interface Hooks {
  at?: At<Point> | undefined
  /** Around the store on Redis. */
  redisStore?: (store: Store) => Store
  /** Around the store that the engine works on. */
  store?: (store: Store) => Store
}
