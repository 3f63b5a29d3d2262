import { isNewer } from '../flow/restore.ts'
import type { Snapshot } from '../flow/snapshot.ts'
import type { Recent } from '../store/recent.ts'
import type { Engine } from './engine.ts'

/** By conversation: the step of a newer build that this process found, and when. */
export type NewerSteps = Recent<{ rev: number; since: number }>

/** An update may roll for so long. After it nobody seems to know the version any more, and the customer waits. */
const patienceMs = 10 * 60_000
const askAgainMs = 1_000

/**
 * While an update rolls, processes of two builds work side by side. What the newer one has made the older one cannot go
 * on with: until when it leaves the conversation alone, undefined if it need not.
 */
export function leftToNewer(
  { flow, newer, observe }: Engine,
  conversation: string,
  stored: Snapshot | undefined,
  now: number,
): number | undefined {
  if (!stored || !isNewer(flow, stored)) return undefined
  const { rev, version } = stored
  let known = newer.get(conversation)
  if (known?.rev !== rev) {
    known = { rev, since: now }
    newer.set(conversation, known)
    observe({ type: 'newer', conversation, version })
  }
  return now < known.since + patienceMs ? now + askAgainMs : undefined
}

/**
 * The same without `load`, which would count a start against the input although nobody begins with it. Costs a call, so
 * only a process that has met a newer build asks.
 */
export async function looksNewer(engine: Engine, conversation: string, now: number): Promise<number | undefined> {
  if (engine.newer.size === 0) return undefined
  const { snapshot } = (await engine.store.read(conversation, now)) ?? {}
  return snapshot ? leftToNewer(engine, conversation, JSON.parse(snapshot) as Snapshot, now) : undefined
}
