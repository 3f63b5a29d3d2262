import type { Flow } from '../flow/define.ts'
import type { FlowEvent } from '../flow/message.ts'
import type { Store } from '../store/port.ts'
import type { Recent } from '../store/recent.ts'
import type { At } from './crash-point.ts'
import type { NewerSteps } from './newer-build.ts'
import type { Observed, SeenTurn } from './observe.ts'
import type { Delivery, Outcome } from './outcome.ts'

export type Direction = 'inbound' | 'outbound'

/** Everything a worker needs to know; made once by `createDialog`. */
export interface Engine {
  flow: Flow
  store: Store
  effects: Record<string, (params: never, delivery: Delivery) => Promise<Outcome> | Outcome>
  wake: (conversation: string, direction: Direction) => Promise<void>
  whenBuried: (effect: { type: string; params: unknown }, reason: string) => FlowEvent | undefined
  observe: (observed: Observed) => void
  onTurn: (seen: SeenTurn) => void
  at: At | undefined
  clock: () => number
  random: () => number
  turnWindowMs: number
  recall: ((conversation: string) => Promise<FlowEvent | undefined>) | undefined
  ttlMs: number
  attempts: number
  /** By conversation: how often this process began with its first input and neither finished nor died. */
  survived: Recent<number>
  newer: NewerSteps
}
