import type { Effect } from './effect.ts'
import type { FlowEvent, Message } from './message.ts'

/** What to try on a flow: what customers, the host and the world may do to it. */
export interface Rehearsal<Context = unknown> {
  /** What customers say or mean: words, whole messages, or events. One for each way through a guard is enough. */
  customer: readonly (string | Message | FlowEvent)[]
  /** What the host tells unasked: an operator who took over. */
  host?: readonly FlowEvent[]
  /** What the world may answer to an effect, the usual answer first. Pure. */
  answers?: (effect: Effect) => readonly FlowEvent[]
  /**
   * What of the context makes a difference, mostly what guards read: conversations in one state with the same key are
   * tried once. `state` is a dotted path. Leave no counter unbounded. Default: truths, and numbers up to 10, as they
   * are; of everything else whether it is there.
   */
  key?: (context: Context, state: string) => unknown
}

/**
 * What must hold wherever a conversation gets to. States are named by their dotted path; one that has states inside
 * stands for all of them.
 */
export interface Promises {
  /** By state: by how many messages, at most, a customer can bring any conversation there. The world answers meanwhile. */
  reach?: Readonly<Record<string, Reach>>
  /** By effect: in which states only, and by which events only, it is issued. */
  only?: Readonly<Record<string, { in?: readonly string[]; on?: readonly string[] }>>
  /** Who is not understood `limit` times running, in any state that asks something, comes to the state `end`. */
  misses?: { by: Rehearsal['customer']; limit: number; end: string }
  /** States that the flow never comes to as it is configured. */
  unused?: readonly string[]
}

interface Reach {
  messages: number
  /** The only types of events that they may mean. Default: any. */
  by?: readonly string[]
}
