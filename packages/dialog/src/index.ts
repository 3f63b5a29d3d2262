export {
  defineFlow,
  FlowRefused,
  type EffectFacts,
  type EffectMakers,
  type Flow,
  type FlowOptions,
  type Legend,
  type Migrating,
} from './flow/define.ts'
export type { Choice, Effect, Say } from './flow/effect.ts'
export {
  joinMessages,
  type EventInput,
  type FlowEvent,
  type Input,
  type Media,
  type Message,
  type MessageInput,
} from './flow/message.ts'
export type { Facts, Phrase, Phrases, PluralForms } from './flow/phrases.ts'
export type { Promises, Rehearsal } from './flow/promises.ts'
export {
  nextTimer,
  stateName,
  statePath,
  type Heard,
  type Snapshot,
  type StateValue,
  type Timer,
} from './flow/snapshot.ts'
export { start, step, type Issued, type Stepped, type TimerFired } from './flow/step.ts'
export { takeTurn, timerInput, type Turn, type TurnInput } from './flow/turn.ts'
export type { Reason, Situation, Understand, Understood } from './flow/understanding.ts'
export { crashPoints, type At, type CrashPoint } from './runtime/crash-point.ts'
export { createDialog, type Dialog, type DialogOptions, type Handlers, type IncomingMessage } from './runtime/dialog.ts'
export type { Direction } from './runtime/engine.ts'
export { heldAfterDeathMs } from './runtime/lease.ts'
export type { Observed, SeenTurn } from './runtime/observe.ts'
export type { Delivery, Outcome } from './runtime/outcome.ts'
export type { Appended, DeadLetter, Depth, Rate, Revived, Store, StoreOptions, Stored } from './store/port.ts'
